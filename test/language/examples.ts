/** The example flows as the tests see them. */

import { readdirSync, readFileSync } from 'node:fs';
import { attachedIn } from '../../src/language/index.ts';

const FOLDER = new URL('../../examples/flows/', import.meta.url);

/** Every example with its text, and with the tables that it names. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => {
    const text = read(name);
    const attached = Object.fromEntries(attachedIn(text).map((file) => [file, read(file)]));
    return { name, text, attached };
  });

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}
