/** What every store does with the bytes of a file alike. */

import { STORE_LIMITS } from './limits.ts';

/** Cuts a file into the parts it is kept in; an empty one has none. */
export function fileParts(content: Buffer): readonly Buffer[] {
  const { filePartBytes } = STORE_LIMITS;
  return Array.from({ length: Math.ceil(content.length / filePartBytes) }, (_, n) =>
    content.subarray(n * filePartBytes, (n + 1) * filePartBytes),
  );
}
