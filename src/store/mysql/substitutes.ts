/** Who acts for whom, over MySQL. */

import { pageLimit } from '../paging.ts';
import type { Page, SubstituteStore, SubstitutionRecord } from '../port.ts';
import { substitutionOf } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

const SUBSTITUTION = sql`tenant, id, principal, substitute, from_ms, until_ms, flows, limit_field,
  limit_max, set_by, set_at_ms`;

const insertSubstitution = (record: SubstitutionRecord): Sql => {
  const { tenant, id, principal, substitute, fromMs, untilMs, flows, limit } = record;
  const scope = flows ? JSON.stringify(flows) : null;
  return sql`INSERT INTO substitution (${SUBSTITUTION})
VALUES (${tenant}, ${id}, ${principal}, ${substitute}, ${fromMs}, ${untilMs}, ${scope},
  ${limit?.field}, ${limit?.max}, ${JSON.stringify(record.setBy)}, ${record.setAtMs})`;
};

/** Plan: one row by the primary key. */
export const endSubstitution = (tenant: string, id: string, atMs: number): Sql =>
  sql`UPDATE substitution SET until_ms = ${atMs}
WHERE tenant = ${tenant} AND id = ${id} AND until_ms > ${atMs}`;

/** Plan: range over substitution_standing, sorted by id (a tenant has few that stand). */
export const standing = (tenant: string, atMs: number, limit: number): Sql =>
  sql`SELECT ${SUBSTITUTION} FROM substitution FORCE INDEX (substitution_standing)
WHERE tenant = ${tenant} AND until_ms > ${atMs} ORDER BY id LIMIT ${limit}`;

/** Plan: the primary key, backwards, no sort. */
export const listSubstitutions = (
  tenant: string,
  person: string | undefined,
  page: Page<string>,
): Sql => sql`SELECT ${SUBSTITUTION} FROM substitution FORCE INDEX (PRIMARY)
WHERE tenant = ${tenant}
  ${person === undefined ? sql`` : sql`AND (principal = ${person} OR substitute = ${person})`}
  ${page.after === undefined ? sql`` : sql`AND id < ${page.after}`}
ORDER BY id DESC LIMIT ${pageLimit(page)}`;

/** Arrangements of people to have others act for them. */
export function mysqlSubstitutes(trail: Trail, readers: Lanes): SubstituteStore {
  return {
    async save(record, audit) {
      const save = insertSubstitution(record);
      await trail.write([record.tenant], [save, ...sealStatements([audit])]);
    },
    async end(tenant, id, atMs, audit) {
      const end = endSubstitution(tenant, id, atMs);
      const [ended] = await trail.write([tenant], [end, ...sealStatements([audit])]);
      return ended!.affected > 0;
    },
    async one(tenant, id) {
      const one = sql`SELECT ${SUBSTITUTION} FROM substitution
WHERE tenant = ${tenant} AND id = ${id}`;
      return (await readers.read(one)).map(substitutionOf)[0];
    },
    standing: async (tenant, atMs, limit) =>
      (await readers.read(standing(tenant, atMs, limit))).map(substitutionOf),
    list: async (tenant, person, page) =>
      (await readers.read(listSubstitutions(tenant, person, page))).map(substitutionOf),
  };
}
