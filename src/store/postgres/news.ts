/** What people are told in the studio. */

import { pageLimit } from '../paging.ts';
import type { NewsStore } from '../port.ts';
import { newsOf, type Row } from '../rows.ts';
import type { Lanes } from './connection/lanes.ts';
import type { Notifier } from './connection/notifier.ts';

/** Plan: Insert; what is there by news_pkey stays. */
const ADD = `INSERT INTO news (tenant, person, instance, seq, content, at_ms)
SELECT tenant, person, instance, seq, content, "atMs"
FROM json_to_recordset($1::json) AS n (tenant text, person text, instance text, seq bigint,
  content text, "atMs" bigint)
ORDER BY tenant, person, instance, seq
ON CONFLICT (tenant, person, instance, seq) DO NOTHING`;

/** Plan: Index Scan Backward using news_newest, no sort. */
export const NEWS = `SELECT tenant, person, instance, seq, content, at_ms, read_at_ms FROM news
WHERE tenant = $1 AND person = $2 AND (at_ms, instance, seq) < ($3::bigint, $4::text, $5::bigint)
ORDER BY at_ms DESC, instance DESC, seq DESC LIMIT $6`;

/** Plan: Index Scan using news_unread. */
export const READ_NEWS = `UPDATE news SET read_at_ms = $3
WHERE tenant = $1 AND person = $2 AND read_at_ms IS NULL
  AND instance = coalesce($4, instance) AND seq = coalesce($5::bigint, seq)
  AND at_ms <= coalesce($6::bigint, at_ms) RETURNING true`;

const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** News over PostgreSQL. */
export function postgresNews(writers: Lanes, readers: Lanes, notifier: Notifier): NewsStore {
  return {
    async add(rows) {
      if (rows.length === 0) return;
      const tenants = [...new Set(rows.map(({ tenant }) => tenant))];
      const values = [JSON.stringify(rows)];
      await writers.write(tenants, [{ name: 'news_add', text: ADD, values }]);
      notifier.publish(
        rows.map(({ tenant, instance, seq, person }) => ({
          ...{ tenant, instance, seq, people: [person] },
        })),
      );
    },
    async list(tenant, person, page) {
      const { atMs, instance, seq } = page.after ?? { atMs: NEVER_MS, instance: '', seq: 0 };
      const rows = await readers.read<Row>([tenant], {
        name: 'news_list',
        text: NEWS,
        values: [tenant, person, atMs, instance, seq, pageLimit(page)],
      });
      return rows.map(newsOf);
    },
    async markRead(tenant, person, which, atMs) {
      const of =
        'untilMs' in which ? [null, null, which.untilMs] : [which.instance, which.seq, null];
      const values = [tenant, person, atMs, ...of.map((value) => value ?? null)];
      const [rows] = await writers.write(
        [tenant],
        [{ name: 'news_read', text: READ_NEWS, values }],
      );
      return rows!.length;
    },
  };
}
