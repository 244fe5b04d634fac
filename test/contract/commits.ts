import { describe, expect, test } from 'vitest';
import type { CommitUnit, InstanceHeader, JournalRow, Wanted } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import {
  answer,
  audit,
  header,
  journalRow,
  noChanges,
  outboxRow,
  T0,
  task,
  timer,
  unit,
} from './units.ts';

function withoutSnapshot({ snapshot: _, ...rest }: CommitUnit): CommitUnit {
  return rest;
}

/** Commit, load, journal and lists of instances. */
export function commitPromises(open: OpenStore): void {
  describe('commits', () => {
    test('D6 a loaded state is the committed text, byte for byte', async () => {
      const { instances } = await opened(open);
      const snapshot = '{"b":1, "a":"\\u0041 审批 \\\\ \\" \' \\n","n":1e3}  ';
      await instances.commit([unit('acme', 'i1', 0, { snapshot })]);
      const { instances: found } = await instances.load([{ tenant: 'acme', instance: 'i1' }], []);
      expect(found).toEqual([
        { tenant: 'acme', instance: 'i1', seq: 2, snapshot, snapshotSeq: 2, since: [] },
      ]);
    });

    test('D7 what happened since the snapshot is loaded with it, row by row', async () => {
      const { instances } = await opened(open);
      const snapshot = '"first"';
      const key = { tenant: 'acme', instance: 'i1' };
      const loaded = async () => (await instances.load([key], [])).instances[0];
      const eventsOf = (first: number, last: number) => journalRow(first, last).events;
      await instances.commit([unit('acme', 'i1', 0, { snapshot })]);
      const rows = [journalRow(3, 4), journalRow(5, 5)];
      await instances.commit([
        withoutSnapshot(unit('acme', 'i1', 2, { seq: 5, journal: rows })),
        unit('acme', 'i2', 0),
        withoutSnapshot(unit('acme', 'i1', 5)),
      ]);
      const since = [eventsOf(3, 4), eventsOf(5, 5), eventsOf(6, 7)];
      expect(await loaded()).toEqual({ ...key, seq: 7, snapshot, snapshotSeq: 2, since });
      await instances.commit([unit('acme', 'i1', 7, { snapshot: '"second"' })]);
      expect(await loaded()).toMatchObject({
        seq: 9,
        snapshot: '"second"',
        snapshotSeq: 9,
        since: [],
      });
    });

    test('a load answers in the order asked and leaves holes for what is not there', async () => {
      const { instances } = await opened(open);
      await instances.commit([
        unit('acme', 'i1', 0, { answers: [answer('i1', 'k1')] }),
        unit('acme', 'i2', 0),
      ]);
      const found = await instances.load(
        ['i2', 'none', 'i1', 'i2'].map((instance) => ({ tenant: 'acme', instance })),
        ['nokey', 'k1'].map((key) => ({ tenant: 'acme', key })),
      );
      expect(found.instances.map((row) => row?.instance)).toEqual(['i2', undefined, 'i1', 'i2']);
      expect(found.answers).toEqual([undefined, answer('i1', 'k1')]);
      expect(await instances.load([], [])).toEqual({ instances: [], answers: [] });
    });

    test('D2 a unit whose sequence has moved writes nothing', async () => {
      const store = await opened(open);
      const { instances } = store;
      await instances.commit([unit('acme', 'i1', 0)]);
      const stale = unit('acme', 'i1', 1, {
        snapshot: '"stale"',
        answers: [answer('i1', 'k')],
        audit: [audit('acme')],
        outbox: [outboxRow('acme', 'i1', 3)],
        changes: {
          tasks: [task('acme', 'i1', 'bob')],
          released: [],
          timersArmed: [timer('acme', 'i1', T0)],
          timersGone: [],
          waitsOpened: [],
          waitsGone: [],
          notices: [],
        },
      });
      expect(await instances.commit([stale])).toEqual(['conflict']);
      const found = await instances.load(
        [{ tenant: 'acme', instance: 'i1' }],
        [{ tenant: 'acme', key: 'k' }],
      );
      expect(found.instances[0]?.seq).toBe(2);
      expect(found.answers).toEqual([undefined]);
      expect(await store.inbox.task('acme', 'i1.1.1')).toBeUndefined();
      expect(await store.timers.nextDueInMs()).toBeUndefined();
      expect(await store.outbox.depth()).toEqual({ pending: 0, dead: 0 });
      expect(await store.audit.list('acme', { limit: 10 })).toEqual([]);
      expect(await instances.journal(stale, { limit: 10 })).toEqual([journalRow(1, 2)]);
    });

    test('the losers of a batch do not hold back the others', async () => {
      const { instances } = await opened(open);
      await instances.commit([
        unit('acme', 'i1', 0, { answers: [answer('i1', 'k1')] }),
        unit('acme', 'i2', 0),
      ]);
      const outcomes = await instances.commit([
        unit('acme', 'i1', 0),
        unit('acme', 'i2', 2),
        unit('acme', 'i3', 0, { answers: [answer('i3', 'k1')] }),
        unit('acme', 'i4', 0),
        unit('acme', 'i5', 7),
      ]);
      expect(outcomes).toEqual(['conflict', 'committed', 'duplicate', 'committed', 'conflict']);
      const keys = ['i1', 'i2', 'i3', 'i4', 'i5'].map((instance) => ({ tenant: 'acme', instance }));
      const found = await instances.load(keys, []);
      expect(found.instances.map((row) => row?.seq)).toEqual([2, 4, undefined, 2, undefined]);
    });

    test('D11 of two commits on the same sequence exactly one wins', async () => {
      const { instances } = await opened(open);
      await instances.commit([unit('acme', 'i1', 0)]);
      for (let seq = 2; seq < 22; seq += 2) {
        const rivals = Array.from({ length: 8 }, (_, n) =>
          instances.commit([unit('acme', 'i1', seq, { snapshot: `"${n}"` })]),
        );
        const outcomes = (await Promise.all(rivals)).flat();
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(7);
      }
    });

    test('D11 of two starts of the same instance exactly one wins', async () => {
      const { instances } = await opened(open);
      for (let n = 0; n < 10; n++) {
        const starts = [1, 2, 3].map(() => instances.commit([unit('acme', `i${n}`, 0)]));
        const outcomes = (await Promise.all(starts)).flat().sort();
        expect(outcomes).toEqual(['committed', 'conflict', 'conflict']);
      }
    });

    test('batches that meet on many instances in any order all end', async () => {
      const { instances } = await opened(open);
      const ids = Array.from({ length: 20 }, (_, n) => `i${n}`);
      await instances.commit(ids.map((id) => unit('acme', id, 0)));
      const there = instances.commit(ids.map((id) => unit('acme', id, 2)));
      const back = instances.commit([...ids].reverse().map((id) => unit('acme', id, 2)));
      const [one, two] = await Promise.all([there, back]);
      const winners = one.map((outcome, i) => [outcome, two[ids.length - 1 - i]]);
      for (const pair of winners) expect(pair.sort()).toEqual(['committed', 'conflict']);
    });

    test('a later unit of an instance sees the earlier one of its batch', async () => {
      const { instances } = await opened(open);
      const outcomes = await instances.commit([
        unit('acme', 'i1', 0),
        unit('acme', 'i1', 2),
        unit('acme', 'i1', 2),
        unit('acme', 'i1', 4),
      ]);
      expect(outcomes).toEqual(['committed', 'committed', 'conflict', 'committed']);
      const found = await instances.load([{ tenant: 'acme', instance: 'i1' }], []);
      expect(found.instances[0]?.seq).toBe(6);
    });

    test('an empty batch commits nothing', async () => {
      const { instances } = await opened(open);
      expect(await instances.commit([])).toEqual([]);
    });
  });

  describe('answers', () => {
    test('D4 the answer of a write that is no command is kept once', async () => {
      const { instances } = await opened(open);
      expect(await instances.remember('acme', answer('', 'w1'))).toBe(true);
      expect(await instances.remember('acme', { ...answer('', 'w1'), answer: 'other' })).toBe(
        false,
      );
      expect(await instances.remember('globex', answer('', 'w1'))).toBe(true);
      const found = await instances.load([], [{ tenant: 'acme', key: 'w1' }]);
      expect(found.answers).toEqual([answer('', 'w1')]);
    });

    test('D4 a key commits once within its tenant, whatever the instance', async () => {
      const { instances } = await opened(open);
      const first = unit('acme', 'i1', 0, { answers: [answer('i1', 'k')] });
      expect(await instances.commit([first])).toEqual(['committed']);
      expect(await instances.commit([first])).toEqual(['duplicate']);
      const other = unit('acme', 'i2', 0, { answers: [answer('i2', 'k')] });
      expect(await instances.commit([other])).toEqual(['duplicate']);
      const elsewhere = unit('blue', 'i1', 0, { answers: [answer('i1', 'k')] });
      expect(await instances.commit([elsewhere])).toEqual(['committed']);
    });

    test('D4 two units of one batch with the same key: the first commits', async () => {
      const { instances } = await opened(open);
      const outcomes = await instances.commit([
        unit('acme', 'i1', 0, { answers: [answer('i1', 'k')] }),
        unit('acme', 'i2', 0, { answers: [answer('i2', 'k')] }),
        unit('acme', 'i3', 0),
      ]);
      expect(outcomes).toEqual(['committed', 'duplicate', 'committed']);
    });

    test('D4 of concurrent commits with the same key exactly one wins', async () => {
      const { instances } = await opened(open);
      const rivals = Array.from({ length: 8 }, (_, n) =>
        instances.commit([
          unit('acme', `i${n}`, 0, { answers: [answer(`i${n}`, 'k')] }),
          unit('acme', `j${n}`, 0),
        ]),
      );
      const outcomes = await Promise.all(rivals);
      const ofKey = outcomes.map(([outcome]) => outcome);
      expect(ofKey.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect(ofKey.filter((outcome) => outcome === 'duplicate')).toHaveLength(7);
      for (const [, outcome] of outcomes) expect(outcome).toBe('committed');
    });

    test('D3 a repeated command finds the one original answer', async () => {
      const { instances } = await opened(open);
      const first = answer('i1', 'k', { answer: '{"seq":2,"said":"好"}', requestHash: 'ef' });
      await instances.commit([unit('acme', 'i1', 0, { answers: [first, answer('i1', 'k2')] })]);
      const found = await instances.load([], [{ tenant: 'acme', key: 'k' }]);
      expect(found.answers).toEqual([first]);
    });
  });

  describe('the journal', () => {
    test('D5 rows come back in order and page by sequence', async () => {
      const { instances } = await opened(open);
      for (let seq = 0; seq < 20; seq += 2) await instances.commit([unit('acme', 'i1', seq)]);
      const key = { tenant: 'acme', instance: 'i1' };
      const rows = await allPages<JournalRow, number>(
        (page) => instances.journal(key, page),
        (row) => row.lastSeq,
        3,
      );
      expect(rows.map((row) => row.firstSeq)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
      expect(rows[4]).toEqual(journalRow(9, 10));
    });

    test('a unit of several commands leaves a row for each', async () => {
      const { instances } = await opened(open);
      const journal = [journalRow(1, 1), journalRow(2, 4), journalRow(5, 5)];
      await instances.commit([unit('acme', 'i1', 0, { seq: 5, journal })]);
      expect(await instances.journal(unit('acme', 'i1', 0), { limit: 9 })).toEqual(journal);
    });

    test('an unknown instance has none', async () => {
      const { instances } = await opened(open);
      const key = { tenant: 'acme', instance: 'none' };
      expect(await instances.journal(key, { limit: 9 })).toEqual([]);
      expect(await instances.header(key)).toBeUndefined();
    });
  });

  describe('lists of instances', () => {
    test('a header follows its last commit', async () => {
      const { instances } = await opened(open);
      await instances.commit([unit('acme', 'i1', 0)]);
      expect(await instances.header({ tenant: 'acme', instance: 'i1' })).toEqual(
        header('acme', 'i1'),
      );
      const ended = header('acme', 'i1', {
        status: 'ended',
        outcome: 'approved',
        subject: '新 subject',
        updatedAtMs: T0 + 5,
        endedAtMs: T0 + 5,
      });
      await instances.commit([unit('acme', 'i1', 2, { header: ended })]);
      expect(await instances.header({ tenant: 'acme', instance: 'i1' })).toEqual(ended);
    });

    test('P3 newest first, paging neither repeats nor misses while others start', async () => {
      const { instances } = await opened(open);
      const start = (id: string, startedAtMs: number) =>
        instances.commit([unit('acme', id, 0, { header: header('acme', id, { startedAtMs }) })]);
      for (let n = 0; n < 12; n++) await start(`i${n}`, T0 + Math.floor(n / 3));
      let late = 0;
      const rows = await allPages(
        (page) => instances.list('acme', {}, page),
        ({ startedAtMs, instance }: InstanceHeader) => ({ startedAtMs, instance }),
        5,
        async () => {
          await start(`late${late++}`, T0 + 100);
        },
      );
      const order = ['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0'];
      const byTie = ['i9', 'i11', 'i10', ...order.slice(3).map((n) => `i${n}`)];
      expect(rows.map((row) => row.instance)).toEqual(byTie);
    });

    test('filters hold together', async () => {
      const { instances } = await opened(open);
      const kinds: [string, Partial<InstanceHeader>][] = [
        ['a', { initiator: 'ann', flow: 'expense', status: 'running', subject: 'Tea 茶' }],
        ['b', { initiator: 'bob', flow: 'expense', status: 'ended', outcome: 'approved' }],
        ['c', { initiator: 'ann', flow: 'leave', status: 'ended', outcome: 'rejected' }],
      ];
      await instances.commit(
        kinds.map(([id, more]) => unit('acme', id, 0, { header: header('acme', id, more) })),
      );
      const ids = async (filter: Parameters<typeof instances.list>[1]) =>
        (await instances.list('acme', filter, { limit: 10 })).map((row) => row.instance);
      expect(await ids({})).toEqual(['c', 'b', 'a']);
      expect(await ids({ initiator: 'ann' })).toEqual(['c', 'a']);
      expect(await ids({ flow: 'expense' })).toEqual(['b', 'a']);
      expect(await ids({ status: 'ended' })).toEqual(['c', 'b']);
      expect(await ids({ initiator: 'ann', flow: 'leave', status: 'ended' })).toEqual(['c']);
      expect(await ids({ outcome: 'approved' })).toEqual(['b']);
      expect(await ids({ initiator: 'ann', outcome: 'approved' })).toEqual([]);
      expect(await ids({ outcome: 'rejected', among: 2 })).toEqual(['c']);
      expect(await ids({ outcome: 'approved', among: 1 })).toEqual([]);
      expect(await ids({ initiator: 'bob', flow: 'leave' })).toEqual([]);
      expect(await ids({ initiator: 'ann', about: [{ text: 'tEA 茶' }] })).toEqual(['a']);
      expect(await ids({ initiator: 'bob', about: [{ text: 'tea' }] })).toEqual([]);
    });

    test('P3 a search finds all its words, in a subject, as an amount or as who started it', async () => {
      const { instances } = await opened(open);
      const kinds: [string, Partial<InstanceHeader>][] = [
        ['a', { initiator: 'ann', subject: 'Tea for six · ¥62000' }],
        ['b', { initiator: 'bob', subject: 'Six cups of tea, ¥62000.50.' }],
        ['c', { initiator: 'bob', subject: 'Milk 162000' }],
        ['d', { initiator: 'cai', subject: 'Cups at 62000.' }],
      ];
      await instances.commit([
        ...kinds.map(([id, more]) => unit('acme', id, 0, { header: header('acme', id, more) })),
        unit('blue', 'e', 0, { header: header('blue', 'e', { subject: 'tea', initiator: 'ann' }) }),
      ]);
      const ids = async (...about: readonly Wanted[]) =>
        (await instances.list('acme', { about, among: 9 }, { limit: 9 })).map(
          (row) => row.instance,
        );
      expect(await ids({ text: 'SIX' }, { text: 'tea' })).toEqual(['b', 'a']);
      expect(await ids({ text: 'tea' }, { text: 'milk' })).toEqual([]);
      expect(await ids({ text: '¥62,000', amount: '62000' })).toEqual(['d', 'a']);
      expect(await ids({ text: '62,000.5', amount: '62000.5' })).toEqual(['b']);
      expect(await ids({ text: 'bob', initiators: ['bob', 'eve'] })).toEqual(['c', 'b']);
      expect(await ids({ text: 'bob', initiators: ['bob'] }, { text: 'cups' })).toEqual(['b']);
      expect(await ids({ text: 'ann', initiators: [] })).toEqual([]);
    });

    test('P3 a search looks through so many of those that fit otherwise, and where it ends is known', async () => {
      const { instances } = await opened(open);
      const kinds: [string, Partial<InstanceHeader>][] = [
        ['a', { flow: 'expense', subject: 'tea' }],
        ['b', { flow: 'leave', subject: 'tea' }],
        ['c', { flow: 'expense', subject: 'milk' }],
        ['d', { flow: 'expense', subject: 'Tea' }],
      ];
      await instances.commit([
        ...kinds.map(([id, more]) => unit('acme', id, 0, { header: header('acme', id, more) })),
        unit('other', 'e', 0, { header: header('other', 'e', { subject: 'tea' }) }),
      ]);
      const after = { startedAtMs: T0 * 2, instance: '' };
      const ids = async (filter: Parameters<typeof instances.list>[1]) =>
        (await instances.list('acme', filter, { limit: 10, after })).map((row) => row.instance);
      expect(await ids({ about: [{ text: 'tea' }], among: 9 })).toEqual(['d', 'b', 'a']);
      expect(await ids({ about: [{ text: 'tea' }], among: 2 })).toEqual(['d']);
      expect(await ids({ about: [{ text: 'tea' }], flow: 'expense', among: 2 })).toEqual(['d']);
      expect(await ids({ about: [{ text: 'tea' }], flow: 'expense', among: 3 })).toEqual([
        'd',
        'a',
      ]);
      const of = (n: number, flow?: string) =>
        instances.nth('acme', flow === undefined ? {} : { flow }, { after, n });
      expect((await of(2))?.instance).toBe('c');
      expect((await of(2, 'leave'))?.instance).toBeUndefined();
      expect((await of(3, 'expense'))?.instance).toBe('a');
      const place = (await of(4))!;
      expect(place.instance).toBe('a');
      expect(await instances.nth('acme', {}, { after: place, n: 1 })).toBeUndefined();
    });

    test('a page of 0 or of 201 rows is a broken invariant', async () => {
      const { instances } = await opened(open);
      for (const limit of [0, 201, 1.5]) {
        await expect(instances.list('acme', {}, { limit })).rejects.toThrow('P3');
      }
    });

    test('what a reader gets is not what the store holds', async () => {
      const { instances } = await opened(open);
      const mine = { ...unit('acme', 'i1', 0), changes: { ...noChanges } };
      await instances.commit([mine]);
      (mine.header as { subject: string }).subject = 'changed behind the store';
      const found = await instances.header(mine);
      expect(found?.subject).toBe('Expense of i1');
    });
  });
}
