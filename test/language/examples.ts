/** The example flows as the tests see them. */

import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../examples/flows/', import.meta.url);

/** Every example with its text. */
export const EXAMPLES: readonly { readonly name: string; readonly text: string }[] = readdirSync(
  FOLDER,
)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));
