import { describe, expect, test } from 'vitest';
import { type OpenStore, opened } from './harness.ts';
import { answer, audit, flow, noChanges, outboxRow, T0, task, unit } from './units.ts';

/** No read and no effect crosses from tenant to tenant. */
export function wallPromises(open: OpenStore): void {
  describe('walls between tenants', () => {
    test('X1 the same ids in two tenants are two things', async () => {
      const store = await opened(open);
      const both = ['acme', 'blue'].map((tenant) =>
        unit(tenant, 'i1', 0, {
          snapshot: `"${tenant}"`,
          answers: [answer('i1', 'k', { answer: `"${tenant}"` })],
          outbox: [outboxRow(tenant, 'i1', 1)],
          changes: { ...noChanges, tasks: [task(tenant, 'i1', 'bob', { subject: tenant })] },
        }),
      );
      expect(await store.instances.commit(both)).toEqual(['committed', 'committed']);
      const found = await store.instances.load(
        ['blue', 'acme'].map((tenant) => ({ tenant, instance: 'i1' })),
        ['blue', 'acme'].map((tenant) => ({ tenant, key: 'k' })),
      );
      expect(found.instances.map((row) => row?.snapshot)).toEqual(['"blue"', '"acme"']);
      expect(found.answers.map((row) => row?.answer)).toEqual(['"blue"', '"acme"']);
      expect((await store.inbox.task('blue', 'i1.1.1'))?.subject).toBe('blue');
      const leased = await store.outbox.lease({ owner: 'w', leaseMs: 9, limit: 9 });
      expect(leased.map((row) => row.tenant).sort()).toEqual(['acme', 'blue']);
    });

    test('X1 nothing of one tenant is read with another’s name', async () => {
      const store = await opened(open);
      const notice = { tenant: 'acme', instance: 'i1', person: 'bob', flow: 'f', subject: 's' };
      await store.instances.commit([
        unit('acme', 'i1', 0, {
          answers: [answer('i1', 'k')],
          outbox: [outboxRow('acme', 'i1', 1)],
          audit: [audit('acme')],
          changes: {
            ...noChanges,
            tasks: [task('acme', 'i1', 'bob')],
            notices: [{ ...notice, atMs: T0 }],
          },
        }),
      ]);
      await store.flows.publish(flow('acme', 'a', '1.0.0'), audit('acme'));
      await store.access.saveDirectory('acme', 'v1', '{}', audit('acme'));
      await store.access.saveSecret('acme', 's', 'canary', audit('acme'));
      const page = { limit: 9 };
      const key = { tenant: 'blue', instance: 'i1' };
      expect(await store.instances.load([key], [{ tenant: 'blue', key: 'k' }])).toEqual({
        instances: [undefined],
        answers: [undefined],
      });
      expect(await store.instances.header(key)).toBeUndefined();
      expect(await store.instances.journal(key, page)).toEqual([]);
      expect(await store.instances.list('blue', {}, page)).toEqual([]);
      expect(await store.inbox.tasks('blue', 'bob', 'open', page)).toEqual([]);
      expect(await store.inbox.task('blue', 'i1.1.1')).toBeUndefined();
      expect(await store.inbox.counts('blue', 'bob')).toEqual({ open: 0, unread: 0, news: 0 });
      expect(await store.inbox.notices('blue', 'bob', page)).toEqual([]);
      expect(await store.flows.latest('blue', 'a')).toBeUndefined();
      expect(await store.flows.list('blue', page)).toEqual([]);
      expect(await store.audit.list('blue', page)).toEqual([]);
      expect(await store.access.directory('blue')).toBeUndefined();
      expect(await store.access.secret('blue', 's')).toBeUndefined();
    });

    test('X2 nothing of one tenant is changed with another’s name', async () => {
      const store = await opened(open);
      const notice = { tenant: 'acme', instance: 'i1', person: 'bob', flow: 'f', subject: 's' };
      await store.instances.commit([
        unit('acme', 'i1', 0, {
          outbox: [outboxRow('acme', 'i1', 1)],
          changes: { ...noChanges, notices: [{ ...notice, atMs: T0 }] },
        }),
      ]);
      expect(await store.instances.commit([unit('blue', 'i1', 2)])).toEqual(['conflict']);
      expect(await store.inbox.markRead('blue', 'bob', 'i1', T0)).toBe(false);
      const [row] = await store.outbox.lease({ owner: 'w', leaseMs: 9, limit: 9 });
      const dead = { kind: 'dead', atMs: T0, reason: 'no' } as const;
      expect(await store.outbox.settle('blue', row!.id, row!.fence, dead)).toBe(false);
      await store.outbox.settle('acme', row!.id, row!.fence, dead);
      expect(await store.outbox.redrive('blue', row!.id, audit('blue'))).toBe(false);
      expect(await store.outbox.deadLetters('blue', { limit: 9 })).toEqual([]);
      expect(await store.audit.list('blue', { limit: 9 })).toEqual([]);
    });

    test('X1 a name full of quotes, braces and commas is one tenant like any other', async () => {
      const store = await opened(open);
      const odd = `a,"b"{c}\\d'e 租户`;
      await store.instances.commit([unit(odd, 'i1', 0), unit('a', 'i1', 0)]);
      expect(await store.access.tenants()).toEqual(['a', odd]);
      expect(await store.instances.list(odd, {}, { limit: 9 })).toHaveLength(1);
      expect(await store.instances.list('b', {}, { limit: 9 })).toEqual([]);
    });
  });
}
