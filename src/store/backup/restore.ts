/** Restores a backup into an empty database: all of it, or nothing. */

import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { StoreFault } from '../faults.ts';
import type { PostgresConfig } from '../postgres/connection/config.ts';
import { clientConfig } from '../postgres/connection/config.ts';
import { errorKind, faultOf } from '../postgres/connection/errors.ts';
import { migrate, migrationNames } from '../postgres/migrate.ts';
import type { BackupEnd, BackupManifest, BackupTable } from './format.ts';
import { BACKUP_FORMAT, BACKUP_ROWS, SEE_EVERYTHING, TABLES } from './format.ts';

/**
 * Shape: → rows of each table. The schema is made first, in a database without one.
 * Faults: `store.not-empty`, `store.backup-foreign`, `store.backup-damaged`.
 */
export async function restoreBackup(
  config: PostgresConfig,
  input: Readable,
): Promise<Readonly<Record<string, number>>> {
  const lines = linesOf(input);
  try {
    const hash = await checkManifest(lines);
    await migrate(config);
    return await restoreRows(config, lines, hash);
  } catch (error) {
    throw error instanceof StoreFault ? error : faultOf(error, 'before-commit');
  } finally {
    input.destroy();
  }
}

type Lines = AsyncGenerator<string, undefined>;

async function* linesOf(input: Readable): Lines {
  const unpacked = input.pipe(createGunzip());
  input.on('error', (error) => unpacked.destroy(error));
  unpacked.setEncoding('utf8');
  let rest = '';
  try {
    // Not by readline: it ends lines at U+2028 as well, which a text may hold.
    for await (const chunk of unpacked) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw new StoreFault('store.backup-damaged', undefined, error);
  }
}

/** Gives the hash of the line that was read. */
async function checkManifest(lines: Lines): Promise<Hash> {
  const first = await lines.next();
  const manifest = parse<Partial<BackupManifest> | null>(first.value ?? '');
  const { format, schema } = manifest ?? {};
  if (format !== BACKUP_FORMAT) throw new StoreFault('store.backup-foreign', String(format));
  if (!Array.isArray(schema)) throw new StoreFault('store.backup-damaged');
  const missing = schema.filter((name) => !migrationNames().includes(name));
  const more = migrationNames().filter((name) => !schema.includes(name));
  if (missing.length + more.length > 0) {
    throw new StoreFault('store.backup-foreign', [...missing, ...more].join(', '));
  }
  return createHash('sha256').update(`${first.value}\n`);
}

function parse<T>(line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch (error) {
    throw new StoreFault('store.backup-damaged', undefined, error);
  }
}

async function restoreRows(config: PostgresConfig, lines: Lines, hash: Hash) {
  const client = new pg.Client(clientConfig(config));
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('BEGIN');
    const tables = await emptyTables(client);
    const { counts, end, sha256 } = await readRows(client, { lines, hash, tables });
    const isWhole = end?.sha256 === sha256 && sameCounts(end.rows, counts);
    if (!isWhole) throw new StoreFault('store.backup-damaged');
    await continueCounters(client);
    await client.query('COMMIT');
    return counts;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The tables there are, every one without a row. */
async function emptyTables(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query(TABLES);
  const names = rows.map((row) => row.name as string);
  // The registry tells whose rows there may be; nobody is registered who has none.
  await client.query(`LOCK TABLE ${names.join(', ')} IN EXCLUSIVE MODE`);
  await client.query(SEE_EVERYTHING);
  for (const name of names) {
    const { rowCount } = await client.query(`SELECT FROM ${name} LIMIT 1`);
    if (rowCount) throw new StoreFault('store.not-empty', name);
  }
  return new Set(names);
}

interface Reading {
  readonly lines: Lines;
  readonly hash: Hash;
  readonly tables: ReadonlySet<string>;
}

async function readRows(client: pg.Client, { lines, hash, tables }: Reading) {
  const counts: Record<string, number> = {};
  let table = '';
  let page: string[] = [];
  const flush = async (): Promise<void> => {
    if (page.length === 0) return;
    await insert(client, table, page);
    counts[table]! += page.length;
    page = [];
  };
  for await (const line of lines) {
    if (line.startsWith('{"rows":{')) {
      await flush();
      return { counts, end: parse<BackupEnd>(line), sha256: hash.digest('hex') };
    }
    hash.update(`${line}\n`);
    const next = /^\{"table":"\w+"\}$/.test(line) ? parse<BackupTable>(line).table : undefined;
    if (next === undefined) page.push(line);
    else {
      await flush();
      if (!tables.has(next)) throw new StoreFault('store.backup-damaged');
      // Whose rows may be written is known once the registry was.
      if (table === 'tenant') await client.query(SEE_EVERYTHING);
      table = next;
      counts[table] = 0;
    }
    if (page.length === BACKUP_ROWS) await flush();
  }
  throw new StoreFault('store.backup-damaged');
}

async function insert(client: pg.Client, table: string, page: readonly string[]): Promise<void> {
  if (table === '') throw new StoreFault('store.backup-damaged');
  try {
    await client.query({
      name: `restore_${table}`,
      text: `INSERT INTO ${table} OVERRIDING SYSTEM VALUE
SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      values: [`[${page.join(',')}]`],
    });
  } catch (error) {
    throw isOfTheRows(error) ? new StoreFault('store.backup-damaged', table, error) : error;
  }
}

/** What was written by a database goes into one of the same schema, or it was changed since. */
function isOfTheRows(error: unknown): boolean {
  const kind = errorKind(error);
  return kind === 'rejected' || kind === 'schema' || kind === 'race';
}

function sameCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** Identity columns go on behind the largest number that was restored. */
async function continueCounters(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`SELECT c.relname AS table, a.attname AS column
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> '' AND NOT c.relispartition`);
  for (const { table, column } of rows as { table: string; column: string }[]) {
    await client.query(`SELECT setval(pg_get_serial_sequence('${table}', '${column}'),
  (SELECT coalesce(max(${column}), 0) + 1 FROM ${table}), false)`);
  }
}
