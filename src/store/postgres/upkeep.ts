/** Forgets what need not be kept any more, a few rows at a time. */

import type { UpkeepStore } from '../port.ts';
import { NOW_MS } from './clock.ts';
import type { PostgresConfig } from './connection/config.ts';
import { faultOf } from './connection/errors.ts';
import type { Lanes, Statement } from './connection/lanes.ts';
import { prepareMonths } from './partitions.ts';

/**
 * Deletes the oldest rows of a table by an index on the instant. Two nodes at once find the same
 * rows: the second waits and finds them gone.
 * Plan: Index Scan using the index named, no sort; Nested Loop → Index Scan using the primary key.
 */
function forgetting(table: string, key: string, isOld: string, instant: string): string {
  const same = key.split(', ').map((column) => `t.${column} = o.${column}`);
  return `WITH old AS MATERIALIZED (
  SELECT tenant, ${key} FROM ${table} WHERE ${isOld} ORDER BY ${instant} LIMIT $1
), gone AS (
  DELETE FROM ${table} t USING old o WHERE t.tenant = o.tenant AND ${same.join(' AND ')}
  RETURNING 1
)
SELECT count(*)::integer AS gone FROM gone`;
}

/** Index: answer_old. */
export const FORGET_ANSWERS = forgetting(
  'answer',
  'key',
  `at_ms < ${NOW_MS} - $2::bigint`,
  'at_ms',
);

/** Index: outbox_delivered. */
export const FORGET_DELIVERED = forgetting(
  'outbox',
  'id',
  `status = 'delivered' AND settled_at_ms < ${NOW_MS} - $2::bigint`,
  'settled_at_ms',
);

/** Index: message_old. */
export const FORGET_MESSAGES = forgetting(
  'message',
  'id',
  `keep_until_ms <= ${NOW_MS} - $2::bigint`,
  'keep_until_ms',
);

/** Index: letter_settled. */
export const FORGET_LETTERS = forgetting(
  'letter',
  'id',
  `status IN ('sent', 'dropped') AND settled_at_ms < ${NOW_MS} - $2::bigint`,
  'settled_at_ms',
);

/** Index: link_old. */
export const FORGET_LINKS = forgetting(
  'link',
  'hash',
  `expires_at_ms <= ${NOW_MS} - $2::bigint`,
  'expires_at_ms',
);

/** Index: news_old. */
export const FORGET_NEWS = forgetting(
  'news',
  'person, instance, seq',
  `at_ms < ${NOW_MS} - $2::bigint`,
  'at_ms',
);

/** Upkeep over PostgreSQL. */
export function postgresUpkeep(config: PostgresConfig, writers: Lanes): UpkeepStore {
  const forget = async (name: string, text: string, keepMs: number, limit: number) => {
    const statement: Statement = { name, text, values: [limit, keepMs] };
    const [rows] = await writers.write('every-tenant', [statement]);
    return (rows as { gone: number }[])[0]?.gone ?? 0;
  };
  return {
    async prepare() {
      try {
        await prepareMonths(config, Date.now());
      } catch (error) {
        throw faultOf(error, 'before-commit');
      }
    },
    async sweep({ answersMs, deliveredMs, newsMs, limit }) {
      const answers = await forget('forget_answers', FORGET_ANSWERS, answersMs, limit);
      const delivered = await forget('forget_delivered', FORGET_DELIVERED, deliveredMs, limit);
      const messages = await forget('forget_messages', FORGET_MESSAGES, 0, limit);
      const letters = await forget('forget_letters', FORGET_LETTERS, deliveredMs, limit);
      const links = await forget('forget_links', FORGET_LINKS, 0, limit);
      const news = await forget('forget_news', FORGET_NEWS, newsMs, limit);
      return { answers, delivered, messages, letters, links, news };
    },
  };
}
