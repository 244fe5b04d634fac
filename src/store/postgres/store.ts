/** The store over PostgreSQL. */

import { CAPABILITIES } from '../capabilities.ts';
import { StoreFault } from '../faults.ts';
import type { Store, StoreHealth } from '../port.ts';
import { SignalHub } from '../signals.ts';
import { postgresAccess } from './access.ts';
import { postgresAudit } from './audit/log.ts';
import { Trail } from './audit/trail.ts';
import { askNow } from './clock.ts';
import { APP_ROLE, appConfig, type PostgresConfig } from './connection/config.ts';
import { faultOf } from './connection/errors.ts';
import { Lanes } from './connection/lanes.ts';
import { Notifier } from './connection/notifier.ts';
import { postgresDrafts } from './drafts.ts';
import { postgresFiles } from './files.ts';
import { postgresFlows } from './flows.ts';
import { askHealth } from './health.ts';
import { postgresInbox } from './inbox.ts';
import { postgresInstances } from './instances.ts';
import { postgresLetters, postgresLinks, postgresPreferences } from './letters.ts';
import { postgresMessages } from './messages.ts';
import { MIGRATION_TABLE, migrationNames } from './migrate.ts';
import { postgresNews } from './news.ts';
import { postgresOutbox } from './outbox.ts';
import { postgresShelf } from './shelf.ts';
import { postgresSinks } from './sinks.ts';
import { postgresSubstitutes } from './substitutes.ts';
import { postgresTimers } from './timers.ts';
import { postgresTurns } from './turns.ts';
import { postgresUpkeep } from './upkeep.ts';

/** Where the database is and how it is used. */
export type PostgresOptions = PostgresConfig & {
  /** Connections that commit; default 2: one batch commits while the next is on its way. */
  readonly writers?: number;
  /** Connections that read; default 2. */
  readonly readers?: number;
  /** true: opens although the server may lose acknowledged commits; health stays not ok. */
  readonly allowDegraded?: boolean;
};

/**
 * Opens the store of a migrated database, as the app role.
 * Faults: `store.unavailable`, `store.schema-behind`, `store.degraded`.
 */
export async function createPostgresStore(options: PostgresOptions): Promise<Store> {
  const config = appConfig(options);
  const hub = new SignalHub();
  const writers = new Lanes(config, options.writers ?? 2);
  const readers = new Lanes(config, options.readers ?? 2);
  // A notification lost in a crash is made good by polling: it need not wait for the disk.
  const notifier = new Notifier(appConfig(options, { synchronous_commit: 'off' }), hub);
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
    capabilities: CAPABILITIES.postgres,
    flows: postgresFlows(trail, readers),
    instances: postgresInstances(trail, writers, readers, notifier),
    inbox: postgresInbox(writers, readers),
    timers: postgresTimers(writers, readers),
    outbox: postgresOutbox(trail, writers, readers),
    messages: postgresMessages(writers, readers),
    turns: postgresTurns(writers),
    sinks: postgresSinks(writers, readers),
    drafts: postgresDrafts(writers, readers),
    files: postgresFiles(trail, readers),
    letters: postgresLetters(trail, writers, readers),
    news: postgresNews(writers, readers, notifier),
    links: postgresLinks(writers, readers),
    preferences: postgresPreferences(writers, readers),
    shelf: postgresShelf(writers, readers),
    audit: postgresAudit(trail, readers),
    access: postgresAccess(trail, writers, readers),
    substitutes: postgresSubstitutes(trail, readers),
    upkeep: postgresUpkeep(options, writers),
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

/** The schema must be there, and the policies must hold for us; neither can be waived. */
async function checkSchema(lanes: Lanes): Promise<void> {
  const text = `SELECT name, current_user::text AS role FROM ${MIGRATION_TABLE}`;
  const ran = await lanes.read<{ name: string; role: string }>('registries', {
    name: 'schema',
    text,
    values: [],
  });
  const names = new Set(ran.map((row) => row.name));
  const missing = migrationNames().filter((name) => !names.has(name));
  if (missing.length > 0) throw new StoreFault('store.schema-behind', missing.join(', '));
  const role = ran[0]?.role;
  if (role !== APP_ROLE) throw new StoreFault('store.degraded', `the role is ${role}`);
}
