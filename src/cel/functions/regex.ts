import { RE2JS } from 're2js';
import { fault } from '../errors.ts';
import { celLimits } from '../limits.ts';
import type { Meter } from '../values/equality.ts';

const cache = new Map<string, RE2JS>();

/** Compiles an RE2 pattern, or says why it cannot be one. */
export function compileRegex(pattern: string): RE2JS | string {
  const known = cache.get(pattern);
  if (known) return known;
  if (pattern.length > celLimits.regexLengthMax) {
    return `The pattern is longer than ${celLimits.regexLengthMax} characters.`;
  }
  try {
    const made = RE2JS.compile(pattern);
    if (made.programSize() > celLimits.regexSizeMax) {
      return `The pattern comes to more than ${celLimits.regexSizeMax} steps.`;
    }
    if (cache.size >= celLimits.regexCacheMax) cache.clear();
    cache.set(pattern, made);
    return made;
  } catch {
    return 'The pattern is no RE2 regular expression.';
  }
}

/**
 * Tells whether a pattern is found in a text.
 * Rules: linear in the text; the cost is the product of the text's length and the pattern's
 * steps, about 30 ns each at worst. Compiling is charged whether or not the pattern is known
 * already, because one evaluation must cost the same every time.
 */
export function matches(text: string, pattern: string, meter: Meter): boolean {
  meter.charge(pattern.length * 20);
  return matchesKnown(text, pattern, meter);
}

/** Does the same for a pattern that was compiled, and so paid for, with the expression. */
export function matchesKnown(text: string, pattern: string, meter: Meter): boolean {
  const compiled = compileRegex(pattern);
  if (typeof compiled === 'string') return fault('cel.bad-regex', compiled);
  meter.charge(Math.ceil((text.length * compiled.programSize()) / 4));
  return compiled.test(text);
}
