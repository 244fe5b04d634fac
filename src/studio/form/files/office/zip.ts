/** The parts of a ZIP package, unpacked within limits as they come: nothing is believed that it says. */

import { OFFICE_LIMITS } from './limits.ts';

/** Why a package is not read; the words say it to a developer. */
export class Unreadable extends Error {}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

interface Entry {
  readonly method: number;
  readonly flags: number;
  readonly packed: number;
  readonly at: number;
}

/** Parts by their names; each is unpacked when it is asked for. */
export class Package {
  readonly #bytes: Uint8Array;
  readonly #entries: ReadonlyMap<string, Entry>;
  #left: number = OFFICE_LIMITS.unpackedBytesMax;

  /** Faults: Unreadable for what is no package, and for one that is larger than the limits. */
  constructor(bytes: ArrayBuffer) {
    this.#bytes = new Uint8Array(bytes);
    this.#entries = entriesOf(new DataView(bytes), this.#bytes);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** A part as text; undefined for one that there is not. Faults: Unreadable. */
  async text(name: string): Promise<string | undefined> {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    if (entry.flags & ENCRYPTED) throw new Unreadable('the part is encrypted');
    const packed = this.#packed(entry);
    const unpacked = entry.method === STORED ? this.#take(packed) : await this.#inflate(packed);
    return new TextDecoder('utf-8').decode(unpacked);
  }

  #packed({ at, packed, method }: Entry): Uint8Array<ArrayBuffer> {
    if (method !== STORED && method !== DEFLATED) throw new Unreadable('an unknown packing');
    const view = new DataView(this.#bytes.buffer);
    if (at + 30 > view.byteLength || view.getUint32(at, true) !== LOCAL) {
      throw new Unreadable('a part is not where it should be');
    }
    const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    if (from + packed > view.byteLength) throw new Unreadable('a part is cut off');
    return this.#bytes.slice(from, from + packed);
  }

  #take(bytes: Uint8Array): Uint8Array {
    this.#left -= bytes.length;
    if (this.#left < 0) throw new Unreadable('it unpacks to too much');
    return bytes;
  }

  async #inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.length;
        const isLarge = size > OFFICE_LIMITS.ratioFromBytes;
        if (isLarge && size > packed.length * OFFICE_LIMITS.ratioMax) {
          throw new Unreadable('it unpacks to far more than it is');
        }
        chunks.push(this.#take(value));
      }
    } catch (error) {
      // What is left is not unpacked.
      await reader.cancel().catch(() => undefined);
      throw error instanceof Unreadable ? error : new Unreadable('a part is broken');
    }
    return joined(chunks, size);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function entriesOf(view: DataView, bytes: Uint8Array): ReadonlyMap<string, Entry> {
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > OFFICE_LIMITS.entriesMax) throw new Unreadable('it has too many parts');
  const entries = new Map<string, Entry>();
  // Other programs tell no part from one whose name is written in other letters.
  const names = new Set<string>();
  let at = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) {
      throw new Unreadable('its list of parts is broken');
    }
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    };
    if (names.has(name.toLowerCase())) throw new Unreadable('two parts have one name');
    names.add(name.toLowerCase());
    entries.set(name, entry);
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where the list of parts is told of, at the very end. */
function endOf(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - COMMENT_BYTES_MAX; at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Unreadable('it is no package');
}
