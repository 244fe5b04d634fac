import { describe, expect, test } from 'vitest';
import type { Signal } from './port.ts';
import { payloads, unpacked } from './postgres/connection/notifier.ts';
import { mergeSignals, SignalHub } from './signals.ts';

const signal = (instance: string, seq: number, ...people: string[]): Signal => ({
  tenant: 'acme',
  instance,
  seq,
  people,
});

describe('signals', () => {
  test('of one instance become one: the highest sequence, everybody’s names', () => {
    const merged = mergeSignals([signal('a', 2, 'x'), signal('b', 1), signal('a', 4, 'y', 'x')]);
    expect(merged).toEqual([signal('a', 4, 'x', 'y'), signal('b', 1)]);
  });

  test('the same ids of two tenants stay two', () => {
    const other = { ...signal('a', 1), tenant: 'blue' };
    expect(mergeSignals([signal('a', 2), other])).toHaveLength(2);
  });

  test('what is told in one turn is heard in one call', async () => {
    const hub = new SignalHub();
    const calls: number[] = [];
    hub.watch((signals) => calls.push(signals.length));
    hub.tell([signal('a', 1)]);
    hub.tell([signal('b', 1), signal('a', 2)]);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual([2]);
  });

  test('every payload fits into a notification and nothing is lost on the way', () => {
    const many = Array.from({ length: 500 }, (_, n) => signal(`审批-${n}`, n, `人-${n}`));
    const crowd = signal('crowd', 7, ...Array.from({ length: 5_000 }, (_, n) => `person-${n}`));
    const packed = payloads([...many, crowd]);
    for (const payload of packed) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
    expect(mergeSignals(packed.flatMap(unpacked))).toEqual([...many, crowd]);
  });

  test('a payload that is not ours gives nothing', () => {
    expect(unpacked('hello')).toEqual([]);
    expect(unpacked('{}')).toEqual([]);
  });
});
