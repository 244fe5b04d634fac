/** The tests tested: each planted mistake is caught by the simulator, and cut down to a small plan. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUGS } from './bugs.ts';
import { simulateInChild } from './child.ts';

const SEEDS_MAX = '1500';

test('at least 24 mistakes are kept in the bank, each fits the source in one place', () => {
  const misfits = Object.entries(BUGS).filter(([, { file, was }]) => {
    const source = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');
    return source.split(was).length !== 2;
  });
  expect(misfits.map(([id]) => id)).toEqual([]);
  expect(Object.keys(BUGS).length).toBeGreaterThanOrEqual(24);
});

test.each(Object.entries(BUGS))('caught: %s', async (bug, { near = 1 }) => {
  const seeds = ['--from', String(near), '--seeds', SEEDS_MAX];
  const { broken } = await simulateInChild(['--bug', bug, ...seeds, '--until-broken']);
  expect(broken.map(({ id }) => id)).toEqual([expect.any(String)]);
});

test('a plan that breaks something is cut down to a few steps that break the same', async () => {
  const args = ['--bug', 'a return leaves tasks open', '--seeds', SEEDS_MAX];
  const [first] = (await simulateInChild([...args, '--until-broken'])).broken;
  const [small] = (await simulateInChild([...args, '--shrink'])).broken;
  expect(small!.id).toBe(first!.id);
  expect(small!.steps).toBeLessThanOrEqual(150);
  expect(small!.plan!.lives.length).toBe(1);
});
