/** The inbox: tasks, exact counts and notices of a person. */

import { pageLimit } from '../paging.ts';
import type { InboxStore } from '../port.ts';
import { noticeOf, type Row, TASK, taskOf } from '../rows.ts';
import type { Lanes } from './connection/lanes.ts';
import { aboutAll, aboutValues } from './instances.ts';

/** Plan: Index Scan using task_open, no sort. */
export const OPEN_TASKS = `SELECT ${TASK} FROM task
WHERE tenant = $1 AND person = $2 AND status = 'open'
  AND (opened_at_ms, id) > ($3::bigint, $4::text)
ORDER BY opened_at_ms, id LIMIT $5`;

/** Plan: Index Scan using task_given, no sort. */
export const GIVEN_TASKS = `SELECT ${TASK} FROM task
WHERE tenant = $1 AND principal = $2 AND status = 'open'
  AND (opened_at_ms, id) > ($3::bigint, $4::text)
ORDER BY opened_at_ms, id LIMIT $5`;

/** Plan: Index Scan Backward using task_decided, no sort. */
export const DONE_TASKS = `SELECT ${TASK} FROM task
WHERE tenant = $1 AND person = $2 AND status = 'voted'
  AND (closed_at_ms, id) < ($3::bigint, $4::text)
ORDER BY closed_at_ms DESC, id DESC LIMIT $5`;

/** Plan: Index Scan using task_pkey. */
export const ONE_TASK = `SELECT ${TASK} FROM task WHERE tenant = $1 AND id = $2`;

/** Plan: Index Only Scan using task_open, notice_unread and news_unread. */
export const COUNTS = `SELECT
  (SELECT count(*) FROM task WHERE tenant = $1 AND person = $2 AND status = 'open') AS open,
  (SELECT count(*) FROM notice WHERE tenant = $1 AND person = $2 AND read_at_ms IS NULL) AS unread,
  (SELECT count(*) FROM news WHERE tenant = $1 AND person = $2 AND read_at_ms IS NULL) AS news`;

/** Plan: Index Only Scan using task_open, person by person. */
export const LOADS = `SELECT asked.person, (SELECT count(*) FROM task
  WHERE tenant = $1 AND person = asked.person AND status = 'open') AS open
FROM unnest($2::text[]) AS asked (person)`;

/** Plan: Index Only Scan using task_open, one entry a person. */
export const HOLDERS = `WITH RECURSIVE holder (person) AS (
  (SELECT person FROM task WHERE tenant = $1 AND status = 'open' AND person > $2
   ORDER BY person LIMIT 1)
  UNION ALL
  SELECT (SELECT person FROM task WHERE tenant = $1 AND status = 'open' AND person > holder.person
    ORDER BY person LIMIT 1)
  FROM holder WHERE holder.person IS NOT NULL
)
SELECT person FROM holder WHERE person IS NOT NULL LIMIT $3`;

/** Plan: Index Scan Backward using notice_newest, no sort. */
export const NOTICES = `SELECT tenant, instance, person, flow, subject, at_ms, read_at_ms FROM notice
WHERE tenant = $1 AND person = $2 AND (at_ms, instance) < ($3::bigint, $4::text)
ORDER BY at_ms DESC, instance DESC LIMIT $5`;

/** Plan: Index Scan using notice_unread. */
export const MARK_READ = `UPDATE notice SET read_at_ms = $4
WHERE tenant = $1 AND person = $2 AND instance = $3 AND read_at_ms IS NULL RETURNING true`;

const TASKS = { open: OPEN_TASKS, given: GIVEN_TASKS, done: DONE_TASKS } as const;

/** The same plan, each row looked at; of one person there are few. */
export function aboutText(view: keyof typeof TASKS, words: number): string {
  return TASKS[view].replace('\nORDER', `\n  AND ${aboutAll(words, 6)}\nORDER`);
}

interface Counted {
  readonly open: number;
  readonly unread: number;
  readonly news: number;
}

const FIRST_MS = -1;
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** The inbox over PostgreSQL. */
export function postgresInbox(writers: Lanes, readers: Lanes): InboxStore {
  return {
    async tasks(tenant, person, view, page, { about = [] } = {}) {
      const { after } = page;
      const atMs =
        view === 'done' ? (after?.closedAtMs ?? NEVER_MS) : (after?.openedAtMs ?? FIRST_MS);
      const values = [tenant, person, atMs, after?.id ?? '', pageLimit(page)];
      const rows = await readers.read<Row>(
        [tenant],
        about.length === 0
          ? { name: `task_${view}`, text: TASKS[view], values }
          : {
              name: `task_${view}_about${about.length}`,
              text: aboutText(view, about.length),
              values: [...values, ...aboutValues(about)],
            },
      );
      return rows.map(taskOf);
    },
    async task(tenant, id) {
      const one = { name: 'task_one', text: ONE_TASK, values: [tenant, id] };
      const [row] = await readers.read<Row>([tenant], one);
      return row && taskOf(row);
    },
    async loads(tenant, people) {
      const loads = { name: 'inbox_loads', text: LOADS, values: [tenant, people] };
      const rows = await readers.read<{ person: string; open: number }>([tenant], loads);
      return new Map(rows.map(({ person, open }) => [person, Number(open)]));
    },
    async holders(tenant, page) {
      const values = [tenant, page.after ?? '', pageLimit(page)];
      const holders = { name: 'inbox_holders', text: HOLDERS, values };
      const rows = await readers.read<{ person: string }>([tenant], holders);
      return rows.map(({ person }) => person);
    },
    async counts(tenant, person) {
      const count = { name: 'inbox_counts', text: COUNTS, values: [tenant, person] };
      const [row] = await readers.read<Counted>([tenant], count);
      return row!;
    },
    async notices(tenant, person, page) {
      const { atMs, instance } = page.after ?? { atMs: NEVER_MS, instance: '' };
      const rows = await readers.read<Row>([tenant], {
        name: 'notice_list',
        text: NOTICES,
        values: [tenant, person, atMs, instance, pageLimit(page)],
      });
      return rows.map(noticeOf);
    },
    async markRead(tenant, person, instance, atMs) {
      const [rows] = await writers.write(
        [tenant],
        [{ name: 'notice_read', text: MARK_READ, values: [tenant, person, instance, atMs] }],
      );
      return rows!.length > 0;
    },
  };
}
