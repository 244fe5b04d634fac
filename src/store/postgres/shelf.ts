/** What people put by for themselves. */

import { pageLimit } from '../paging.ts';
import type { ShelfItem, ShelfStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert; a conflict on shelf_pkey updates that row. */
const PUT = `INSERT INTO shelf (tenant, person, kind, name, content, at_ms)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant, person, kind, name) DO UPDATE SET content = $5, at_ms = $6`;

/** Plan: Index Scan using shelf_pkey, no sort. */
const LIST = `SELECT name, content, at_ms AS "atMs" FROM shelf
WHERE tenant = $1 AND person = $2 AND kind = $3 ORDER BY name LIMIT $4`;

/** Plan: Index Scan using shelf_pkey. */
const REMOVE = 'DELETE FROM shelf WHERE tenant = $1 AND person = $2 AND kind = $3 AND name = $4';

/** Shelves over PostgreSQL. */
export function postgresShelf(writers: Lanes, readers: Lanes): ShelfStore {
  return {
    async put({ tenant, person, kind }, { name, content, atMs }) {
      const values = [tenant, person, kind, name, content, atMs];
      await writers.write([tenant], [{ name: 'shelf_put', text: PUT, values }]);
    },
    async list({ tenant, person, kind }, limit) {
      const values = [tenant, person, kind, pageLimit({ limit })];
      const list = { name: 'shelf_list', text: LIST, values };
      const rows = await readers.read<ShelfItem>([tenant], list);
      return rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
    },
    async remove({ tenant, person, kind }, name) {
      const values = [tenant, person, kind, name];
      await writers.write([tenant], [{ name: 'shelf_remove', text: REMOVE, values }]);
    },
  };
}
