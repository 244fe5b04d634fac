/** Opinions that were saved and not sent (R6.2). */

import { pageLimit } from '../paging.ts';
import type { Draft, DraftOf, DraftStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert; a conflict on draft_pkey updates that row. */
const SAVE = `INSERT INTO draft (tenant, person, task, content, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant, person, task) DO UPDATE SET content = $4, at_ms = $5`;

/** Plan: Index Scan using draft_pkey. */
const READ = `SELECT content, at_ms AS "atMs" FROM draft
WHERE tenant = $1 AND person = $2 AND task = $3`;

/** Plan: Index Scan using draft_pkey. */
const REMOVE = 'DELETE FROM draft WHERE tenant = $1 AND person = $2 AND task = $3';

/** Plan: Index Scan using draft_pkey, no sort. */
const LIST = `SELECT task, content, at_ms AS "atMs" FROM draft
WHERE tenant = $1 AND person = $2 ORDER BY task LIMIT $3`;

/** Drafts over PostgreSQL. */
export function postgresDrafts(writers: Lanes, readers: Lanes): DraftStore {
  return {
    async save({ tenant, person, task }, { content, atMs }) {
      const values = [tenant, person, task, content, atMs];
      await writers.write([tenant], [{ name: 'draft_save', text: SAVE, values }]);
    },
    async read({ tenant, person, task }) {
      const values = [tenant, person, task];
      const [row] = await readers.read<Draft>([tenant], { name: 'draft_read', text: READ, values });
      return row && { content: row.content, atMs: Number(row.atMs) };
    },
    async list(tenant, person, limit) {
      const values = [tenant, person, pageLimit({ limit })];
      const rows = await readers.read<DraftOf>([tenant], {
        name: 'draft_list',
        text: LIST,
        values,
      });
      return rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
    },
    async remove({ tenant, person, task }) {
      const values = [tenant, person, task];
      await writers.write([tenant], [{ name: 'draft_remove', text: REMOVE, values }]);
    },
  };
}
