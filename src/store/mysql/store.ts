/** The store over MariaDB and MySQL. */

import { CAPABILITIES } from '../capabilities.ts';
import { StoreFault } from '../faults.ts';
import type { Store, StoreHealth } from '../port.ts';
import { SignalHub } from '../signals.ts';
import { mysqlAccess } from './access.ts';
import { mysqlAudit } from './audit/log.ts';
import { Trail } from './audit/trail.ts';
import { askNow } from './clock.ts';
import type { MysqlConfig } from './connection/config.ts';
import { faultOf } from './connection/errors.ts';
import { Lanes } from './connection/lanes.ts';
import { Notifier } from './connection/notifier.ts';
import { sql } from './connection/sql.ts';
import { mysqlDrafts } from './drafts.ts';
import { mysqlFiles } from './files.ts';
import { mysqlFlows } from './flows.ts';
import { askHealth } from './health.ts';
import { mysqlInbox } from './inbox.ts';
import { mysqlInstances } from './instances.ts';
import { mysqlLetters, mysqlLinks, mysqlPreferences } from './letters.ts';
import { mysqlMessages } from './messages.ts';
import { mysqlMigrationSteps } from './migrate.ts';
import { mysqlNews } from './news.ts';
import { mysqlOutbox } from './outbox.ts';
import { mysqlShelf } from './shelf.ts';
import { mysqlSinks } from './sinks.ts';
import { mysqlSubstitutes } from './substitutes.ts';
import { mysqlTimers } from './timers.ts';
import { mysqlTurns } from './turns.ts';
import { mysqlUpkeep } from './upkeep.ts';

/** Where the database is and how it is used. */
export type MysqlOptions = MysqlConfig & {
  /** Connections that commit; default 2: one batch commits while the next is on its way. */
  readonly writers?: number;
  /** Connections that read; default 2. */
  readonly readers?: number;
  /** true: opens although the server may lose acknowledged commits; health stays not ok. */
  readonly allowDegraded?: boolean;
};

/**
 * Opens the store of a migrated database.
 * Faults: `store.unavailable`, `store.schema-behind`, `store.degraded`.
 */
export async function createMysqlStore(options: MysqlOptions): Promise<Store> {
  const hub = new SignalHub();
  const writers = new Lanes(options, options.writers ?? 2);
  const readers = new Lanes(options, options.readers ?? 2);
  const notifier = new Notifier(options, hub);
  const close = async (): Promise<void> => {
    await Promise.all([writers.close(), readers.close()]);
    await notifier.close();
  };
  try {
    await checkSchema(readers);
    const { ok, degraded } = await askHealth(readers);
    if (!ok && !options.allowDegraded) {
      throw new StoreFault('store.degraded', degraded.join(', '));
    }
    await notifier.open();
  } catch (error) {
    await close();
    throw faultOf(error, 'before-commit');
  }
  const trail = new Trail(writers);
  return {
    capabilities: CAPABILITIES.mysql,
    flows: mysqlFlows(trail, readers),
    instances: mysqlInstances(trail, writers, readers, notifier),
    inbox: mysqlInbox(writers, readers),
    timers: mysqlTimers(writers, readers),
    outbox: mysqlOutbox(trail, writers, readers),
    messages: mysqlMessages(writers, readers),
    turns: mysqlTurns(writers),
    sinks: mysqlSinks(writers, readers),
    drafts: mysqlDrafts(writers, readers),
    files: mysqlFiles(trail, readers),
    letters: mysqlLetters(trail, writers, readers),
    news: mysqlNews(writers, readers, notifier),
    links: mysqlLinks(writers, readers),
    preferences: mysqlPreferences(writers, readers),
    shelf: mysqlShelf(writers, readers),
    audit: mysqlAudit(trail, readers),
    access: mysqlAccess(trail, writers, readers),
    substitutes: mysqlSubstitutes(trail, readers),
    upkeep: mysqlUpkeep(writers),
    health: () => answered(readers),
    nowMs: () => askNow(readers),
    watch: (listener) => hub.watch(listener),
    close,
  };
}

/** A database that does not answer is an answer too. */
async function answered(lanes: Lanes): Promise<StoreHealth> {
  try {
    return await askHealth(lanes);
  } catch (error) {
    const { code } = faultOf(error, 'before-commit') as StoreFault;
    return { ok: false, degraded: [code], version: '' };
  }
}

/** The schema must be there; that cannot be waived. */
async function checkSchema(lanes: Lanes): Promise<void> {
  const ran = await lanes.read<{ name: string; step: number }>(
    sql`SELECT name, max(step) AS step FROM migration GROUP BY name`,
  );
  const steps = new Map(ran.map(({ name, step }) => [name, step]));
  const missing = mysqlMigrationSteps().filter(({ name, statements }) => {
    return steps.get(name) !== statements.length;
  });
  if (missing.length > 0) {
    throw new StoreFault('store.schema-behind', missing.map(({ name }) => name).join(', '));
  }
}
