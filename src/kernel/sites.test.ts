import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people, testDirectory } from '../testing/index.ts';
import type { Context, RepairPolicy, SiteCommand, VersionVector } from './index.ts';
import { compareVersions, joinVersions, reconcile, tickVersion } from './index.ts';

const vector: fc.Arbitrary<VersionVector> = fc.dictionary(
  fc.constantFrom('north', 'south', 'west', '__proto__'),
  fc.nat(4),
  { maxKeys: 4 },
);

test('R13.4 a version vector tells before, after, equal and concurrent, and joins tell the least', () => {
  const known = { north: 2, south: 1 };
  expect(compareVersions(known, { north: 2, south: 1, west: 0 })).toBe('equal');
  expect(compareVersions(known, { north: 2 })).toBe('after');
  expect(compareVersions(known, tickVersion(known, 'west'))).toBe('before');
  expect(compareVersions({ north: 3 }, known)).toBe('concurrent');
  const opposite = { before: 'after', after: 'before', equal: 'equal', concurrent: 'concurrent' };
  fc.assert(
    fc.property(vector, vector, vector, (a, b, c) => {
      expect(compareVersions(b, a)).toBe(opposite[compareVersions(a, b)]);
      const joined = joinVersions(a, b);
      expect(['before', 'equal']).toContain(compareVersions(a, joined));
      expect(compareVersions(joinVersions(b, a), joined)).toBe('equal');
      const isAbove = [a, b].every((one) => ['before', 'equal'].includes(compareVersions(one, c)));
      if (isAbove) expect(['before', 'equal']).toContain(compareVersions(joined, c));
    }),
  );
});

const VOTERS = ['fay', 'finn', 'flo'] as const;

function base() {
  const ask = { of: people(...VOTERS).of };
  const steps = [approval('vote', 'x', { ask, ballot: { kind: 'vote', pass: { count: 3 } } })];
  const play = new Play(flow(steps));
  play.start('emma');
  return { flow: play.flow, state: play.state! };
}

function vote(site: string, version: VersionVector, person: string, more: Partial<Vote> = {}) {
  const { type = 'ApproveTask', nowMs = 2_000_000 } = more;
  const seat = (VOTERS as readonly string[]).indexOf(person) + 1;
  const context: Context = {
    nowMs,
    actor: { kind: 'person', id: person },
    directory: testDirectory,
    may: () => false,
  };
  const decision: SiteCommand = { site, version, command: { type, visit: 2, seat }, context };
  return decision;
}

interface Vote {
  readonly type: 'ApproveTask' | 'RejectTask';
  readonly nowMs: number;
}

describe('R13.4 decisions of sites apart', () => {
  const { flow: compiled, state } = base();
  const start = { state, version: {} };
  const agree = (decisions: readonly SiteCommand[], policy: RepairPolicy) => {
    const result = reconcile(compiled, start, decisions, policy);
    if (result.kind !== 'agreed') throw new Error('escalated');
    return result;
  };

  test('R13.4 merge: votes of different voters commute, whatever order they arrive in', () => {
    const decisions = [
      vote('north', { north: 1 }, 'fay', { nowMs: 2_000_300 }),
      vote('south', { south: 1 }, 'finn', { nowMs: 2_000_100 }),
      vote('west', { west: 1 }, 'flo', { nowMs: 2_000_200 }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(decisions, { minLength: 3 }), (order) => {
        const { state: after, dropped, version } = agree(order, 'merge');
        expect([after.outcome, dropped]).toEqual(['approved', []]);
        expect(version).toEqual({ north: 1, south: 1, west: 1 });
        expect(after).toEqual(agree(decisions, 'merge').state);
      }),
    );
  });

  test('R13.4 merge: of two votes of one voter the earlier holds, and the other is told of', () => {
    const yes = vote('north', { north: 1 }, 'fay', { nowMs: 2_000_001 });
    const no = vote('south', { south: 1 }, 'fay', { type: 'RejectTask', nowMs: 2_000_002 });
    const { state: after, dropped } = agree([no, yes], 'merge');
    expect(after.visits[1]?.seats?.[0]?.vote).toBe('approve');
    expect(dropped).toMatchObject([
      { decision: { site: 'south' }, refusal: { code: 'task.closed' } },
    ]);
  });

  test('R13.4 last writer: the later site is right, with all that it knew', () => {
    const first = vote('north', { north: 1 }, 'fay', { nowMs: 2_000_001 });
    const known = vote('south', { north: 1, south: 1 }, 'finn', { nowMs: 2_000_005 });
    const apart = vote('north', { north: 2 }, 'flo', { nowMs: 2_000_004 });
    const { state: after, dropped } = agree([apart, known, first], 'last-writer');
    expect(after.visits[1]?.seats?.map((seat) => seat.vote)).toEqual([
      'approve',
      'approve',
      undefined,
    ]);
    expect(dropped).toEqual([{ decision: apart }]);
  });

  test('R13.4 escalate: nothing is decided, unless nothing was concurrent', () => {
    const first = vote('north', { north: 1 }, 'fay');
    const apart = vote('south', { south: 1 }, 'finn');
    const after = vote('south', { north: 1, south: 1 }, 'finn');
    expect(reconcile(compiled, start, [first, apart], 'escalate')).toMatchObject({
      kind: 'escalated',
      decisions: [{ site: 'north' }, { site: 'south' }],
    });
    expect(agree([after, first], 'escalate').dropped).toEqual([]);
  });
});
