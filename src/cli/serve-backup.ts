/** Backup and restore of the database that a server would use. */

import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { PostgresConfig } from '../store/index.ts';
import {
  CAPABILITIES,
  databaseKind,
  migrate,
  restoreBackup,
  StoreFault,
  startEmbeddedPostgres,
  writeBackup,
} from '../store/index.ts';

/** The embedded database of a folder, or another one. */
export interface Where {
  readonly dataDir: string;
  readonly databaseUrl?: string;
}

type Rows = Readonly<Record<string, number>>;

/** Writes a backup; the file has its name once it is whole and on the disk. */
export async function backUp(file: string, where: Where): Promise<Rows> {
  const partial = `${file}.partial`;
  const output = await open(partial, 'wx', 0o600);
  try {
    const rows = await withDatabase(where, async (config) => {
      await migrate(config);
      return writeBackup(config, output.createWriteStream({ flush: true }));
    });
    await takeName(partial, file);
    return rows;
  } catch (error) {
    await output.close();
    await rm(partial, { force: true });
    throw error;
  }
}

/** A backup that stands is not written over. */
async function takeName(partial: string, file: string): Promise<void> {
  await (await open(file, 'wx')).close();
  await rename(partial, file);
}

/** Restores a backup into an empty database. */
export async function restore(file: string, where: Where): Promise<Rows> {
  const input = createReadStream(file);
  await new Promise((resolve, reject) => input.once('open', resolve).once('error', reject));
  return withDatabase(where, (config) => restoreBackup(config, input));
}

async function withDatabase(
  { dataDir, databaseUrl }: Where,
  work: (config: PostgresConfig) => Promise<Rows>,
): Promise<Rows> {
  if (databaseUrl !== undefined) {
    const kind = databaseKind(databaseUrl);
    if (!CAPABILITIES[kind].backups) throw new StoreFault('store.no-backup', kind);
    return work({ url: databaseUrl });
  }
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await work({ config: embedded.config });
  } finally {
    await embedded.stop();
  }
}
