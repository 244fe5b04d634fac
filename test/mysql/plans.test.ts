/** Hot queries use their index and sort nothing, on a database with statistics. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { STORE_LIMITS } from '../../src/store/index.ts';
import { auditRecords } from '../../src/store/mysql/audit/log.ts';
import { lookStatements } from '../../src/store/mysql/commit/look.ts';
import { writeStatements } from '../../src/store/mysql/commit/write.ts';
import type { Sql } from '../../src/store/mysql/connection/sql.ts';
import { filesKept } from '../../src/store/mysql/files.ts';
import {
  counts,
  doneTasks,
  givenTasks,
  holders,
  loads,
  markRead,
  notices,
  oneTask,
  openTasks,
} from '../../src/store/mysql/inbox.ts';
import {
  journal,
  listInstances,
  loadAnswers,
  loadInstances,
  nthInstance,
  oneHeader,
} from '../../src/store/mysql/instances.ts';
import {
  deadLetterRows,
  dueLetters,
  NEXT_LETTER,
  takeLetter,
} from '../../src/store/mysql/letters.ts';
import { matches, waiting } from '../../src/store/mysql/messages.ts';
import { newsList, readNews } from '../../src/store/mysql/news.ts';
import {
  deadLetters,
  dueEffects,
  NEXT_EFFECT,
  settleEffect,
  takeEffect,
} from '../../src/store/mysql/outbox.ts';
import { settleCursor, sinkStandings, takeCursor } from '../../src/store/mysql/sinks.ts';
import { endSubstitution, listSubstitutions, standing } from '../../src/store/mysql/substitutes.ts';
import { dueTimers, NEXT_TIMER, takeTimer } from '../../src/store/mysql/timers.ts';
import {
  forgetAnswers,
  forgetDelivered,
  forgetLetters,
  forgetLinks,
  forgetMessages,
  forgetNews,
} from '../../src/store/mysql/upkeep.ts';
import { answer, noChanges, T0, timer, unit } from '../contract/units.ts';
import { type MysqlDatabase, type MysqlServer, mysqlServers } from './server.ts';

const { missing, start } = mysqlServers();
let server: MysqlServer;
let database: MysqlDatabase;

const after = { openedAtMs: 5, closedAtMs: 6, id: 'i5.1.1' };
const page = { limit: 20 };
const row = {
  tenant: 'acme',
  instance: 'i1',
  id: 'i1.1',
  visit: 1,
  rung: 0,
  ready_at_ms: 5,
  fence: 1,
};
const request = { owner: 'w', leaseMs: 1, limit: 9 };
const key = { tenant: 'acme', instance: 'i1' };
const wait = { ...key, visit: 2, message: 'm', key: 'k' };
const changes = { ...noChanges, timersGone: [timer('acme', 'i1', T0)], waitsGone: [wait] };
const many = Array.from({ length: STORE_LIMITS.commitUnitsMax }, (_, n) =>
  unit('acme', `i${n}`, 0),
);
const batch = [
  unit('acme', 'i1', 2, { answers: [answer('i1', 'k1')], changes }),
  unit('blue', 'i2', 2, { answers: [answer('i2', 'k2')] }),
];
const [look, used] = lookStatements(batch) as [Sql, Sql];
const removals = writeStatements(batch).filter(({ text }) => text.startsWith('DELETE'));

type Query = readonly [name: string, text: Sql, indexes: readonly string[], order?: 'sorts'];

/** Each with the indexes it must read by, and whether it may sort what it found. */
const QUERIES: readonly Query[] = [
  ['the look of a commit', look, ['PRIMARY']],
  ['the look of a large commit', lookStatements(many)[0]!, ['PRIMARY']],
  ['keys of a commit', used, ['PRIMARY']],
  ['timers that go', removals[0]!, ['PRIMARY']],
  ['waits that go', removals[1]!, ['PRIMARY']],
  ['load of instances', loadInstances([{ tenant: 'acme', id: 'i1' }]), ['PRIMARY']],
  [
    'load of many',
    loadInstances(many.map((u) => ({ tenant: 'acme', id: u.instance }))),
    ['PRIMARY'],
  ],
  ['load of answers', loadAnswers([{ tenant: 'acme', id: 'k1' }]), ['PRIMARY']],
  ['journal', journal(key, page), ['PRIMARY']],
  ['one header', oneHeader(key), ['PRIMARY']],
  ['list', listInstances('acme', {}, page), ['instance_newest']],
  [
    'list of an initiator, later pages',
    listInstances(
      'acme',
      { initiator: 'p1', status: 'running' },
      {
        ...page,
        after: { startedAtMs: 900, instance: 'i900' },
      },
    ),
    ['instance_by_initiator'],
  ],
  [
    'search of all',
    listInstances(
      'acme',
      { about: [{ text: 'x', amount: '5', initiators: ['p1'] }], among: 20_000 },
      page,
    ),
    ['instance_newest'],
    'sorts',
  ],
  [
    'end of a search',
    nthInstance('acme', {}, { after: { startedAtMs: 9e15, instance: '' }, n: 20_000 }),
    ['instance_newest'],
  ],
  ['list of a flow', listInstances('acme', { flow: 'flow1' }, page), ['instance_by_flow']],
  ['open tasks', openTasks('acme', 'p1', page), ['task_by_person']],
  ['open tasks, later pages', openTasks('acme', 'p1', { ...page, after }), ['task_by_person']],
  ['given tasks', givenTasks('acme', 'p1', page), ['task_by_principal']],
  ['done tasks', doneTasks('acme', 'p1', page), ['task_decided']],
  ['done tasks, later pages', doneTasks('acme', 'p1', { ...page, after }), ['task_decided']],
  ['one task', oneTask('acme', 'i1.1.1'), ['PRIMARY']],
  ['counts', counts('acme', 'p1'), ['news_unread', 'notice_unread', 'task_by_person']],
  ['news', newsList('acme', 'p1', page), ['news_newest']],
  [
    'news, later pages',
    newsList('acme', 'p1', { ...page, after: { atMs: 900, instance: 'i9', seq: 3 } }),
    ['news_newest'],
  ],
  ['reading news', readNews('acme', 'p1', { untilMs: 500 }, 5), ['news_unread']],
  ['reading news of one', readNews('acme', 'p1', { instance: 'i1' }, 5), ['PRIMARY']],
  ['sweep of news', forgetNews(1, 9), ['news_old']],
  ['loads', loads('acme', ['p1', 'p2']), ['task_by_person']],
  ['holders', holders('acme', page), ['task_by_person']],
  ['notices', notices('acme', 'p1', page), ['notice_newest']],
  ['mark read', markRead('acme', 'p1', 'i1', 5), ['PRIMARY']],
  ['due timers', dueTimers(9), ['timer_ready']],
  ['take a timer', takeTimer(row, request), ['PRIMARY']],
  ['next timer', NEXT_TIMER, ['timer_ready']],
  ['due effects', dueEffects(9), ['outbox_line', 'outbox_ready']],
  ['take an effect', takeEffect(row, request), ['PRIMARY']],
  ['next effect', NEXT_EFFECT, ['outbox_line', 'outbox_ready']],
  [
    'settlement',
    settleEffect('acme', 'i1.1', 1, { kind: 'dead', atMs: 1, reason: 'x' }),
    ['PRIMARY'],
  ],
  ['dead letters', deadLetters('acme', page), ['outbox_dead']],
  ['take a cursor', takeCursor('s1', row, request), ['PRIMARY']],
  [
    'settlement of a cursor',
    settleCursor('s1', 'acme', 1, { kind: 'taken', position: 1 }),
    ['PRIMARY'],
  ],
  ['standings of sinks', sinkStandings('acme'), ['PRIMARY']],
  ['files of a keeper', filesKept('acme', 'p1', ['d1', 'd2']), ['PRIMARY']],
  ['waiting', waiting('acme', 'm', 'i1'), ['waiting_by_key'], 'sorts'],
  ['matches', matches(5, 9), ['message_kept', 'waiting_by_key'], 'sorts'],
  ['standing substitutes', standing('acme', 5, 9), ['substitution_standing'], 'sorts'],
  ['list of substitutes', listSubstitutions('acme', 'p1', page), ['PRIMARY']],
  ['end of a substitution', endSubstitution('acme', 's1', 5), ['PRIMARY']],
  ['audit', auditRecords('acme', 5, 20), ['PRIMARY']],
  ['due letters', dueLetters(9), ['letter_ready'], 'sorts'],
  ['take a letter', takeLetter(row, request), ['PRIMARY']],
  ['next letter', NEXT_LETTER, ['letter_ready']],
  ['letters given up', deadLetterRows('acme', page), ['letter_dead']],
  ['sweep of letters', forgetLetters('sent', 1, 9), ['letter_settled']],
  ['sweep of links', forgetLinks(9), ['link_old']],
  ['sweep of answers', forgetAnswers(1, 9), ['answer_old']],
  ['sweep of effects', forgetDelivered(1, 9), ['outbox_settled']],
  ['sweep of messages', forgetMessages(9), ['message_old']],
];

const DIGITS = Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS d`).join(' UNION ALL ');
const TENANTS = ['acme', 'blue', 'cyan'].map((name) => `SELECT '${name}' AS t`).join(' UNION ALL ');

/** A thousand instances of each of three tenants, and what hangs on them. */
const FILL = `
CREATE TABLE n AS SELECT t, 100 * a.d + 10 * b.d + c.d AS n
  FROM (${TENANTS}) t, (${DIGITS}) a, (${DIGITS}) b, (${DIGITS}) c;
INSERT INTO instance SELECT t, CONCAT('i', n), 2, CONCAT('flow', n % 20), '1', 'h', 'subject',
  CONCAT('p', n % 50), 'running', NULL, n, n, NULL, 2, REPEAT('s', 600) FROM n;
INSERT INTO journal SELECT t, CONCAT('i', n), 1, 2, n, '{}', 'c', '[]' FROM n;
INSERT INTO answer SELECT t, CONCAT('k', n), 'h', 'i', '{}', n FROM n;
INSERT INTO task SELECT t, CONCAT('i', n, '.1.1'), CONCAT('i', n), CONCAT('p', n % 50), 'f', 's',
  'approval', ELT(1 + n % 3, 'open', 'voted', 'closed'), 's', 'ann', n, NULL, n,
  CONCAT('p', n % 7) FROM n;
INSERT INTO notice SELECT t, CONCAT('p', n % 50), CONCAT('i', n), 'f', 's', n, IF(n % 10, 1, NULL)
  FROM n;
INSERT INTO news SELECT t, CONCAT('p', n % 50), CONCAT('i', n), 3, '{}', n, IF(n % 10, 1, NULL)
  FROM n;
INSERT INTO timer SELECT t, CONCAT('i', n), 1, 0, n, IF(n < 20, n, 9e15), NULL FROM n;
INSERT INTO outbox (tenant, id, instance, position, effect, created_at_ms, status, ready_at_ms,
  settled_at_ms) SELECT t, CONCAT('i', n, '.1'), CONCAT('i', n), 1, '{}', 0,
  ELT(1 + n % 3, 'pending', 'delivered', 'dead'), n, n FROM n;
INSERT INTO letter (tenant, id, person, channel, notice, created_at_ms, status, ready_at_ms,
  settled_at_ms) SELECT t, CONCAT('l', n), CONCAT('p', n % 50), 'mail', '{}', 0,
  ELT(1 + n % 3, 'pending', 'sent', 'dead'), n, n FROM n;
INSERT INTO link SELECT t, CONCAT('h', n), 'p1', 't', 's', 1, IF(n < 20, n, 9e15), NULL FROM n;
INSERT INTO file SELECT t, CONCAT('d', n), 1, 'm', CONCAT('p', n % 50), 0 FROM n;
INSERT INTO file_keeper SELECT t, CONCAT('p', n % 50), CONCAT('d', n), 0 FROM n;
INSERT INTO message SELECT t, CONCAT('m', n), 'm', CONCAT('i', n), '{}', n, n, n % 20 > 0 FROM n;
INSERT INTO waiting SELECT t, CONCAT('i', n), 2, 'm', CONCAT('i', n) FROM n;
INSERT INTO substitution SELECT t, CONCAT('s', n), CONCAT('p', n % 50), 'eve', 0, IF(n < 9, 9e15, 1),
  NULL, NULL, NULL, '{}', 0 FROM n;
INSERT INTO audit SELECT t, n, 0, '{}', 'a', 'o', 'done', NULL, NULL, REPEAT('d', 32), NULL FROM n;
INSERT INTO audit_head SELECT DISTINCT t, 'l', 9, '' FROM n;
INSERT INTO sink_cursor SELECT t, CONCAT('s', n), 0, 0, NULL, 1, 0, NULL FROM n WHERE n < 4;
DROP TABLE n;
ANALYZE TABLE file, file_keeper, instance,
  journal, answer, task, notice, news, timer, outbox, message, waiting,
  substitution, audit, audit_head, sink_cursor`;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = await start();
  database = await server.database();
  await database.sql(FILL);
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** A line of the plan: how one table is read. */
interface Line {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly Extra: string | null;
}

describe('on a full database', () => {
  test.each(QUERIES)('%s is read by its index', async (...query) => {
    const [, text, indexes, order] = query as unknown as Query;
    const lines = await database.sql<Line>(`EXPLAIN ${text.text}`);
    const read = lines.filter(({ table }) => table !== null && !table.startsWith('<'));
    expect([...new Set(read.flatMap(({ key }) => key ?? []))].sort()).toEqual(indexes);
    expect(read.filter(({ type }) => type === 'ALL')).toEqual([]);
    if (order === 'sorts') return;
    const sorted = lines.filter(({ Extra }) => Extra?.includes('Using filesort'));
    expect(sorted).toEqual([]);
  });
});
