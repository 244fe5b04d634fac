/** Files that forms name. */

import { type Static, Type } from 'typebox';

/** A kept file; `value` is what a field of a form holds. */
export const KeptFile = Type.Object({
  value: Type.String(),
  name: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  mediaType: Type.String({ description: 'What the bytes say; octet-stream, if nothing known' }),
});
export type KeptFile = Static<typeof KeptFile>;
