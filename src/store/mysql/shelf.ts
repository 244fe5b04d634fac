/** What people put by for themselves. */

import { pageLimit } from '../paging.ts';
import type { ShelfItem, ShelfKey, ShelfStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

const of = ({ tenant, person, kind }: ShelfKey): Sql =>
  sql`tenant = ${tenant} AND person = ${person} AND kind = ${kind}`;

/** Shelves over MySQL, by the primary key of shelf. */
export function mysqlShelf(writers: Lanes, readers: Lanes): ShelfStore {
  return {
    async put({ tenant, person, kind }, { name, content, atMs }) {
      await writers.write([
        sql`INSERT INTO shelf (tenant, person, kind, name, content, at_ms)
VALUES (${tenant}, ${person}, ${kind}, ${name}, ${content}, ${atMs})
ON DUPLICATE KEY UPDATE content = VALUES(content), at_ms = VALUES(at_ms)`,
      ]);
    },
    async list(key, limit) {
      const read = sql`SELECT name, content, at_ms AS atMs FROM shelf WHERE ${of(key)}
ORDER BY name LIMIT ${pageLimit({ limit })}`;
      const rows = await readers.read<ShelfItem>(read);
      return rows.map(({ name, content, atMs }) => ({ name, content, atMs }));
    },
    async remove(key, name) {
      await writers.write([sql`DELETE FROM shelf WHERE ${of(key)} AND name = ${name}`]);
    },
  };
}
