import { describe, expect, test } from 'vitest';
import type { Ticket } from './batch-run.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { Line } from './line.ts';

let made = 0;

function ticket(tenant: string, priority = 0, more: Partial<Ticket> = {}): Ticket {
  made += 1;
  return {
    request: {
      tenant,
      instance: `i${made}`,
      actor: { kind: 'person', id: 'emma' },
      command: { type: 'WithdrawInstance' },
      priority,
    },
    requestHash: '',
    attempt: undefined,
    acceptedAtMs: 0,
    tries: 0,
    fresh: false,
    alone: false,
    lookups: new Map(),
    asks: [],
    answer: () => {},
    fail: () => {},
    ...more,
  };
}

function lineOf(...tickets: readonly Ticket[]): Line {
  const line = new Line();
  for (const each of tickets) line.push(each);
  return line;
}

const everybody = () => true;

describe('the line of commands', () => {
  test('a higher priority goes first, equals in the order they came', () => {
    const [late, early, first] = [ticket('a', -5), ticket('a'), ticket('a', 7)];
    const second = ticket('a');
    const line = lineOf(late, early, first, second);
    expect(line.take(10, everybody)).toEqual([first, early, second, late]);
    expect(line.length).toBe(0);
  });

  test('tenants go in turn, so that a flood of one holds up no other (X11)', () => {
    const flood = Array.from({ length: 6 }, () => ticket('flood'));
    const calm = [ticket('calm'), ticket('calm')];
    const line = lineOf(...flood, ...calm);
    expect(line.take(4, everybody)).toEqual([flood[0], calm[0], flood[1], calm[1]]);
    expect(line.take(10, everybody)).toEqual(flood.slice(2));
  });

  test('whose turn it was is remembered over batches', () => {
    const [a1, a2, b1, b2] = [ticket('a'), ticket('a'), ticket('b'), ticket('b')];
    const line = lineOf(a1, a2, b1, b2);
    expect(line.take(1, everybody)).toEqual([a1]);
    expect(line.take(1, everybody)).toEqual([b1]);
    expect(line.take(2, everybody)).toEqual([a2, b2]);
  });

  test('each that waits is asked once, and one that may not go keeps its place', () => {
    const [one, two, three] = [ticket('a'), ticket('a'), ticket('a')];
    const line = lineOf(one, two, three);
    const asked: Ticket[] = [];
    const taken = line.take(2, (each) => {
      asked.push(each);
      return each !== one;
    });
    expect(taken).toEqual([two, three]);
    expect(asked).toEqual([one, two, three]);
    expect(line.take(1, everybody)).toEqual([one]);
  });

  test('who is turned away: the newest of the lowest priority, of whoever has most', () => {
    const [old, recent] = [ticket('a'), ticket('a')];
    const low = ticket('b', -10);
    expect(lineOf(old, low, recent).victim('c', 0)).toBe(low);
    expect(lineOf(old, recent, ticket('b')).victim('c', 0)).toBe(recent);
    expect(lineOf(old, ticket('b')).victim('a', 0)).toBeUndefined();
    expect(lineOf(old, recent).victim('a', -1)).toBeUndefined();
    expect(lineOf(old, recent).victim('a', 5)).toBe(recent);
  });

  test('what was tried before is never turned away as if it had not been (D2)', () => {
    const tried = ticket('a', -10, { tries: 1 });
    expect(lineOf(tried).victim('b', 0)).toBeUndefined();
  });

  test('a tenant floods a line when it has more than half of it and others wait', () => {
    const mine = Array.from({ length: 3 }, () => ticket('a'));
    expect(lineOf(...mine).isFloodedBy('a')).toBe(false);
    expect(lineOf(...mine, ticket('b')).isFloodedBy('a')).toBe(true);
    expect(lineOf(...mine, ticket('b')).isFloodedBy('b')).toBe(false);
  });

  test('while even the luckiest of a priority wait too long, few are enough to fill it for more', () => {
    const late = ENGINE_LIMITS.queueTargetMs + 1;
    const few = Array.from({ length: ENGINE_LIMITS.queueLengthMin }, () => ticket('a'));
    const line = lineOf(...few);
    expect(line.isFullFor(0, late - 1)).toBe(false);
    expect(line.isFullFor(0, late)).toBe(true);
    line.take(1, everybody);
    expect(line.isFullFor(0, late)).toBe(false);
    line.push(ticket('b', 0, { acceptedAtMs: late }));
    expect(line.isFullFor(0, late)).toBe(false);
  });

  test('what is begun finds room while what is new has to wait', () => {
    const late = ENGINE_LIMITS.queueTargetMs + 1;
    const { queueLengthMin } = ENGINE_LIMITS;
    const line = lineOf(...Array.from({ length: queueLengthMin }, () => ticket('a', 0)));
    expect([0, 1].map((priority) => line.isFullFor(priority, late))).toEqual([true, false]);
    line.push(ticket('a', 1));
    expect(line.isFullFor(1, late)).toBe(true);
  });

  test('while none waits for long, what is new keeps step with what is begun', () => {
    const { queueCalmMs } = ENGINE_LIMITS;
    const taken = (nowMs: number) => {
      const some = (count: number, priority: number) =>
        Array.from({ length: count }, () => ticket('a', priority));
      const line = lineOf(...some(20, 0), ...some(60, 1), ticket('a', 5));
      return line.take(41, everybody, nowMs).map(({ request }) => request.priority);
    };
    const counts = (nowMs: number) =>
      [5, 1, 0].map((p) => taken(nowMs).filter((q) => q === p).length);
    expect(counts(queueCalmMs)).toEqual([1, 30, 10]);
    expect(counts(queueCalmMs + 1)).toEqual([1, 40, 0]);
  });

  test('a line is full at its limit and counts what leaves', () => {
    const line = lineOf(...Array.from({ length: ENGINE_LIMITS.queueLengthMax }, () => ticket('a')));
    expect(line.isFullFor(0, 0)).toBe(true);
    line.take(1, everybody);
    expect(line.isFullFor(0, 0)).toBe(false);
    expect(line.clear()).toHaveLength(ENGINE_LIMITS.queueLengthMax - 1);
    expect(line.waits('a')).toBe(0);
  });
});
