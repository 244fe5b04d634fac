/**
 * What a commit looks at first, in one round trip with its BEGIN: the sequences of its instances,
 * locked until the commit, and the keys that were used.
 *
 * Plan: range over the primary key, a range a row; the ranges are read, and their rows locked, in
 * the order of the key (an ORDER BY would add a sort to it, from two hundred rows on), so that two
 * batches that meet on many instances wait for each other and never in a circle. Rows that are not
 * there cannot be locked: of two starts the second fails at the primary key and runs again.
 * Without the lock the key of the journal would still refuse the second of two moves, but only after
 * it has written all of its batch.
 */

import { compareText } from '../../paging.ts';
import type { CommitUnit } from '../../port.ts';
import type { Answer } from '../connection/lanes.ts';
import { joined, list, type Sql, sql } from '../connection/sql.ts';
import { keyOf, placeOf, type Standing } from './judge.ts';

/** Ids with their tenants. */
export type Named = readonly { readonly tenant: string; readonly id: string }[];

/** `(<tenant> = … AND <column> IN (…)) OR …`: rows by their keys, tenant by tenant. */
export function byKeys(tenantColumn: Sql, column: Sql, keys: Named): Sql {
  const tenants = Map.groupBy(keys, ({ tenant }) => tenant);
  const parts = [...tenants].map(
    ([tenant, own]) =>
      sql`(${tenantColumn} = ${tenant} AND ${column} IN (${list(own.map(({ id }) => id))}))`,
  );
  return joined(parts, ' OR ');
}

/** Nothing is asked that no unit needs: an instance that is started stands in no row. */
export function lookStatements(units: readonly CommitUnit[]): readonly Sql[] {
  const instances = units.map(({ tenant, instance }) => ({ tenant, id: instance }));
  const keys = keysOf(units);
  const seqs = sql`SELECT tenant, instance, seq FROM instance FORCE INDEX (PRIMARY)
WHERE ${byKeys(sql`tenant`, sql`instance`, instances)} FOR UPDATE`;
  const used = sql`SELECT tenant, \`key\` FROM answer FORCE INDEX (PRIMARY)
WHERE ${byKeys(sql`tenant`, sql`\`key\``, keys)}`;
  return keys.length > 0 ? [seqs, used] : [seqs];
}

/** Every tenant of a batch, in order. */
export function tenantsOf(units: readonly CommitUnit[]): readonly string[] {
  return [...new Set(units.map(({ tenant }) => tenant))].sort(compareText);
}

function keysOf(units: readonly CommitUnit[]): Named {
  return units.flatMap(({ tenant, answers }) => answers.map(({ key }) => ({ tenant, id: key })));
}

/** Reads what the statements answered. */
export function standingOf([seqs, used]: readonly Answer[]): Standing {
  const named = (seqs?.rows ?? []) as unknown as {
    tenant: string;
    instance: string;
    seq: number;
  }[];
  const keys = (used?.rows ?? []) as unknown as { tenant: string; key: string }[];
  return {
    seqs: new Map(named.map((row) => [placeOf(row), row.seq])),
    keys: new Set(keys.map(({ tenant, key }) => keyOf(tenant, key))),
  };
}
