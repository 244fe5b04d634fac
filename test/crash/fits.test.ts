/** What is planted fits the source, and a seed deals the same faults again. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chance } from '../../src/testing/simulator/chance.ts';
import { BUGS, UNSYNCED } from './bugs.ts';
import { APART, deckOf } from './deck.ts';
import type { Edit } from './failpoints.ts';
import { FAILPOINTS, type Failpoint, failpointEdit } from './failpoints.ts';
import { FAILPOINT_NAMES, FAULTS } from './faults.ts';

function misfits(edits: readonly Edit[]): readonly string[] {
  return edits
    .filter(({ file, was }) => {
      const source = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');
      return source.split(was).length !== 2;
    })
    .map(({ file, was }) => `${file}: ${was}`);
}

test('at least 20 failpoints stand in the source, each in one place', () => {
  const names = Object.keys(FAILPOINTS) as Failpoint[];
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(misfits(names.map(failpointEdit))).toEqual([]);
  const calls = names.map((name) => failpointEdit(name).becomes.split('crashHere').length - 1);
  expect(new Set(calls)).toEqual(new Set([1]));
});

test('at least 8 mistakes are kept for the crash runs, each fits in one place', () => {
  expect(Object.keys(BUGS).length).toBeGreaterThanOrEqual(8);
  expect(misfits([...Object.values(BUGS), UNSYNCED])).toEqual([]);
});

test('a seed deals the same faults again; a whole deck holds every fault and failpoint', () => {
  const size = { serverKills: 3, databaseKills: 3, rounds: 1 };
  const deck = deckOf(new Chance(7), size);
  expect(deckOf(new Chance(7), size)).toEqual(deck);
  expect(deckOf(new Chance(8), size)).not.toEqual(deck);
  const names = new Set<string>([...APART, ...deck.map(({ name }) => name)]);
  expect([...Object.keys(FAULTS), ...FAILPOINT_NAMES].filter((name) => !names.has(name))).toEqual(
    [],
  );
  const frozen = deckOf(new Chance(7), size, ['freeze']);
  expect(frozen.map(({ name }) => name)).toEqual(['freeze a server past its leases']);
});
