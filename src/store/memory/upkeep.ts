/** Forgets what need not be kept any more. */

import type { UpkeepStore } from '../port.ts';
import type { Tables } from './tables.ts';

/** Upkeep over the given tables. */
export function memoryUpkeep(tables: Tables, clock: () => number): UpkeepStore {
  return {
    async prepare() {},
    async sweep({ answersMs, deliveredMs, newsMs, limit }) {
      const nowMs = clock();
      const answers = forget(tables.answers, limit, ({ atMs }) => atMs < nowMs - answersMs);
      const delivered = forget(
        tables.outbox,
        limit,
        ({ status, settledAtMs = nowMs }) =>
          status === 'delivered' && settledAtMs < nowMs - deliveredMs,
      );
      const messages = forget(tables.messages, limit, ({ row }) => row.keepUntilMs <= nowMs);
      const letters = forget(
        tables.letters,
        limit,
        ({ status, settledAtMs = nowMs }) =>
          (status === 'sent' || status === 'dropped') && settledAtMs < nowMs - deliveredMs,
      );
      const links = forget(tables.links, limit, (link) => link.expiresAtMs <= nowMs);
      const news = forget(tables.news, limit, ({ atMs }) => atMs < nowMs - newsMs);
      return { answers, delivered, messages, letters, links, news };
    },
  };
}

function forget<Row>(table: Map<string, Row>, limit: number, isOld: (row: Row) => boolean): number {
  let gone = 0;
  for (const [key, row] of table) {
    if (gone === limit) break;
    if (!isOld(row)) continue;
    table.delete(key);
    gone += 1;
  }
  return gone;
}
