/** What people are told in the studio. */

import { pageLimit } from '../paging.ts';
import type { NewsPosition, NewsRead, NewsRow, NewsStore, Page } from '../port.ts';
import { newsOf } from '../rows.ts';
import type { Lanes } from './connection/lanes.ts';
import type { Notifier } from './connection/notifier.ts';
import { joined, type Sql, sql } from './connection/sql.ts';

/** What is there by the primary key stays as it is. */
const addNews = (news: readonly NewsRow[]): Sql => {
  const rows = news.map(
    (each) => sql`(${each.tenant}, ${each.person}, ${each.instance}, ${each.seq}, ${each.content},
  ${each.atMs})`,
  );
  return sql`INSERT INTO news (tenant, person, instance, seq, content, at_ms)
VALUES ${joined(rows, ', ')} ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
};

/** Plan: range over news_newest, backwards, no sort. */
export const newsList = (tenant: string, person: string, page: Page<NewsPosition>): Sql =>
  sql`SELECT tenant, person, instance, seq, content, at_ms, read_at_ms
FROM news FORCE INDEX (news_newest)
WHERE tenant = ${tenant} AND person = ${person} ${
    page.after
      ? sql`AND at_ms <= ${page.after.atMs}
  AND (at_ms < ${page.after.atMs} OR instance < ${page.after.instance}
    OR (instance = ${page.after.instance} AND seq < ${page.after.seq}))`
      : sql``
  }
ORDER BY at_ms DESC, instance DESC, seq DESC LIMIT ${pageLimit(page)}`;

/** Plan: of one instance a range over the primary key, else the person’s over news_unread. */
export const readNews = (tenant: string, person: string, which: NewsRead, atMs: number): Sql =>
  'untilMs' in which
    ? sql`UPDATE news FORCE INDEX (news_unread) SET read_at_ms = ${atMs}
WHERE tenant = ${tenant} AND person = ${person} AND read_at_ms IS NULL AND at_ms <= ${which.untilMs}`
    : sql`UPDATE news FORCE INDEX (PRIMARY) SET read_at_ms = ${atMs}
WHERE tenant = ${tenant} AND person = ${person} AND instance = ${which.instance}
  AND read_at_ms IS NULL ${which.seq === undefined ? sql`` : sql`AND seq = ${which.seq}`}`;

/** News over MySQL. */
export function mysqlNews(writers: Lanes, readers: Lanes, notifier: Notifier): NewsStore {
  return {
    async add(rows) {
      if (rows.length === 0) return;
      await writers.write([addNews(rows)]);
      notifier.publish(
        rows.map(({ tenant, instance, seq, person }) => ({
          ...{ tenant, instance, seq, people: [person] },
        })),
      );
    },
    list: async (tenant, person, page) =>
      (await readers.read(newsList(tenant, person, page))).map(newsOf),
    async markRead(tenant, person, which, atMs) {
      const [marked] = await writers.write([readNews(tenant, person, which, atMs)]);
      return marked!.affected;
    },
  };
}
