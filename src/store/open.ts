/** Opens a store in one call: memory, the embedded PostgreSQL, or a database by URL, migrated. */

import { startEmbeddedPostgres } from './embedded/start.ts';
import { createMemoryStore } from './memory/store.ts';
import { isMysqlUrl } from './mysql/connection/config.ts';
import { migrateMysql } from './mysql/migrate.ts';
import { createMysqlStore } from './mysql/store.ts';
import type { Store } from './port.ts';
import { migrate } from './postgres/migrate.ts';
import { createPostgresStore } from './postgres/store.ts';

export type OpenStoreOptions =
  /** For tests: everything is gone with the process. */
  | { readonly kind: 'memory' }
  /** The embedded PostgreSQL with its data in this folder. */
  | { readonly kind: 'embedded'; readonly dataDir: string; readonly log?: (line: string) => void }
  /**
   * `postgres`: any PostgreSQL from 15 on; the user must be able to create tables and roles.
   * `mysql`: MariaDB from 10.11 on, MySQL from 8.0.17 on; the user needs every right on its database.
   */
  | { readonly kind: DatabaseKind; readonly url: string };

/** The databases that a URL may name. */
export type DatabaseKind = 'postgres' | 'mysql';

/** How each is opened: the schema first, then the store. */
const DATABASES: Readonly<Record<DatabaseKind, (url: string) => Promise<Store>>> = {
  postgres: async (url) => {
    await migrate({ url });
    return createPostgresStore({ url });
  },
  mysql: async (url) => {
    await migrateMysql({ url });
    return createMysqlStore({ url });
  },
};

/** Tells which database a URL names; without a scheme that is known it is left to PostgreSQL. */
export function databaseKind(url: string): DatabaseKind {
  return isMysqlUrl(url) ? 'mysql' : 'postgres';
}

export interface OpenedStore {
  readonly store: Store;
  /** `adopted`: the embedded server ran already. */
  readonly database: 'memory' | 'embedded' | 'adopted' | 'external';
  /** Closes the store, then the embedded server if this process was its last user. */
  close(): Promise<void>;
}

/** Faults: store.* when the database cannot be reached, is too old or not durable. */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  if (options.kind === 'memory') {
    const store = createMemoryStore();
    return { store, database: 'memory', close: () => store.close() };
  }
  if (options.kind !== 'embedded') {
    const store = await DATABASES[options.kind](options.url);
    return { store, database: 'external', close: () => store.close() };
  }
  const { dataDir, log } = options;
  const embedded = await startEmbeddedPostgres({
    dataDir,
    guarded: true,
    ...(log ? { log } : {}),
  });
  const config = { config: embedded.config };
  try {
    await migrate(config);
    const store = await createPostgresStore(config);
    const close = async (): Promise<void> => {
      await store.close();
      await embedded.stop();
    };
    return { store, database: embedded.adopted ? 'adopted' : 'embedded', close };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
