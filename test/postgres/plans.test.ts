/** Hot queries use their index, planned on a young database without statistics and on a full one. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUDIT_RECORDS, LIST_AUDIT } from '../../src/store/postgres/audit/log.ts';
import { APPEND_AUDIT } from '../../src/store/postgres/audit/trail.ts';
import { batchRows } from '../../src/store/postgres/commit/rows.ts';
import { commitStatement, sealStatement } from '../../src/store/postgres/commit/statement.ts';
import { appConfig } from '../../src/store/postgres/connection/config.ts';
import { FILE_HEAD, FILE_PARTS, FILES_KEPT } from '../../src/store/postgres/files.ts';
import {
  aboutText,
  COUNTS,
  DONE_TASKS,
  GIVEN_TASKS,
  HOLDERS,
  LOADS,
  MARK_READ,
  NOTICES,
  ONE_TASK,
  OPEN_TASKS,
} from '../../src/store/postgres/inbox.ts';
import {
  JOURNAL,
  LOAD_ANSWERS,
  LOAD_INSTANCES,
  listText,
  nthText,
  ONE_HEADER,
} from '../../src/store/postgres/instances.ts';
import {
  DEAD_LETTER_ROWS,
  LEASE_LETTERS,
  NEXT_LETTER,
  READ_LINK,
  SETTLE_LETTER,
  SPEND_LINK,
} from '../../src/store/postgres/letters.ts';
import { NEWS, READ_NEWS } from '../../src/store/postgres/news.ts';
import {
  DEAD_LETTERS,
  LEASE_OUTBOX,
  NEXT_OUTBOX,
  SETTLE_OUTBOX,
} from '../../src/store/postgres/outbox.ts';
import { SETTLE_CURSOR, SINK_STANDINGS } from '../../src/store/postgres/sinks.ts';
import { LEASE_TIMERS, NEXT_TIMER } from '../../src/store/postgres/timers.ts';
import {
  FORGET_ANSWERS,
  FORGET_DELIVERED,
  FORGET_LETTERS,
  FORGET_LINKS,
  FORGET_MESSAGES,
  FORGET_NEWS,
} from '../../src/store/postgres/upkeep.ts';
import { answer, audit, outboxRow, T0, task, timer, unit } from '../contract/units.ts';
import { startTestServer, type TestDatabase, type TestServer } from './server.ts';

const everything = unit('acme', 'i1', 2, {
  answers: [answer('i1', 'k')],
  audit: [audit('acme')],
  outbox: [outboxRow('acme', 'i1', 1)],
  changes: {
    tasks: [task('acme', 'i1', 'bob')],
    released: [],
    timersArmed: [timer('acme', 'i1', T0)],
    timersGone: [timer('acme', 'i1', T0, { rung: 1 })],
    waitsOpened: [],
    waitsGone: [],
    notices: [{ tenant: 'acme', instance: 'i1', person: 'bob', flow: 'f', subject: 's', atMs: T0 }],
  },
});

/** Statement, the indexes it must use, and whether its order must come from the index. */
const QUERIES: readonly (readonly [string, string, readonly string[], 'sorted' | 'unsorted'])[] = [
  [
    'load of instances',
    LOAD_INSTANCES,
    ['instance_pkey', 'journal_before_pkey', 'journal_later_pkey'],
    'unsorted',
  ],
  ['load of answers', LOAD_ANSWERS, ['answer_pkey'], 'unsorted'],
  [
    'commit of a batch',
    commitStatement(batchRows([everything, { ...everything, instance: 'i2' }]), false).text,
    ['answer_pkey', 'instance_pkey', 'task_pkey', 'timer_pkey'],
    'unsorted',
  ],
  [
    'commit of one unit',
    commitStatement(batchRows([everything]), true).text,
    ['answer_pkey', 'audit_head_pkey', 'instance_pkey', 'task_pkey', 'timer_pkey'],
    'unsorted',
  ],
  [
    'seal of a batch',
    sealStatement(batchRows([everything, everything]).audit).text,
    ['audit_head_pkey'],
    'unsorted',
  ],
  ['open tasks', OPEN_TASKS, ['task_open'], 'sorted'],
  ['given tasks', GIVEN_TASKS, ['task_given'], 'sorted'],
  ['done tasks', DONE_TASKS, ['task_decided'], 'sorted'],
  ['one task', ONE_TASK, ['task_pkey'], 'sorted'],
  ['holders', HOLDERS, ['task_open'], 'sorted'],
  ['loads', LOADS, ['task_open'], 'unsorted'],
  ['counts', COUNTS, ['news_unread', 'notice_unread', 'task_open'], 'sorted'],
  ['news', NEWS, ['news_newest'], 'sorted'],
  ['reading news', READ_NEWS, ['news_unread'], 'sorted'],
  ['sweep of news', FORGET_NEWS, ['news_old', 'news_pkey'], 'sorted'],
  ['notices', NOTICES, ['notice_newest'], 'sorted'],
  ['mark read', MARK_READ, ['notice_unread'], 'sorted'],
  ['journal', JOURNAL, ['instance_pkey', 'journal_before_pkey', 'journal_later_pkey'], 'sorted'],
  ['one header', ONE_HEADER, ['instance_pkey'], 'sorted'],
  ['list', listText([]), ['instance_newest'], 'sorted'],
  ['list of an initiator', listText(['initiator', 'status']), ['instance_by_initiator'], 'sorted'],
  ['list of a flow', listText(['flow']), ['instance_by_flow'], 'sorted'],
  ['search of all', listText(['among'], 2), ['instance_newest'], 'sorted'],
  ['search of a flow', listText(['flow', 'among'], 1), ['instance_by_flow'], 'sorted'],
  [
    'requests that ended so',
    listText(['initiator', 'outcome']),
    ['instance_by_initiator'],
    'sorted',
  ],
  ['end of a search', nthText([]), ['instance_newest'], 'sorted'],
  ['timer lease', LEASE_TIMERS, ['timer_pkey', 'timer_ready'], 'sorted'],
  ['next timer', NEXT_TIMER, ['timer_ready'], 'sorted'],
  ['outbox lease', LEASE_OUTBOX, ['outbox_line', 'outbox_pkey', 'outbox_ready'], 'sorted'],
  ['next effect', NEXT_OUTBOX, ['outbox_line', 'outbox_ready'], 'sorted'],
  ['settlement', SETTLE_OUTBOX, ['outbox_pkey'], 'sorted'],
  ['dead letters', DEAD_LETTERS, ['outbox_dead'], 'sorted'],
  ['letter lease', LEASE_LETTERS, ['letter_pkey', 'letter_ready'], 'sorted'],
  ['next letter', NEXT_LETTER, ['letter_ready'], 'sorted'],
  ['settlement of a letter', SETTLE_LETTER, ['letter_pkey'], 'sorted'],
  ['letters given up', DEAD_LETTER_ROWS, ['letter_dead'], 'sorted'],
  ['sweep of letters', FORGET_LETTERS, ['letter_pkey', 'letter_settled'], 'sorted'],
  ['sweep of links', FORGET_LINKS, ['link_old', 'link_pkey'], 'sorted'],
  ['one link', READ_LINK, ['link_pkey'], 'unsorted'],
  ['spending a link', SPEND_LINK, ['link_pkey'], 'sorted'],
  ['sweep of answers', FORGET_ANSWERS, ['answer_old', 'answer_pkey'], 'sorted'],
  ['sweep of effects', FORGET_DELIVERED, ['outbox_delivered', 'outbox_pkey'], 'sorted'],
  ['sweep of messages', FORGET_MESSAGES, ['message_old', 'message_pkey'], 'sorted'],
  ['audit', LIST_AUDIT, ['audit_pkey'], 'sorted'],
  ['records of the log', AUDIT_RECORDS, ['audit_pkey'], 'sorted'],
  ['append to the log', APPEND_AUDIT, ['audit_head_pkey'], 'unsorted'],
  ['search of open tasks', aboutText('open', 2), ['task_open'], 'sorted'],
  ['search of done tasks', aboutText('done', 1), ['task_decided'], 'sorted'],
  ['head of a file', FILE_HEAD, ['file_pkey'], 'unsorted'],
  ['files of a keeper', FILES_KEPT, ['file_keeper_pkey', 'file_pkey'], 'unsorted'],
  ['parts of a file', FILE_PARTS, ['file_part_pkey'], 'sorted'],
  ['settlement of a cursor', SETTLE_CURSOR, ['sink_cursor_pkey'], 'sorted'],
  ['standings of sinks', SINK_STANDINGS, ['audit_head_pkey', 'sink_cursor_pkey'], 'unsorted'],
];

const fill = (instances: number): string => `
INSERT INTO tenant SELECT t, t FROM unnest('{acme,blue,cyan}'::text[]) t;
INSERT INTO instance SELECT t, 'i' || n, 2, 'flow' || n % 20, '1', 'h', 'subject',
  'p' || n % 200, 'running', NULL, n, n, NULL, 1, repeat('s', 600)
  FROM unnest('{acme,blue,cyan}'::text[]) t, generate_series(1, ${instances}) n;
INSERT INTO journal SELECT tenant, instance, k * 2 + 1, k * 2 + 2, started_at_ms, '{}', 'c', '[]'
  FROM instance, generate_series(0, 1) k;
INSERT INTO journal SELECT tenant, instance, k + 5, k + 5,
  extract(epoch FROM now() + k * interval '31 days') * 1000, '{}', 'c', '[]'
  FROM instance, generate_series(0, 5) k;
INSERT INTO answer SELECT tenant, 'k' || instance, 'h', instance, '{}', 0 FROM instance;
INSERT INTO task SELECT tenant, instance || '.1.' || k, instance, 'p' || k * 7 % 200, 'f', 's',
  'approval', (ARRAY['open', 'voted', 'closed'])[1 + k % 3], 's', 'ann', started_at_ms, NULL,
  CASE WHEN k % 3 = 0 THEN NULL ELSE started_at_ms + k END
  FROM instance, generate_series(1, 3) k;
INSERT INTO notice SELECT tenant, initiator, instance, 'f', 's', started_at_ms,
  CASE WHEN started_at_ms % 10 = 0 THEN NULL ELSE 1 END FROM instance;
INSERT INTO news SELECT tenant, initiator, instance, 3, '{}', started_at_ms,
  CASE WHEN started_at_ms % 10 = 0 THEN NULL ELSE 1 END FROM instance;
INSERT INTO timer SELECT tenant, instance, 1, 0, started_at_ms, started_at_ms, NULL FROM instance;
INSERT INTO outbox (tenant, id, instance, position, effect, created_at_ms, status, ready_at_ms)
  SELECT tenant, instance || '.' || k, instance, k, '{}', 0,
    (ARRAY['pending', 'delivered', 'dead'])[1 + (k + started_at_ms) % 3], started_at_ms
  FROM instance, generate_series(1, 3) k;
INSERT INTO letter (tenant, id, person, channel, notice, created_at_ms, status, ready_at_ms,
  settled_at_ms) SELECT tenant, instance || '.' || k, 'bob', 'mail', '{}', 0,
    (ARRAY['pending', 'sent', 'dead'])[1 + (k + started_at_ms) % 3], started_at_ms, started_at_ms
  FROM instance, generate_series(1, 3) k;
INSERT INTO link SELECT tenant, instance, 'bob', 't', 's', 1, started_at_ms, NULL FROM instance;
INSERT INTO message SELECT tenant, instance, 'm', instance, '{}', 0, started_at_ms FROM instance;
INSERT INTO file SELECT tenant, instance, 1, 'm', 'ann', 0 FROM instance;
INSERT INTO file_keeper SELECT tenant, 'p' || k, instance, 0 FROM instance, generate_series(0, 2) k;
INSERT INTO file_part SELECT tenant, instance, k, '' FROM instance, generate_series(0, 2) k;
INSERT INTO audit_head SELECT 't' || n, 'l', 0, '' FROM generate_series(1, ${instances}) n;
INSERT INTO sink_cursor SELECT tenant, 's' || n, 0, 0, NULL, 0, 0, NULL FROM audit_head, generate_series(1, 3) n;
INSERT INTO audit SELECT tenant, started_at_ms, 0, '{}', 'a', 'o', 'done', NULL, NULL, ''
  FROM instance;
`;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

let server: TestServer;
let young: TestDatabase;
let full: TestDatabase;
const clients: pg.Client[] = [];

async function connect(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client(appConfig(database.config));
  await client.connect();
  clients.push(client);
  return client;
}

beforeAll(async () => {
  server = await startTestServer();
  [young, full] = await Promise.all([server.database(), server.database()]);
  await young.sql(fill(200));
  await full.sql(fill(3000));
  await full.sql('VACUUM (ANALYZE)');
  await connect(young);
  await connect(full);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await young?.drop();
  await full?.drop();
  await server?.stop();
});

/** The plan that the store's connections get: generic, under the policies. */
async function planOf(client: pg.Client, text: string): Promise<PlanNode[]> {
  const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
}

describe.each(['a young', 'a full'])('on %s database', (which) => {
  const client = () => clients[which === 'a full' ? 1 : 0]!;

  test.each(QUERIES)('%s uses its index', async (_, text, indexes, order) => {
    const nodes = await planOf(client(), text);
    const used = new Set(nodes.flatMap((node) => node['Index Name'] ?? []));
    // A page of a list that fits into one block may be read in any way; look-ups may not.
    const held = which === 'a full' || order === 'unsorted';
    if (held) expect([...used].sort()).toEqual(expect.arrayContaining([...indexes]));
    const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
    if (held) expect(scanned.flatMap((node) => node['Relation Name'] ?? [])).toEqual([]);
    if (which === 'a full' && order === 'sorted') {
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
    }
  });
});
