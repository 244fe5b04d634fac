import { describe, expect, test } from 'vitest';
import type { SubstitutionRecord } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, noChanges, T0, task, unit } from './units.ts';

const record = (id: string, more: Partial<SubstitutionRecord> = {}): SubstitutionRecord => ({
  tenant: 'acme',
  id,
  principal: 'bob',
  substitute: 'carol',
  fromMs: T0,
  untilMs: T0 + 1_000,
  setBy: { kind: 'person', id: 'bob' },
  setAtMs: T0,
  ...more,
});
const set = audit('acme', { action: 'SetSubstitute', object: 'substitute:s1' });

/** Who acts for whom. */
export function substitutePromises(open: OpenStore): void {
  describe('substitutes', () => {
    test('R3.7 an arrangement is kept as it was given, and audited', async () => {
      const store = await opened(open);
      const full = record('s1', { flows: ['leave', '报销'], limit: { field: 'amount', max: 0.1 } });
      await store.substitutes.save(full, set);
      await store.substitutes.save(record('s2'), set);
      expect(await store.substitutes.one('acme', 's1')).toEqual(full);
      expect(await store.substitutes.one('acme', 's2')).toEqual(record('s2'));
      expect(await store.substitutes.one('acme', 's3')).toBeUndefined();
      expect(await store.audit.list('acme', { limit: 9 })).toHaveLength(2);
    });

    test('R3.7 those that are not over stand, by id; one that is ended is over at once', async () => {
      const store = await opened(open);
      await store.substitutes.save(record('s2', { fromMs: T0 + 500 }), set);
      await store.substitutes.save(record('s1'), set);
      await store.substitutes.save(record('s3', { untilMs: T0 + 10 }), set);
      const standing = async (atMs: number, limit = 9) =>
        (await store.substitutes.standing('acme', atMs, limit)).map(({ id }) => id);
      expect(await standing(T0)).toEqual(['s1', 's2', 's3']);
      expect(await standing(T0 + 10)).toEqual(['s1', 's2']);
      expect(await standing(T0, 2)).toEqual(['s1', 's2']);
      expect(await store.substitutes.end('acme', 's1', T0 + 20, set)).toBe(true);
      expect(await store.substitutes.end('acme', 's1', T0 + 30, set)).toBe(false);
      expect(await store.substitutes.end('acme', 'none', T0 + 30, set)).toBe(false);
      expect((await store.substitutes.one('acme', 's1'))?.untilMs).toBe(T0 + 20);
      expect(await standing(T0 + 20)).toEqual(['s2']);
    });

    test('R3.7 a person finds those they gave and those they were given, newest first', async () => {
      const store = await opened(open);
      for (let n = 1; n <= 5; n++) {
        const principal = n % 2 === 0 ? 'ann' : 'bob';
        await store.substitutes.save(record(`s${n}`, { principal }), set);
      }
      await store.substitutes.save(record('s6', { substitute: 'ann' }), set);
      const of = async (person?: string) => {
        const rows = await allPages<SubstitutionRecord, string>(
          (page) => store.substitutes.list('acme', person, page),
          ({ id }) => id,
          2,
        );
        return rows.map(({ id }) => id);
      };
      expect(await of('ann')).toEqual(['s6', 's4', 's2']);
      expect(await of()).toEqual(['s6', 's5', 's4', 's3', 's2', 's1']);
      expect(await store.substitutes.list('blue', undefined, { limit: 9 })).toEqual([]);
      expect(await store.substitutes.standing('blue', T0, 9)).toEqual([]);
      expect(await store.substitutes.one('blue', 's1')).toBeUndefined();
      expect(await store.substitutes.end('blue', 's1', T0, audit('blue'))).toBe(false);
    });

    test('R3.7 a task that another has is found by its owner, too', async () => {
      const store = await opened(open);
      const given = task('acme', 'i1', 'carol', { principal: 'bob' });
      const own = task('acme', 'i2', 'bob');
      const commit = (instance: string, row: typeof own, seq = 0) =>
        store.instances.commit([
          unit('acme', instance, seq, { changes: { ...noChanges, tasks: [row] } }),
        ]);
      await commit('i1', given);
      await commit('i2', own);
      const seen = (person: string, view: 'open' | 'given') =>
        store.inbox.tasks('acme', person, view, { limit: 9 });
      expect(await seen('bob', 'given')).toEqual([given]);
      expect(await seen('bob', 'open')).toEqual([own]);
      expect(await seen('carol', 'open')).toEqual([given]);
      const { principal: _, ...rest } = given;
      const done = { ...rest, person: 'bob', status: 'voted' as const, closedAtMs: T0 + 1 };
      expect(await commit('i1', done, 2)).toEqual(['committed']);
      expect(await seen('bob', 'given')).toEqual([]);
      expect(await store.inbox.tasks('acme', 'bob', 'done', { limit: 9 })).toEqual([done]);
    });
  });
}
