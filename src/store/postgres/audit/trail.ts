/** What writes audit records: begins the logs of tenants and gives the statements that seal. */

import { randomBytes } from 'node:crypto';
import { logStart, sealedOf } from '../../audit-chain.ts';
import { compareText } from '../../paging.ts';
import type { AuditEntry } from '../../port.ts';
import { arraysOf, type Column, rowsTable } from '../commit/columns.ts';
import type { Lanes, Statement } from '../connection/lanes.ts';
import { sealSteps } from './seal.ts';

/** An entry with its fields as they are stored. */
export type Sealing = ReturnType<typeof sealedOf> & { readonly tenant: string };

/** Prepares an entry for its row. */
export function sealing(entry: AuditEntry): Sealing {
  return { tenant: entry.tenant, ...sealedOf(entry) };
}

/** The fields of one record. */
export const AUDIT_RECORD: readonly Column<Sealing>[] = [
  { name: 'tenant', type: 'text', value: (row) => row.tenant },
  { name: 'at_ms', type: 'bigint', value: (row) => row.atMs },
  { name: 'actor', type: 'text', value: (row) => row.actor },
  { name: 'action', type: 'text', value: (row) => row.action },
  { name: 'object', type: 'text', value: (row) => row.object },
  { name: 'result', type: 'text', value: (row) => row.result },
  { name: 'code', type: 'text', value: (row) => row.code },
  { name: 'reason', type: 'text', value: (row) => row.reason },
  { name: 'digest', type: 'text', value: (row) => row.digest },
];

/** One record from the first nine parameters, as a table of the name `r`. */
export const ONE_RECORD = `(SELECT ${AUDIT_RECORD.map(
  ({ name, type }, i) => `$${i + 1}::${type} AS ${name}`,
).join(', ')}, 1::bigint AS n) r`;

/** The parameters of `ONE_RECORD`. */
export function recordValues(entry: AuditEntry): readonly unknown[] {
  const row = sealing(entry);
  return AUDIT_RECORD.map(({ value }) => value(row) ?? null);
}

/** Seals any number of records. */
export const APPEND_AUDIT = `WITH ${sealSteps(`${rowsTable(AUDIT_RECORD, 1)} r`)}
SELECT FROM audit_moved`;

/** Plan: Insert, conflicts by audit_head_pkey. */
const BEGIN = `INSERT INTO audit_head (tenant, log, position, hash)
SELECT tenant, log, 0, decode(hash, 'hex')
FROM unnest($1::text[], $2::text[], $3::text[]) AS r(tenant, log, hash) ON CONFLICT DO NOTHING`;

/** Writes what leaves audit records; one for all parts of a store, it knows whose log was begun. */
export class Trail {
  readonly #writers: Lanes;
  readonly #begun = new Set<string>();

  constructor(writers: Lanes) {
    this.#writers = writers;
  }

  /** One transaction of statements that seal records, after the begin of logs that may not be there. */
  async write(
    tenants: readonly string[],
    statements: readonly Statement[],
  ): Promise<readonly unknown[][]> {
    const fresh = [...new Set(tenants)].filter((tenant) => !this.#begun.has(tenant));
    if (fresh.length === 0) return this.#writers.write(tenants, statements);
    const begin = beginStatement(fresh.sort(compareText));
    const [, ...rows] = await this.#writers.write(tenants, [begin, ...statements]);
    for (const tenant of fresh) this.#begun.add(tenant);
    return rows;
  }
}

function beginStatement(tenants: readonly string[]): Statement {
  const logs = tenants.map(() => randomBytes(16).toString('hex'));
  const hashes = tenants.map((tenant, i) => logStart(tenant, logs[i]!));
  return { name: 'audit_begin', text: BEGIN, values: [tenants, logs, hashes] };
}

/** Writes records along with what they tell of; the last statement of its transaction. */
export function appendStatement(entries: readonly AuditEntry[]): Statement {
  const rows = entries.map(sealing);
  const values = [...arraysOf(AUDIT_RECORD, rows), rows.length];
  return { name: 'audit_append', text: APPEND_AUDIT, values };
}
