/**
 * Arrays in PostgreSQL's binary format: as text each element is escaped here and scanned byte by
 * byte there, which for the JSON of a batch cost more than its writes.
 * Source: array_recv in src/backend/utils/adt/arrayfuncs.c.
 */

/** The types of a column on its way in, with their object ids. */
const OIDS = { text: 25, bigint: 20, integer: 23 } as const;

export type ColumnType = keyof typeof OIDS;

/** Dimensions, a flag for nulls, the element's type, the length and the first index. */
const HEADER_BYTES = 20;
const NULL = -1;

/** One dimension from 1 up; nothing at all for no elements. Units: bigint as a safe integer. */
export function binaryArray(type: ColumnType, values: readonly (string | number | null)[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + sizeOf(type, values));
  bytes.writeInt32BE(values.length > 0 ? 1 : 0, 0);
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(OIDS[type], 8);
  if (values.length === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? NULL : write(type, value, bytes, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return bytes.subarray(0, at);
}

/** What the elements take at most. */
function sizeOf(type: ColumnType, values: readonly (string | number | null)[]): number {
  if (type !== 'text') return values.length * 12;
  let bytes = 0;
  for (const value of values) bytes += 4 + (value === null ? 0 : String(value).length * 3);
  return bytes;
}

function write(type: ColumnType, value: string | number, bytes: Buffer, at: number): number {
  if (type === 'text') return bytes.write(String(value), at);
  const number = Number(value);
  if (type === 'integer') {
    bytes.writeInt32BE(number, at);
    return 4;
  }
  const high = Math.floor(number / 2 ** 32);
  bytes.writeInt32BE(high, at);
  bytes.writeUInt32BE(number - high * 2 ** 32, at + 4);
  return 8;
}
