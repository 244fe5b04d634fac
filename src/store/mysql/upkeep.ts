/** Forgets what need not be kept any more, a few rows at a time. */

import type { UpkeepStore } from '../port.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

/** Of every tenant, the oldest first. Plan: range over answer_old, no sort. */
export const forgetAnswers = (keepMs: number, limit: number): Sql =>
  sql`DELETE FROM answer WHERE at_ms < ${NOW_MS} - ${keepMs} ORDER BY at_ms LIMIT ${limit}`;

/** Of every tenant, the oldest first. Plan: range over outbox_settled, no sort. */
export const forgetDelivered = (keepMs: number, limit: number): Sql =>
  sql`DELETE FROM outbox WHERE status = 'delivered' AND settled_at_ms < ${NOW_MS} - ${keepMs}
ORDER BY status, settled_at_ms LIMIT ${limit}`;

/** Of every tenant, the oldest first. Plan: range over message_old, no sort. */
export const forgetMessages = (limit: number): Sql =>
  sql`DELETE FROM message WHERE keep_until_ms <= ${NOW_MS} ORDER BY keep_until_ms LIMIT ${limit}`;

/** Of every tenant. Plan: range over letter_settled. */
export const forgetLetters = (status: 'sent' | 'dropped', keepMs: number, limit: number): Sql =>
  sql`DELETE FROM letter WHERE status = ${status} AND settled_at_ms < ${NOW_MS} - ${keepMs}
ORDER BY status, settled_at_ms LIMIT ${limit}`;

/** Of every tenant, the oldest first. Plan: range over link_old, no sort. */
export const forgetLinks = (limit: number): Sql =>
  sql`DELETE FROM link WHERE expires_at_ms <= ${NOW_MS} ORDER BY expires_at_ms LIMIT ${limit}`;

/** Of every tenant, the oldest first. Plan: range over news_old, no sort. */
export const forgetNews = (keepMs: number, limit: number): Sql =>
  sql`DELETE FROM news WHERE at_ms < ${NOW_MS} - ${keepMs} ORDER BY at_ms LIMIT ${limit}`;

/** Upkeep over MySQL. */
export function mysqlUpkeep(writers: Lanes): UpkeepStore {
  const forget = async (statement: Sql) => (await writers.write([statement]))[0]!.affected;
  return {
    // The journal is one table: there are no months to be made ready.
    async prepare() {},
    async sweep({ answersMs, deliveredMs, newsMs, limit }) {
      const answers = await forget(forgetAnswers(answersMs, limit));
      const delivered = await forget(forgetDelivered(deliveredMs, limit));
      const messages = await forget(forgetMessages(limit));
      const sent = await forget(forgetLetters('sent', deliveredMs, limit));
      const dropped = await forget(forgetLetters('dropped', deliveredMs, limit - sent));
      const links = await forget(forgetLinks(limit));
      const news = await forget(forgetNews(newsMs, limit));
      return { answers, delivered, messages, letters: sent + dropped, links, news };
    },
  };
}
