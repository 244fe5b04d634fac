/** Files that forms name. */

import { type Static, Type } from 'typebox';

/** What a file may be. */
export const FILE_LIMITS = {
  bytesMax: 20 * 1_048_576,
  /** Characters of its name. */
  nameCharsMax: 200,
} as const;

/** A kept file; `value` is what a field of a form holds. */
export const KeptFile = Type.Object({
  value: Type.String(),
  name: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  mediaType: Type.String({ description: 'What the bytes say; octet-stream, if nothing known' }),
});
export type KeptFile = Static<typeof KeptFile>;
