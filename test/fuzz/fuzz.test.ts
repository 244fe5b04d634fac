/** What fuzzing found stays found, and the fuzzer itself finds what was put there for it. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from './campaign.ts';
import { runCampaign } from './campaign.ts';
import { caseOf, drawn } from './cases.ts';
import { PLANTED } from './planted.ts';
import { summaryOf } from './summary.ts';
import { Witness } from './target.ts';
import { TARGETS } from './targets/index.ts';
import { Asked, watch } from './watch.ts';

const CASES = 120;
const KEPT = join(import.meta.dirname, 'kept');

describe('an input that was kept', () => {
  const kept = readdirSync(KEPT).map((name) => [name.split('.')[0]!, name] as const);

  test.each(kept)('%s: %s holds', async (target, name) => {
    const session = await TARGETS.find((each) => each.name === target)!.open();
    const witness = new Witness();
    await session.hold(readFileSync(join(KEPT, name), 'utf8'), witness);
    await session.close?.();
    expect(Object.keys(witness.counts)).not.toEqual([]);
  });
});

describe('a mistake that was planted', () => {
  let results: string;
  let found: Result;
  beforeAll(async () => {
    results = mkdtempSync(join(tmpdir(), 'vermilion-fuzz-'));
    const targets = PLANTED;
    const plan = { seed: 1, inputs: CASES * targets.length, processes: 2, hangMs: 1_500 };
    found = await runCampaign({ targets, ...plan, results, say: () => {} });
  });
  afterAll(() => rmSync(results, { recursive: true }));

  test.each([
    ['planted-broken', 'broken', '7'],
    ['planted-thrown', 'thrown', 'b13'],
    ['planted-hung', 'hung', 'b13'],
    ['planted-died', 'died', 'b13'],
    ['planted-slow', 'slow', 'b13'],
  ])('%s is found as %s, and cut down to %s', async (name, kind, shortest) => {
    const told = found.findings.find((each) => each.target === name && each.kind === kind)!;
    expect(told).toMatchObject({ target: name, kind, shortest });
    const target = PLANTED.find((each) => each.name === name)!;
    expect(await caseOf(target, 1, told.case)).toBe(told.input);
    expect(readFileSync(told.file, 'utf8')).toBe(shortest);
  });

  test('whatever hangs or dies, every other input is held all the same', () => {
    expect(Object.values(found.inputs)).toEqual(PLANTED.map(() => CASES));
  });

  test('a property that nothing was held to counts as broken', () => {
    const { broken } = summaryOf({ targets: PLANTED, seed: 1, seconds: 1, result: found });
    expect(broken).toContain('planted-broken: never held: held to no input');
    expect(broken).not.toContain('planted-broken: seven is no number: held to no input');
  });
});

test('K1 a seed deals the same inputs in every process', async () => {
  for (const target of TARGETS) {
    const session = await target.open();
    const [first, again, other] = [5, 5, 6].map((seed) => drawn(session, target.name, seed, 11));
    await session.close?.();
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  }
  const [slow] = PLANTED;
  const job = { target: slow!.name, seed: 3, from: 0, to: 40 };
  const [one, other] = await Promise.all([0, 1].map(() => watch({ job, hangMs: 60_000 })));
  expect(one!.findings.length).toBeGreaterThan(0);
  expect(one!.findings).toEqual(other!.findings);
});

test('an input by itself is answered by a worker of its own', async () => {
  const asked = new Asked('cursors', 60_000);
  expect(await asked.ask('e30')).toEqual({ kind: 'fine' });
  asked.close();
});
