/** Messages and those who wait for them, over all tenants where matches are sought. */

import type { WaitRow } from '../../kernel/index.ts';
import type { MessageRow, MessageStore } from '../port.ts';
import type { Lanes } from './connection/lanes.ts';

const MESSAGE = `m.tenant, m.id, m.message, m.key, m.payload, m.at_ms AS "atMs",
  m.keep_until_ms AS "keepUntilMs"`;

/** Plan: Insert; the primary key says whether it was there. */
const SAVE = `INSERT INTO message (tenant, id, message, key, payload, at_ms, keep_until_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING true`;

/** Plan: Index Scan using message_pkey. */
const STOOD = 'SELECT is_used AS used FROM message WHERE tenant = $1 AND id = $2';

/** Plan: Index Scan using waiting_by_key. */
const WAITING = `SELECT tenant, instance, visit, message, key FROM waiting
WHERE tenant = $1 AND message = $2 AND key = $3 ORDER BY instance, visit`;

/** Plan: scan of message_kept, Nested Loop → Index Scan using waiting_by_key. */
const MATCHES = `SELECT ${MESSAGE}, w.instance, w.visit
FROM message m JOIN waiting w ON w.tenant = m.tenant AND w.message = m.message AND w.key = m.key
WHERE NOT m.is_used AND m.keep_until_ms > $1
ORDER BY m.at_ms, m.id, w.instance, w.visit LIMIT $2`;

/** Plan: Index Scan using message_pkey. */
const USE = 'UPDATE message SET is_used = true WHERE tenant = $1 AND id = $2';

/** Messages over PostgreSQL. */
export function postgresMessages(writers: Lanes, readers: Lanes): MessageStore {
  return {
    async save({ tenant, id, message, key, payload, atMs, keepUntilMs }) {
      const values = [tenant, id, message, key, payload, atMs, keepUntilMs];
      const [rows] = await writers.write([tenant], [{ name: 'message_save', text: SAVE, values }]);
      if (rows!.length > 0) return 'saved';
      const stood = { name: 'message_stood', text: STOOD, values: [tenant, id] };
      const [row] = await readers.read<{ used: boolean }>([tenant], stood);
      return row?.used === false ? 'kept' : 'used';
    },
    async waiting(tenant, message, key) {
      const values = [tenant, message, key];
      return readers.read<WaitRow>([tenant], { name: 'message_waiting', text: WAITING, values });
    },
    async matches(nowMs, limit) {
      const found = await readers.read<MessageRow & Pick<WaitRow, 'instance' | 'visit'>>(
        'every-tenant',
        { name: 'message_matches', text: MATCHES, values: [nowMs, limit] },
      );
      return found.map(({ instance, visit, ...message }) => {
        const { tenant, message: name, key } = message;
        return { message, wait: { tenant, instance, visit, message: name, key } };
      });
    },
    async use(tenant, id) {
      await writers.write([tenant], [{ name: 'message_use', text: USE, values: [tenant, id] }]);
    },
  };
}
