/** Whatever a browser may be refused is said in both languages. */

import { expect, test } from 'vitest';
import { ENGINE_FAULTS, ENGINE_REFUSALS } from '../../src/engine/index.ts';
import { INCIDENTS, REFUSALS } from '../../src/kernel/index.ts';
import { DOOR_PROBLEMS } from '../../src/protocol/index.ts';
import { WORDS_ZH } from '../../src/server/words/problems.ts';

const CODES = [REFUSALS, ENGINE_REFUSALS, ENGINE_FAULTS, DOOR_PROBLEMS, INCIDENTS].flatMap(
  (catalogue) => Object.keys(catalogue),
);

test('every code of a refusal, fault, problem and incident has a sentence in Chinese', () => {
  expect(CODES.length).toBeGreaterThan(140);
  const without = CODES.filter((code) => !/\p{Script=Han}.*。$/u.test(WORDS_ZH[code] ?? ''));
  expect(without).toEqual([]);
});

test('no text is of a code that there is not', () => {
  expect(Object.keys(WORDS_ZH).filter((code) => !CODES.includes(code))).toEqual([]);
});
