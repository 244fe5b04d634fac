/**
 * A backup as a file: gzip of lines of JSON. The first says what it is and for which schema; then each
 * table by its name and its rows, as the database writes them; the last has the number of rows of each
 * table and the SHA-256 of every line before it.
 */

/** The name of the format. */
export const BACKUP_FORMAT = 'vermilion-backup-1';

/** First line. */
export interface BackupManifest {
  readonly format: string;
  /** Names of the migrations that had run. */
  readonly schema: readonly string[];
  readonly takenAtMs: number;
}

/** Before the rows of a table. */
export interface BackupTable {
  readonly table: string;
}

/** Last line. */
export interface BackupEnd {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** Rows read, or written, in one round trip. */
export const BACKUP_ROWS = 1_000;

/** Registries first: whose rows may be written is read from them. */
export const FIRST_TABLES: readonly string[] = ['tenant', 'api_key_owner'];

/** Tables of the schema with their rows: no partitions, which are read through their table. */
export const TABLES = `SELECT relname AS name FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relname <> 'migration' ORDER BY relname`;

/** Every row is seen and written, by an owner whom the policies hold as well. */
export const SEE_EVERYTHING = `SELECT set_config('vermilion.tenants',
  coalesce((SELECT array_agg(tenant)::text FROM tenant), ''), true)`;
