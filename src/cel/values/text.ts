import { fault } from '../errors.ts';

/** Encodes text as UTF-8; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    let point = text.codePointAt(index)!;
    if (point > 0xffff) index += 1;
    else if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    if (point < 0x80) {
      bytes[at++] = point;
      continue;
    }
    const tails = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[at++] = ((0xff00 >> (tails + 1)) & 0xff) | (point >> (6 * tails));
    for (let left = tails - 1; left >= 0; left -= 1) {
      bytes[at++] = 0x80 | ((point >> (6 * left)) & 0x3f);
    }
  }
  return bytes.slice(0, at);
}

const smallest = [0, 0, 0x80, 0x800, 0x10000];

/** Decodes UTF-8 strictly; Faults: `cel.bad-conversion` when the bytes are not well formed. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length === 0 || first > 0xf4 || at + length > bytes.length) return badUtf8();
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let offset = 1; offset < length; offset += 1) {
      const next = bytes[at + offset]!;
      if ((next & 0xc0) !== 0x80) return badUtf8();
      point = (point << 6) | (next & 0x3f);
    }
    const surrogate = point >= 0xd800 && point < 0xe000;
    if (surrogate || point > 0x10ffff || point < smallest[length]!) return badUtf8();
    parts.push(String.fromCodePoint(point));
    at += length;
  }
  return parts.join('');
}

function badUtf8(): never {
  return fault('cel.bad-conversion', 'The bytes are not UTF-8.');
}

/** Counts the code points of a text. */
export function countCodePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

/** Compares two texts by code point, as UTF-8 bytes would compare. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const one = left.charCodeAt(index);
    const other = right.charCodeAt(index);
    if (one !== other) return rank(one) - rank(other);
  }
  return left.length - right.length;
}

/** UTF-16 puts surrogates before U+E000..U+FFFF; code points come the other way round. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Compares two byte strings. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = left[index]! - right[index]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
