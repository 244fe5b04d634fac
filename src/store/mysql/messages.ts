/** Messages and those who wait for them, over all tenants where matches are sought. */

import type { WaitRow } from '../../kernel/index.ts';
import type { MessageRow, MessageStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

/** Plan: range over waiting_by_key, not the table; sorted (few wait for one key). */
export const waiting = (tenant: string, message: string, key: string): Sql =>
  sql`SELECT tenant, instance, visit, message, \`key\` FROM waiting
WHERE tenant = ${tenant} AND message = ${message} AND \`key\` = ${key} ORDER BY instance, visit`;

/** Of every tenant. Plan: message_kept in its order, for each waiting_by_key. */
export const matches = (nowMs: number, limit: number): Sql =>
  sql`SELECT m.tenant, m.id, m.message, m.\`key\`, m.payload, m.at_ms AS atMs,
  m.keep_until_ms AS keepUntilMs, w.instance, w.visit
FROM message m
JOIN waiting w ON w.tenant = m.tenant AND w.message = m.message AND w.\`key\` = m.\`key\`
WHERE m.is_used = 0 AND m.keep_until_ms > ${nowMs}
ORDER BY m.at_ms, m.id, w.instance, w.visit LIMIT ${limit}`;

/** Messages over MySQL. */
export function mysqlMessages(writers: Lanes, readers: Lanes): MessageStore {
  return {
    async save({ tenant, id, message, key, payload, atMs, keepUntilMs }) {
      // Two first saves at once meet at the primary key, and the loser looks again.
      return writers.transact(
        [sql`SELECT is_used AS used FROM message WHERE tenant = ${tenant} AND id = ${id}`],
        ([stood]) => {
          const [row] = stood!.rows;
          if (row) return { write: [], result: row['used'] ? 'used' : 'kept' };
          const save = sql`INSERT INTO message
  (tenant, id, message, \`key\`, payload, at_ms, keep_until_ms, is_used)
VALUES (${tenant}, ${id}, ${message}, ${key}, ${payload}, ${atMs}, ${keepUntilMs}, 0)`;
          return { write: [save], result: 'saved' };
        },
      );
    },
    waiting: (tenant, message, key) => readers.read<WaitRow>(waiting(tenant, message, key)),
    async matches(nowMs, limit) {
      const found = await readers.read<MessageRow & Pick<WaitRow, 'instance' | 'visit'>>(
        matches(nowMs, limit),
      );
      return found.map(({ instance, visit, ...message }) => {
        const { tenant, message: name, key } = message;
        return { message, wait: { tenant, instance, visit, message: name, key } };
      });
    },
    async use(tenant, id) {
      await writers.write([
        sql`UPDATE message SET is_used = 1 WHERE tenant = ${tenant} AND id = ${id}`,
      ]);
    },
  };
}
