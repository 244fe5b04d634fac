/** The inbox: tasks, exact counts and notices of a person. */

import { pageLimit } from '../paging.ts';
import type { InboxStore, Page, TaskFilter, TaskPosition } from '../port.ts';
import { noticeOf, TASK, taskOf } from '../rows.ts';
import type { Lanes } from './connection/lanes.ts';
import { columns, list, type Sql, sql } from './connection/sql.ts';
import { aboutAll } from './instances.ts';

const TASK_COLUMNS = columns(TASK);
const NOTICE_COLUMNS = columns('tenant, instance, person, flow, subject, at_ms, read_at_ms');

type Start = Page<TaskPosition>;

/** Rows after a position; by it in one column and in the rest, as a range that the index serves. */
const later = ({ after }: Start): Sql =>
  after
    ? sql`AND opened_at_ms >= ${after.openedAtMs}
  AND (opened_at_ms > ${after.openedAtMs} OR id > ${after.id})`
    : sql``;

const earlier = ({ after }: Start): Sql =>
  after?.closedAtMs === undefined
    ? sql``
    : sql`AND closed_at_ms <= ${after.closedAtMs}
  AND (closed_at_ms < ${after.closedAtMs} OR id < ${after.id})`;

/** Looked for in each row; of one person there are few. */
const having = ({ about }: TaskFilter): Sql =>
  about === undefined ? sql`` : sql`AND ${aboutAll(about)}`;

/** Plan: range over task_by_person, no sort. */
export const openTasks = (
  tenant: string,
  person: string,
  page: Start,
  filter: TaskFilter = {},
): Sql =>
  sql`SELECT ${TASK_COLUMNS} FROM task FORCE INDEX (task_by_person)
WHERE tenant = ${tenant} AND person = ${person} AND status = 'open' ${later(page)} ${having(filter)}
ORDER BY opened_at_ms, id LIMIT ${pageLimit(page)}`;

/** Plan: range over task_by_principal, no sort. */
export const givenTasks = (
  tenant: string,
  person: string,
  page: Start,
  filter: TaskFilter = {},
): Sql =>
  sql`SELECT ${TASK_COLUMNS} FROM task FORCE INDEX (task_by_principal)
WHERE tenant = ${tenant} AND principal = ${person} AND status = 'open' ${later(page)} ${having(filter)}
ORDER BY opened_at_ms, id LIMIT ${pageLimit(page)}`;

/** Plan: range over task_decided, backwards, no sort. */
export const doneTasks = (
  tenant: string,
  person: string,
  page: Start,
  filter: TaskFilter = {},
): Sql =>
  sql`SELECT ${TASK_COLUMNS} FROM task FORCE INDEX (task_decided)
WHERE tenant = ${tenant} AND person = ${person} AND status = 'voted' ${earlier(page)} ${having(filter)}
ORDER BY closed_at_ms DESC, id DESC LIMIT ${pageLimit(page)}`;

/** Plan: one row by the primary key. */
export const oneTask = (tenant: string, id: string): Sql =>
  sql`SELECT ${TASK_COLUMNS} FROM task WHERE tenant = ${tenant} AND id = ${id}`;

/** Plan: task_by_person, notice_unread and news_unread, no table. */
export const counts = (tenant: string, person: string): Sql => sql`SELECT
  (SELECT count(*) FROM task WHERE tenant = ${tenant} AND person = ${person} AND status = 'open')
    AS open,
  (SELECT count(*) FROM notice WHERE tenant = ${tenant} AND person = ${person}
    AND read_at_ms IS NULL) AS unread,
  (SELECT count(*) FROM news WHERE tenant = ${tenant} AND person = ${person}
    AND read_at_ms IS NULL) AS news`;

/** Plan: a range a person over task_by_person, not the table. */
export const loads = (tenant: string, people: readonly string[]): Sql =>
  sql`SELECT person, count(*) AS open FROM task FORCE INDEX (task_by_person)
WHERE tenant = ${tenant} AND person IN (${list(people)}) AND status = 'open' GROUP BY person`;

/** Plan: task_by_person, not the table: the tasks of the people of a page. */
export const holders = (tenant: string, page: Page<string>): Sql =>
  sql`SELECT person FROM task FORCE INDEX (task_by_person)
WHERE tenant = ${tenant} AND person > ${page.after ?? ''} AND status = 'open'
GROUP BY person ORDER BY person LIMIT ${pageLimit(page)}`;

/** Plan: range over notice_newest, backwards, no sort. */
export const notices = (
  tenant: string,
  person: string,
  page: Parameters<InboxStore['notices']>[2],
): Sql => sql`SELECT ${NOTICE_COLUMNS} FROM notice FORCE INDEX (notice_newest)
WHERE tenant = ${tenant} AND person = ${person} ${
  page.after
    ? sql`AND at_ms <= ${page.after.atMs}
  AND (at_ms < ${page.after.atMs} OR instance < ${page.after.instance})`
    : sql``
}
ORDER BY at_ms DESC, instance DESC LIMIT ${pageLimit(page)}`;

/** Plan: one row by the primary key. */
export const markRead = (tenant: string, person: string, instance: string, atMs: number): Sql =>
  sql`UPDATE notice SET read_at_ms = ${atMs}
WHERE tenant = ${tenant} AND person = ${person} AND instance = ${instance} AND read_at_ms IS NULL`;

const TASKS = { open: openTasks, given: givenTasks, done: doneTasks } as const;

/** The inbox over MySQL. */
export function mysqlInbox(writers: Lanes, readers: Lanes): InboxStore {
  return {
    tasks: async (tenant, person, view, page, filter = {}) =>
      (await readers.read(TASKS[view](tenant, person, page, filter))).map(taskOf),
    task: async (tenant, id) => (await readers.read(oneTask(tenant, id))).map(taskOf)[0],
    async loads(tenant, people) {
      if (people.length === 0) return new Map();
      const rows = await readers.read<{ person: string; open: number }>(loads(tenant, people));
      return new Map(rows.map(({ person, open }) => [person, open]));
    },
    async holders(tenant, page) {
      const rows = await readers.read<{ person: string }>(holders(tenant, page));
      return rows.map(({ person }) => person);
    },
    async counts(tenant, person) {
      const [row] = await readers.read(counts(tenant, person));
      const { open, unread, news } = row as { open: number; unread: number; news: number };
      return { open, unread, news };
    },
    notices: async (tenant, person, page) =>
      (await readers.read(notices(tenant, person, page))).map(noticeOf),
    async markRead(tenant, person, instance, atMs) {
      const [marked] = await writers.write([markRead(tenant, person, instance, atMs)]);
      return marked!.affected > 0;
    },
  };
}
