/** Opinions that were saved and not sent (R6.2). */

import { pageLimit } from '../paging.ts';
import type { Draft, DraftKey, DraftOf, DraftStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

const at = ({ tenant, person, task }: DraftKey): Sql =>
  sql`tenant = ${tenant} AND person = ${person} AND task = ${task}`;

/** Drafts over MySQL, by the primary key of draft. */
export function mysqlDrafts(writers: Lanes, readers: Lanes): DraftStore {
  return {
    async save({ tenant, person, task }, { content, atMs }) {
      await writers.write([
        sql`INSERT INTO draft (tenant, person, task, content, at_ms)
VALUES (${tenant}, ${person}, ${task}, ${content}, ${atMs})
ON DUPLICATE KEY UPDATE content = VALUES(content), at_ms = VALUES(at_ms)`,
      ]);
    },
    async read(key) {
      const read = sql`SELECT content, at_ms AS atMs FROM draft WHERE ${at(key)}`;
      return (await readers.read<Draft>(read)).map(({ content, atMs }) => ({ content, atMs }))[0];
    },
    async list(tenant, person, limit) {
      const read = sql`SELECT task, content, at_ms AS atMs FROM draft
WHERE tenant = ${tenant} AND person = ${person} ORDER BY task LIMIT ${pageLimit({ limit })}`;
      const rows = await readers.read<DraftOf>(read);
      return rows.map(({ task, content, atMs }) => ({ task, content, atMs }));
    },
    async remove(key) {
      await writers.write([sql`DELETE FROM draft WHERE ${at(key)}`]);
    },
  };
}
