/** What a signature has to be. */

import type { Text } from '../../../kernel/index.ts';
import { normalized } from '../../../kernel/index.ts';

/** Whether a text is somebody’s name, in any of its languages, as names are looked for. */
export function isNameOf(written: string, name: Text): boolean {
  const names = typeof name === 'string' ? [name] : Object.values(name);
  const said = normalized(written);
  return said !== '' && names.some((each) => normalized(each) === said);
}
