/** Every statement names its tenant: there is no row security that would make good for one that does not. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import {
  answer,
  audit,
  flow,
  letter,
  link,
  news,
  noChanges,
  outboxRow,
  T0,
  task,
  timer,
  unit,
} from '../contract/units.ts';
import { type MysqlServer, mysqlServers } from './server.ts';

const { missing, start } = mysqlServers();
let server: MysqlServer;

beforeAll(async () => {
  if (missing === undefined) server = await start();
});
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** Read before a tenant is known, and what is nobody's. */
const REGISTRIES = ['tenant', 'api_key_owner', 'migration', 'sink', 'signal_last', 'signal_sent'];

/** Statements of those who work for every tenant: their only ones, each known by its words. */
const EVERY_TENANT: Readonly<Record<string, RegExp>> = {
  'timers that are due': /^SELECT .* FROM timer FORCE INDEX \(timer_ready\)/,
  'the next timer': /^SELECT ready_at_ms - .* FROM timer ORDER BY ready_at_ms LIMIT 1/,
  'effects that are due': /^SELECT o\.tenant.* FROM outbox o FORCE INDEX \(outbox_ready\)/,
  'letters that are due': /^SELECT tenant, id, person.* FROM letter FORCE INDEX \(letter_ready\)/,
  'the next letter': /^SELECT ready_at_ms - .* FROM letter FORCE INDEX \(letter_ready\)/,
  'the next effect': /^SELECT o\.ready_at_ms - .* FROM outbox o FORCE INDEX \(outbox_ready\)/,
  'the depth of the outbox': /^SELECT \(SELECT count\(\*\) FROM outbox WHERE status = 'pending'\)/,
  'sinks that begin behind what is there':
    /^INSERT IGNORE INTO sink_cursor .* h\.position, 0, 0, 0 FROM audit_head h WHERE row_count\(\) > 0/,
  'sinks and tenants that come later': /^INSERT IGNORE INTO sink_cursor .* WHERE c\.tenant IS NULL/,
  'cursors that are due': /^SELECT c\.tenant, c\.position.* WHERE c\.sink = /,
  'the backlog of sinks': /^SELECT s\.name, \(SELECT coalesce\(sum\(h\.position/,
  'messages and who waits': /^SELECT m\.tenant.* JOIN waiting w ON w\.tenant = m\.tenant AND /,
  'directories not followed': /^SELECT tenant, version FROM directory WHERE version <> followed/,
  'old answers': /^DELETE FROM answer WHERE at_ms < /,
  'letters sent or dropped': /^DELETE FROM letter WHERE status = /,
  'links out of time': /^DELETE FROM link WHERE expires_at_ms <= /,
  'delivered effects': /^DELETE FROM outbox WHERE status = 'delivered' AND settled_at_ms < /,
  'news of long ago': /^DELETE FROM news WHERE at_ms < /,
  'messages out of time': /^DELETE FROM message WHERE keep_until_ms <= /,
};

/** Calls every method of every part once and more, and tells which it called. */
async function tour(store: Store, tenant: string): Promise<ReadonlySet<string>> {
  const called = new Set<string>();
  const seen = new Proxy(store, {
    get: (target, part: keyof Store) => {
      const value = target[part];
      if (typeof value !== 'object') return value;
      return new Proxy(value as object, {
        get: (of, method: string) => {
          called.add(`${part}.${method}`);
          return Reflect.get(of, method);
        },
      });
    },
  });
  const { instances, inbox, outbox, timers, messages, access, audit: log, flows } = seen;
  const page = { limit: 9 };
  const key = { tenant, instance: 'i1' };
  const at = { atMs: T0, instance: 'i1' };
  const position = { openedAtMs: T0, closedAtMs: T0, id: 'x' };
  const wait = { tenant, instance: 'i1', visit: 2, message: 'm', key: 'k' };
  const notice = { ...at, tenant, person: 'bob', flow: 'f', subject: 's' };
  await instances.commit([
    unit(tenant, 'i1', 0, {
      audit: [audit(tenant)],
      answers: [answer('i1', 'k')],
      outbox: [outboxRow(tenant, 'i1', 1), outboxRow(tenant, 'i1', 2)],
      changes: {
        ...noChanges,
        tasks: [task(tenant, 'i1', 'bob')],
        timersArmed: [timer(tenant, 'i1', T0)],
        waitsOpened: [wait],
        notices: [notice],
      },
    }),
  ]);
  await instances.load([key], [{ tenant, key: 'k' }]);
  await instances.remember(tenant, answer('', 'w'));
  await instances.journal(key, page);
  await instances.header(key);
  for (const filter of [{}, { initiator: 'ann' }, { flow: 'f', status: 'running' as const }]) {
    await instances.list(tenant, filter, page);
    await instances.list(tenant, filter, { ...page, after: { startedAtMs: T0, instance: 'i' } });
  }
  const about = [{ text: 's', amount: '5', initiators: ['ann'] }, { text: 't' }];
  await instances.list(tenant, { about, outcome: 'approved', among: 5 }, page);
  await instances.nth(tenant, {}, { after: { startedAtMs: T0, instance: 'i' }, n: 2 });
  for (const view of ['open', 'given', 'done'] as const) {
    await inbox.tasks(tenant, 'bob', view, page, { about });
    await inbox.tasks(tenant, 'bob', view, { ...page, after: position });
  }
  await inbox.task(tenant, 'i1.1.1');
  await inbox.loads(tenant, ['bob', 'ann']);
  await inbox.holders(tenant, page);
  await inbox.counts(tenant, 'bob');
  await inbox.notices(tenant, 'bob', page);
  await inbox.notices(tenant, 'bob', { ...page, after: at });
  await inbox.markRead(tenant, 'bob', 'i1', T0);
  await timers.nextDueInMs();
  await timers.lease({ owner: 'w', leaseMs: 1, limit: 9 });
  await outbox.nextDueInMs();
  // Leases are of all tenants; what another has left here is none of this tour's business.
  const own = async () => {
    const rows = await outbox.lease({ owner: 'w', leaseMs: 1, limit: 9 });
    return rows.find((one) => one.tenant === tenant);
  };
  const row = await own();
  await outbox.settle(tenant, row!.id, row!.fence, { kind: 'retry', afterMs: 0, reason: 'x' });
  const again = await own();
  const dead = { kind: 'dead', atMs: T0, reason: 'x' } as const;
  await outbox.settle(tenant, again!.id, again!.fence, dead);
  await outbox.deadLetters(tenant, page);
  await outbox.redrive(tenant, again!.id, audit(tenant));
  await outbox.depth();
  await seen.sinks.begin('s', 'now', T0);
  await seen.sinks.lease('s', { owner: 'w', leaseMs: 1, limit: 9 });
  await seen.sinks.settle('s', tenant, 0, { kind: 'taken', position: 1 });
  await seen.sinks.settle('s', tenant, 0, { kind: 'retry', afterMs: 0, reason: 'x' });
  await seen.sinks.standings(tenant);
  await seen.sinks.backlog();
  await messages.save({ ...wait, id: 'm1', payload: '{}', atMs: T0, keepUntilMs: T0 + 1 });
  await messages.waiting(tenant, 'm', 'k');
  await messages.matches(T0, 9);
  await messages.use(tenant, 'm1');
  const gone = { ...noChanges, timersGone: [timer(tenant, 'i1', T0)], waitsGone: [wait] };
  await instances.commit([unit(tenant, 'i1', 2, { changes: gone })]);
  await tourOfTheRest(seen, tenant);
  await log.append([audit(tenant)]);
  await log.list(tenant, page);
  await log.head(tenant);
  await log.log(tenant, page);
  await flows.publish(flow(tenant, 'a', '1.0.0'), audit(tenant));
  await flows.byHash(tenant, 'a@1.0.0');
  await flows.byVersion(tenant, 'a', '1.0.0');
  await flows.latest(tenant, 'a');
  await flows.list(tenant, page);
  await flows.versions(tenant, 'a');
  await access.tenants();
  return called;
}

async function tourOfTheRest(seen: Store, tenant: string): Promise<void> {
  const { access, substitutes, turns, drafts, files, upkeep } = seen;
  await turns.take(tenant, 'l');
  const draft = { tenant, person: 'bob', task: 't' };
  await drafts.save(draft, { content: '{}', atMs: T0 });
  await drafts.read(draft);
  await drafts.list(tenant, 'bob', 9);
  await drafts.remove(draft);
  const { shelf } = seen;
  const bobs = { tenant, person: 'bob', kind: 'filter' } as const;
  await shelf.put(bobs, { name: 'f', content: '{}', atMs: T0 });
  await shelf.list(bobs, 9);
  await shelf.remove(bobs, 'f');
  const { letters, links, preferences } = seen;
  await letters.add([letter(tenant, 'l1')]);
  await letters.nextDueInMs();
  const leased = await letters.lease({ owner: 'w', leaseMs: 1, limit: 9 });
  const own = leased.find((each) => each.tenant === tenant);
  const given = { kind: 'dead', atMs: T0, reason: 'x' } as const;
  await letters.settle(tenant, 'l1', own!.fence, given);
  await letters.dead(tenant, { limit: 9 });
  await letters.redrive(tenant, 'l1', audit(tenant));
  await seen.news.add([news(tenant, 'i1', 3)]);
  await seen.news.list(tenant, 'bob', { limit: 9 });
  const last = { atMs: T0, instance: 'i1', seq: 3 };
  await seen.news.list(tenant, 'bob', { limit: 9, after: last });
  await seen.news.markRead(tenant, 'bob', { instance: 'i1', seq: 3 }, T0);
  await seen.news.markRead(tenant, 'bob', { untilMs: T0 }, T0);
  await links.save(link(tenant, 'h1'));
  await links.read(tenant, 'h1');
  await links.spend(tenant, 'h1', T0);
  await preferences.save(tenant, 'bob', '{}');
  await preferences.read(tenant, 'bob');
  const file = {
    tenant,
    digest: 'd',
    size: 1,
    mediaType: 'm',
    uploadedBy: 'bob',
    uploadedAtMs: T0,
  };
  await files.save(file, Buffer.from('x'), audit(tenant));
  await files.head(tenant, 'd');
  await files.keptBy(tenant, 'bob', ['d']);
  await files.parts(tenant, 'd', 0, 1);
  await access.saveTenant(tenant, tenant);
  await access.saveDirectory(tenant, 'v1', '{}', audit(tenant));
  await access.directory(tenant);
  await access.unfollowed(9);
  await access.followed(tenant, 'v1');
  const apiKey = { tenant, hash: `hash of ${tenant}`, person: 'ann', name: 'ci', scopes: [] };
  await access.saveApiKey(apiKey, audit(tenant));
  await access.apiKey(apiKey.hash);
  await access.apiKeys(tenant, undefined, { limit: 9 });
  await access.apiKeys(tenant, 'ann', { limit: 9, after: 'a' });
  await access.touchApiKey(tenant, apiKey.hash, T0);
  await access.revokeApiKey(tenant, apiKey.hash, T0, audit(tenant));
  await access.saveSecret(tenant, 's', 'v', audit(tenant));
  await access.secret(tenant, 's');
  await access.secretOnce(tenant, 'o', 'v');
  const holds = { id: 's1', principal: 'bob', substitute: 'eve', fromMs: T0, untilMs: T0 + 9 };
  const set = { setBy: { kind: 'person', id: 'bob' }, setAtMs: T0 } as const;
  await substitutes.save({ tenant, ...holds, ...set }, audit(tenant));
  await substitutes.one(tenant, 's1');
  await substitutes.standing(tenant, T0, 9);
  await substitutes.list(tenant, undefined, { limit: 9 });
  await substitutes.list(tenant, 'bob', { limit: 9, after: 's9' });
  await substitutes.end(tenant, 's1', T0 + 1, audit(tenant));
  await upkeep.prepare();
  await upkeep.sweep({ answersMs: 1, deliveredMs: 1, newsMs: 1, limit: 9 });
}

/** Methods of every part of a store. */
function methodsOf(store: Store): readonly string[] {
  return Object.entries(store).flatMap(([part, value]) =>
    typeof value === 'object' && part !== 'capabilities'
      ? Object.keys(value).map((method) => `${part}.${method}`)
      : [],
  );
}

/** What the server itself heard on a database meanwhile, statement by statement. */
async function heardDuring(work: (store: Store) => Promise<void>): Promise<readonly string[]> {
  const database = await server.database();
  const store = await database.store();
  await database.sql("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON");
  await work(store);
  await store.close();
  await database.sql('SET GLOBAL general_log = OFF');
  const rows = await database.sql<{ argument: Buffer | string }>(
    "SELECT argument FROM mysql.general_log WHERE command_type = 'Query' ORDER BY event_time",
  );
  await database.sql('TRUNCATE mysql.general_log');
  await database.giveBack();
  return rows
    .flatMap(({ argument }) => argument.toString().split(/;\n/))
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => /^(SELECT|INSERT|UPDATE|DELETE|REPLACE)\b/.test(text));
}

const tablesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE) (\w+)/g)].map((match) => match[1]!);

/** A statement of one tenant says so of every table it names. */
function namesTenant(text: string): boolean {
  if (/^INSERT INTO \w+ \(tenant, /.test(text)) return !/ SELECT /.test(text);
  if (/^INSERT INTO \w+ \([^)]*\btenant\b/.test(text)) return true;
  const named = [...text.matchAll(/\btenant = ('|\w\.tenant\b)/g)].length;
  return named >= tablesOf(text).filter((table) => !REGISTRIES.includes(table)).length;
}

describe('walls without row security', () => {
  test('X1 X3 every statement of every method names its tenant, but for those that serve all', async () => {
    let called: ReadonlySet<string> = new Set();
    let methods: readonly string[] = [];
    const heard = await heardDuring(async (store) => {
      methods = methodsOf(store);
      called = await tour(store, 'acme');
    });
    expect([...called].sort()).toEqual([...methods].sort());
    const walled = heard.filter((text) =>
      tablesOf(text).some((name) => !REGISTRIES.includes(name)),
    );
    const ours = walled.filter((text) => !/information_schema|mysql\./.test(text));
    expect(ours.length).toBeGreaterThan(80);
    const open = ours.filter((text) => !namesTenant(text));
    const kinds = Object.entries(EVERY_TENANT);
    const unknown = open.filter((text) => !kinds.some(([, words]) => words.test(text)));
    expect(unknown).toEqual([]);
    const unused = kinds.filter(([, words]) => !open.some((text) => words.test(text)));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  test('X1 nothing that is said for one tenant names another', async () => {
    const heard = await heardDuring(async (store) => {
      await tour(store, 'acme');
      await tour(store, 'blue');
    });
    const both = heard.filter((text) => text.includes("'acme'") && text.includes("'blue'"));
    const tenants = both.filter((text) =>
      tablesOf(text).some((name) => !REGISTRIES.includes(name)),
    );
    expect(heard.some((text) => text.includes("'blue'"))).toBe(true);
    expect(tenants).toEqual([]);
  });
});
