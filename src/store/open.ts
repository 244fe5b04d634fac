/** Opens a store in one call: memory, the embedded PostgreSQL, or one by URL, migrated. */

import { startEmbeddedPostgres } from './embedded/start.ts';
import { createMemoryStore } from './memory/store.ts';
import type { Store } from './port.ts';
import { migrate } from './postgres/migrate.ts';
import { createPostgresStore } from './postgres/store.ts';

export type OpenStoreOptions =
  /** For tests: everything is gone with the process. */
  | { readonly kind: 'memory' }
  /** The embedded PostgreSQL with its data in this folder. */
  | { readonly kind: 'embedded'; readonly dataDir: string; readonly log?: (line: string) => void }
  /** Any PostgreSQL from 15 on; the user must be able to create tables and roles. */
  | { readonly kind: 'postgres'; readonly url: string };

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
  if (options.kind === 'postgres') {
    const config = { url: options.url };
    await migrate(config);
    const store = await createPostgresStore(config);
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
