/** Files as forms name them, and what may be shown of one without trusting it. */

/** The value of a field that names a kept file, taken apart. */
export interface NamedFile {
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly digest: string;
  readonly name: string;
}

/** Shape: `<digest>/<name>` → its parts; undefined for a text that names no kept file. */
export function namedFile(value: string): NamedFile | undefined {
  const [, digest, name] = /^([0-9a-f]{64})\/(.+)$/s.exec(value) ?? [];
  return digest === undefined || name === undefined ? undefined : { digest, name };
}

/** `other` is not shown; it can be kept on one’s own disk. */
export type FileKind = 'pdf' | 'image' | 'text' | 'package' | 'other';

/** How pictures begin that a browser shows without running anything. SVG is none of them. */
const PICTURES: readonly (readonly [type: string, sign: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
];

const SIGN_BYTES = 16;
/** Longer texts are read from one’s own disk. */
const TEXT_BYTES_MAX = 512 * 1024;

/** Bytes as they may be shown: by their own word, never by their name. */
export interface Shown {
  readonly kind: FileKind;
  /** Of a picture. */
  readonly mediaType?: string;
  readonly text?: string;
}

export function shownFrom(bytes: ArrayBuffer): Shown {
  const sign = String.fromCharCode(
    ...new Uint8Array(bytes, 0, Math.min(SIGN_BYTES, bytes.byteLength)),
  );
  if (sign.startsWith('%PDF-')) return { kind: 'pdf' };
  // Documents and workbooks of today are packages; what is in one says which it is.
  if (sign.startsWith('PK\x03\x04')) return { kind: 'package' };
  const picture = PICTURES.find(([, beginning]) => sign.startsWith(beginning));
  if (picture) return { kind: 'image', mediaType: picture[0] };
  const text = bytes.byteLength > TEXT_BYTES_MAX ? undefined : textFrom(bytes);
  return text === undefined ? { kind: 'other' } : { kind: 'text', text };
}

/** Text in UTF-8, or in GB 18030 as older systems write it; bytes that are none give nothing. */
function textFrom(bytes: ArrayBuffer): string | undefined {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      return /[\x00-\x08\x0e-\x1f]/.test(text) ? undefined : text;
    } catch {
      // The next encoding may read it.
    }
  }
  return undefined;
}
