/** Regular expressions in linear time (RE2), for those who match texts outside an expression. */

import { compileRegex } from './functions/regex.ts';

/** Makes a test for a pattern anywhere in a text; undefined where RE2 refuses the pattern. */
export function compilePattern(pattern: string): ((text: string) => boolean) | undefined {
  const compiled = compileRegex(pattern);
  return typeof compiled === 'string' ? undefined : (text) => compiled.test(text);
}
