/** The inbox: a person's tasks and notices. */

import type { TaskRow } from '../../kernel/index.ts';
import { compareText, pageLimit } from '../paging.ts';
import type { InboxStore, Notice, TaskPosition } from '../port.ts';
import { isAbout } from './instances.ts';
import type { Tables } from './tables.ts';
import { frozen, keyOf } from './tables.ts';

/** The inbox over the given tables. */
export function memoryInbox(tables: Tables): InboxStore {
  const ofPerson = (tenant: string, person: string): TaskRow[] =>
    [...tables.tasks.values()].filter((task) => task.tenant === tenant && task.person === person);
  const givenBy = (tenant: string, person: string): TaskRow[] =>
    [...tables.tasks.values()].filter(
      (task) => task.tenant === tenant && task.principal === person,
    );
  const noticesOf = (tenant: string, person: string): Notice[] =>
    [...tables.notices.values()].filter((row) => row.tenant === tenant && row.person === person);
  return {
    async tasks(tenant, person, view, page, { about } = {}) {
      const limit = pageLimit(page);
      const status = view === 'done' ? 'voted' : 'open';
      const order = view === 'done' ? lastDecidedFirst : oldestFirst;
      const { after } = page;
      const rows = view === 'given' ? givenBy(tenant, person) : ofPerson(tenant, person);
      return rows
        .filter((task) => task.status === status && (!after || order(after, task) < 0))
        .filter((task) => about === undefined || isAbout(task, about))
        .sort(order)
        .slice(0, limit);
    },
    async task(tenant, id) {
      return tables.tasks.get(keyOf(tenant, id));
    },
    async loads(tenant, people) {
      const open = (person: string) =>
        ofPerson(tenant, person).filter((task) => task.status === 'open').length;
      return new Map(people.map((person) => [person, open(person)]));
    },
    async holders(tenant, page) {
      const open = [...tables.tasks.values()].filter(
        (task) => task.tenant === tenant && task.status === 'open',
      );
      const { after } = page;
      return [...new Set(open.map(({ person }) => person))]
        .filter((person) => after === undefined || compareText(after, person) < 0)
        .sort(compareText)
        .slice(0, pageLimit(page));
    },
    async counts(tenant, person) {
      return {
        open: ofPerson(tenant, person).filter((task) => task.status === 'open').length,
        unread: noticesOf(tenant, person).filter((row) => row.readAtMs === undefined).length,
        news: [...tables.news.values()].filter(
          (row) => row.tenant === tenant && row.person === person && row.readAtMs === undefined,
        ).length,
      };
    },
    async notices(tenant, person, page) {
      const limit = pageLimit(page);
      const { after } = page;
      return noticesOf(tenant, person)
        .filter((row) => !after || noticeOrder(after, row) < 0)
        .sort(noticeOrder)
        .slice(0, limit);
    },
    async markRead(tenant, person, instance, atMs) {
      const key = keyOf(tenant, person, instance);
      const row = tables.notices.get(key);
      if (row?.readAtMs !== undefined || !row) return false;
      tables.notices.set(key, frozen({ ...row, readAtMs: atMs }));
      return true;
    },
  };
}

function oldestFirst(a: TaskPosition, b: TaskPosition): number {
  return a.openedAtMs - b.openedAtMs || compareText(a.id, b.id);
}

function lastDecidedFirst(a: TaskPosition, b: TaskPosition): number {
  return (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0) || compareText(b.id, a.id);
}

function noticeOrder(
  a: Pick<Notice, 'atMs' | 'instance'>,
  b: Pick<Notice, 'atMs' | 'instance'>,
): number {
  return b.atMs - a.atMs || compareText(b.instance, a.instance);
}
