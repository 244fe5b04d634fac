/** Who acts for whom, over PostgreSQL. */

import { pageLimit } from '../paging.ts';
import type { SubstituteStore } from '../port.ts';
import { type Row, substitutionOf } from '../rows.ts';
import { appendStatement, type Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';

const SUBSTITUTION = `tenant, id, principal, substitute, from_ms, until_ms, flows, limit_field,
  limit_max, set_by, set_at_ms`;

const SAVE = `INSERT INTO substitution (${SUBSTITUTION})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** Plan: Index Scan using substitution_pkey. */
export const END_SUBSTITUTION = `UPDATE substitution SET until_ms = $3
WHERE tenant = $1 AND id = $2 AND until_ms > $3 RETURNING true`;

/** Plan: Index Scan using substitution_standing, sorted by id (a tenant has few that stand). */
export const STANDING = `SELECT ${SUBSTITUTION} FROM substitution
WHERE tenant = $1 AND until_ms > $2 ORDER BY id LIMIT $3`;

/** Plan: Index Scan Backward using substitution_pkey. */
export const LIST_SUBSTITUTIONS = `SELECT ${SUBSTITUTION} FROM substitution
WHERE tenant = $1 AND ($2::text IS NULL OR principal = $2 OR substitute = $2)
  AND ($3::text IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4`;

const ONE = `SELECT ${SUBSTITUTION} FROM substitution WHERE tenant = $1 AND id = $2`;

/** Arrangements of people to have others act for them. */
export function postgresSubstitutes(trail: Trail, readers: Lanes): SubstituteStore {
  return {
    async save(record, audit) {
      const { tenant, id, principal, substitute, fromMs, untilMs, flows, limit } = record;
      const scope = flows ? JSON.stringify(flows) : null;
      const amount = [limit?.field ?? null, limit?.max ?? null];
      const set = [JSON.stringify(record.setBy), record.setAtMs];
      const values = [tenant, id, principal, substitute, fromMs, untilMs, scope, ...amount, ...set];
      const save = { name: 'substitution_save', text: SAVE, values };
      await trail.write([tenant], [save, appendStatement([audit])]);
    },
    async end(tenant, id, atMs, audit) {
      const end = { name: 'substitution_end', text: END_SUBSTITUTION, values: [tenant, id, atMs] };
      const [rows] = await trail.write([tenant], [end, appendStatement([audit])]);
      return rows!.length > 0;
    },
    async one(tenant, id) {
      const one = { name: 'substitution_one', text: ONE, values: [tenant, id] };
      const [row] = await readers.read<Row>([tenant], one);
      return row && substitutionOf(row);
    },
    async standing(tenant, atMs, limit) {
      const values = [tenant, atMs, limit];
      const standing = { name: 'substitution_standing', text: STANDING, values };
      return (await readers.read<Row>([tenant], standing)).map(substitutionOf);
    },
    async list(tenant, person, page) {
      const values = [tenant, person ?? null, page.after ?? null, pageLimit(page)];
      const list = { name: 'substitution_list', text: LIST_SUBSTITUTIONS, values };
      return (await readers.read<Row>([tenant], list)).map(substitutionOf);
    },
  };
}
