import { describe, expect, test } from 'vitest';
import type { Changes, TaskRow } from '../../src/kernel/index.ts';
import type { Notice, Store, TaskPosition } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { noChanges, T0, task, unit } from './units.ts';

const position = ({ openedAtMs, closedAtMs, id }: TaskRow): TaskPosition => ({
  ...{ openedAtMs, id },
  ...(closedAtMs === undefined ? {} : { closedAtMs }),
});

/** Commits changes on an instance; `seqs` remembers where it stands. */
function writer(store: Store) {
  const seqs = new Map<string, number>();
  return async (instance: string, changes: Partial<Changes>): Promise<void> => {
    const seq = seqs.get(instance) ?? 0;
    const one = unit('acme', instance, seq, { changes: { ...noChanges, ...changes } });
    expect(await store.instances.commit([one])).toEqual(['committed']);
    seqs.set(instance, one.seq);
  };
}

/** Tasks, counts and notices of people. */
export function inboxPromises(open: OpenStore): void {
  describe('the inbox', () => {
    test('P3 an open task is in its person’s list and in nobody else’s', async () => {
      const store = await opened(open);
      const write = writer(store);
      const bobs = task('acme', 'i1', 'bob', { dueAtMs: T0 + 50 });
      const cais = task('acme', 'i1', 'cai', { id: 'i1.1.2', kind: 'handle' });
      await write('i1', { tasks: [bobs, cais] });
      expect(await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 })).toEqual([bobs]);
      expect(await store.inbox.tasks('acme', 'cai', 'open', { limit: 9 })).toEqual([cais]);
      expect(await store.inbox.tasks('acme', 'ann', 'open', { limit: 9 })).toEqual([]);
      expect(await store.inbox.task('acme', 'i1.1.2')).toEqual(cais);
      expect(await store.inbox.task('acme', 'i1.1.3')).toBeUndefined();
    });

    test('tasks are found by what their subjects have in them, page by page', async () => {
      const store = await opened(open);
      const write = writer(store);
      const subjects = ['Server for 北京', 'Lunch', '100% _sure', 'SERVER', 'servers'];
      for (const [n, subject] of subjects.entries()) {
        await write(`i${n}`, { tasks: [task('acme', `i${n}`, 'bob', { subject })] });
      }
      await write('i9', { tasks: [task('acme', 'i9', 'cai', { subject: 'server' })] });
      const found = async (...about: readonly string[]) => {
        const filter = { about: about.map((text) => ({ text })) };
        const tasks = await allPages<TaskRow, TaskPosition>(
          (page) => store.inbox.tasks('acme', 'bob', 'open', page, filter),
          position,
          2,
        );
        return tasks.map(({ subject }) => subject);
      };
      expect(await found('server')).toEqual(['Server for 北京', 'SERVER', 'servers']);
      expect(await found('北')).toEqual(['Server for 北京']);
      expect(await found('% _')).toEqual(['100% _sure']);
      expect(await found('__')).toEqual([]);
      expect(await found('北', 'SER')).toEqual(['Server for 北京']);
      expect(await found('北', 'lunch')).toEqual([]);
      const about = [{ text: 'dan', initiators: ['dan'] }];
      await write('i7', { tasks: [task('acme', 'i7', 'bob', { initiator: 'dan' })] });
      const his = await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 }, { about });
      expect(his.map(({ instance }) => instance)).toEqual(['i7']);
    });

    test('a task is found by the number of its case, the end of its id, and no shorter one', async () => {
      const store = await opened(open);
      const write = writer(store);
      const [id, other] = ['00f3a9c2b14e', '00f3a9c2b14f'];
      for (const each of [id, other]) {
        await write(each, { tasks: [task('acme', each, 'bob', { id: `${each}.1.1` })] });
      }
      const found = async (text: string) => {
        const about = [{ text }];
        const tasks = await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 }, { about });
        const begun = await store.instances.list('acme', { about }, { limit: 9 });
        const ids = tasks.map(({ instance }) => instance);
        expect(begun.map(({ instance }) => instance)).toEqual(expect.arrayContaining(ids));
        return ids;
      };
      expect(await found('F3A9C-2B14E')).toEqual([id]);
      expect(await found('c2b14e')).toEqual([id]);
      expect(await found('2b14e')).toEqual([]);
      expect(await found('a9c2b1')).toEqual([]);
    });

    test('people with open tasks are told once each, by id, page by page', async () => {
      const store = await opened(open);
      const write = writer(store);
      const at = (id: string, person: string, more: Partial<TaskRow> = {}) =>
        task('acme', id, person, more);
      const closed = { status: 'closed', closedAtMs: T0 } as const;
      await write('i1', { tasks: [at('i1', 'dan'), at('i1', 'bob', { id: 'i1.1.2' })] });
      await write('i2', { tasks: [at('i2', 'bob'), at('i2', 'ann', { id: 'i2.1.2', ...closed })] });
      await write('i3', { tasks: [at('i3', 'cai')] });
      const people = await allPages<string, string>(
        (page) => store.inbox.holders('acme', page),
        (person) => person,
        2,
      );
      expect(people).toEqual(['bob', 'cai', 'dan']);
      expect(await store.inbox.holders('blue', { limit: 5 })).toEqual([]);
    });

    test('a task moves from open to done by its own person’s act; closed ones are in neither', async () => {
      const store = await opened(open);
      const write = writer(store);
      const bobs = task('acme', 'i1', 'bob', { dueAtMs: T0 + 50 });
      const cais = task('acme', 'i1', 'cai', { id: 'i1.1.2' });
      await write('i1', { tasks: [bobs, cais] });
      const { dueAtMs: _, ...undue } = bobs;
      const voted: TaskRow = { ...undue, status: 'voted', closedAtMs: T0 + 7 };
      await write('i1', { tasks: [voted, { ...cais, status: 'closed', closedAtMs: T0 + 7 }] });
      expect(await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 })).toEqual([]);
      expect(await store.inbox.tasks('acme', 'bob', 'done', { limit: 9 })).toEqual([voted]);
      expect(await store.inbox.tasks('acme', 'cai', 'open', { limit: 9 })).toEqual([]);
      expect(await store.inbox.tasks('acme', 'cai', 'done', { limit: 9 })).toEqual([]);
      expect(await store.inbox.task('acme', 'i1.1.1')).toEqual(voted);
    });

    test('P3 open tasks come oldest first; paging neither repeats nor misses under writes', async () => {
      const store = await opened(open);
      const write = writer(store);
      for (let n = 0; n < 11; n++) {
        await write(`i${n}`, {
          tasks: [task('acme', `i${n}`, 'bob', { openedAtMs: T0 + (n >> 1) })],
        });
      }
      let round = 0;
      const rows = await allPages(
        (page) => store.inbox.tasks('acme', 'bob', 'open', page),
        position,
        3,
        async () => {
          const gone = task('acme', `i${round}`, 'bob', { openedAtMs: T0 + (round >> 1) });
          await write(`i${round}`, { tasks: [{ ...gone, status: 'voted', closedAtMs: T0 + 99 }] });
          const late = `late${round++}`;
          await write(late, { tasks: [task('acme', late, 'bob', { openedAtMs: T0 - 1 })] });
        },
      );
      const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `i${n}.1.1`);
      expect(rows.map((row) => row.id)).toEqual(order);
    });

    test('P3 of done tasks the last decision comes first; paging is stable while one decides', async () => {
      const store = await opened(open);
      const write = writer(store);
      const decide = (n: number, closedAtMs: number) => {
        const done = { status: 'voted', closedAtMs, openedAtMs: T0 - (n >> 1) } as const;
        return write(`i${n}`, { tasks: [task('acme', `i${n}`, 'bob', done)] });
      };
      for (let n = 0; n < 7; n++) await decide(n, T0 + (n >> 1));
      let next = 7;
      const rows = await allPages(
        (page) => store.inbox.tasks('acme', 'bob', 'done', page),
        position,
        2,
        () => decide(next, T0 + 50 + next++),
      );
      expect(rows.map((row) => row.id)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `i${n}.1.1`));
      const [last] = await store.inbox.tasks('acme', 'bob', 'done', { limit: 1 });
      expect(last?.id).toBe(`i${next - 1}.1.1`);
    });

    test('P4 counts are the counted rows', async () => {
      const store = await opened(open);
      const write = writer(store);
      expect(await store.inbox.counts('acme', 'bob')).toEqual({ open: 0, unread: 0, news: 0 });
      for (let n = 0; n < 5; n++) {
        await write(`i${n}`, {
          tasks: [task('acme', `i${n}`, 'bob'), task('acme', `i${n}`, 'cai', { id: `i${n}.1.2` })],
          notices: [
            { tenant: 'acme', instance: `i${n}`, person: 'bob', flow: 'f', subject: 's', atMs: T0 },
          ],
        });
      }
      await write('i0', {
        tasks: [task('acme', 'i0', 'bob', { status: 'closed', closedAtMs: T0 })],
      });
      await store.inbox.markRead('acme', 'bob', 'i3', T0);
      expect(await store.inbox.counts('acme', 'bob')).toEqual({ open: 4, unread: 4, news: 0 });
      expect(await store.inbox.counts('acme', 'cai')).toEqual({ open: 5, unread: 0, news: 0 });
    });

    test('R3.8 loads are the open tasks of each who is asked about, in the tenant', async () => {
      const store = await opened(open);
      const write = writer(store);
      for (const n of [1, 2, 3]) {
        await write(`i${n}`, {
          tasks: [task('acme', `i${n}`, 'bob'), task('acme', `i${n}`, 'cai', { id: `i${n}.1.2` })],
        });
      }
      await write('i1', {
        tasks: [task('acme', 'i1', 'bob', { status: 'waiting' })],
      });
      const loads = await store.inbox.loads('acme', ['bob', 'ann']);
      expect([loads.get('bob'), loads.get('ann') ?? 0, loads.get('cai')]).toEqual([
        2,
        0,
        undefined,
      ]);
      expect((await store.inbox.loads('blue', ['bob'])).get('bob') ?? 0).toBe(0);
    });

    test('R6.3 a task that waits is in no list, and is open again later', async () => {
      const store = await opened(open);
      const write = writer(store);
      const bobs = task('acme', 'i1', 'bob');
      await write('i1', { tasks: [bobs] });
      await write('i1', { tasks: [{ ...bobs, status: 'waiting' }] });
      expect(await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 })).toEqual([]);
      expect(await store.inbox.tasks('acme', 'bob', 'done', { limit: 9 })).toEqual([]);
      expect(await store.inbox.counts('acme', 'bob')).toEqual({ open: 0, unread: 0, news: 0 });
      await write('i1', { tasks: [bobs] });
      expect(await store.inbox.tasks('acme', 'bob', 'open', { limit: 9 })).toEqual([bobs]);
    });

    test('C4 a task of many seats is written whole', async () => {
      const store = await opened(open);
      const write = writer(store);
      const seats = Array.from({ length: 500 }, (_, n) =>
        task('acme', 'i1', `p${n}`, { id: `i1.1.${n + 1}` }),
      );
      await write('i1', { tasks: seats });
      expect(await store.inbox.task('acme', 'i1.1.500')).toEqual(seats[499]);
    });
  });

  describe('notices', () => {
    const notice = (instance: string, person: string, atMs: number) => ({
      tenant: 'acme',
      instance,
      person,
      flow: 'expense',
      subject: `About ${instance}`,
      atMs,
    });

    test('come newest first, page by page', async () => {
      const store = await opened(open);
      const write = writer(store);
      for (let n = 0; n < 7; n++) {
        await write(`i${n}`, {
          notices: [notice(`i${n}`, 'bob', T0 + (n >> 1)), notice(`i${n}`, 'cai', T0)],
        });
      }
      const rows = await allPages<Notice, Pick<Notice, 'atMs' | 'instance'>>(
        (page) => store.inbox.notices('acme', 'bob', page),
        ({ atMs, instance }) => ({ atMs, instance }),
        2,
      );
      expect(rows.map((row) => row.instance)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `i${n}`));
      expect(rows[0]).toEqual(notice('i6', 'bob', T0 + 3));
    });

    test('R6.14 a person is told of an instance once', async () => {
      const store = await opened(open);
      const write = writer(store);
      await write('i1', { notices: [notice('i1', 'bob', T0)] });
      await store.inbox.markRead('acme', 'bob', 'i1', T0 + 1);
      await write('i1', { notices: [notice('i1', 'bob', T0 + 5)] });
      const rows = await store.inbox.notices('acme', 'bob', { limit: 9 });
      expect(rows).toEqual([{ ...notice('i1', 'bob', T0), readAtMs: T0 + 1 }]);
    });

    test('are marked read once, by their own person', async () => {
      const store = await opened(open);
      const write = writer(store);
      await write('i1', { notices: [notice('i1', 'bob', T0)] });
      expect(await store.inbox.markRead('acme', 'cai', 'i1', T0 + 1)).toBe(false);
      expect(await store.inbox.markRead('acme', 'bob', 'i2', T0 + 1)).toBe(false);
      expect(await store.inbox.markRead('acme', 'bob', 'i1', T0 + 2)).toBe(true);
      expect(await store.inbox.markRead('acme', 'bob', 'i1', T0 + 3)).toBe(false);
      const [row] = await store.inbox.notices('acme', 'bob', { limit: 9 });
      expect(row?.readAtMs).toBe(T0 + 2);
    });
  });
}
