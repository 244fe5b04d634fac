/** The first questions of a tab: who it is, and at once what it opens on. */

import type { QueryClient } from '@tanstack/react-query';
import type { Client, Me } from '../../protocol/index.ts';
import { ProblemError } from '../../protocol/index.ts';
import { match } from '../router/match.ts';
import { journalKey, readOn } from './journal.ts';
import { factsAmong } from './shelf.ts';

export interface Entered {
  readonly me: Me;
  /** Puts what came along where the screens look for it. */
  readonly fill: (queries: QueryClient) => void;
}

/** Faults: as the client's. */
export async function enter(client: Client, path: string): Promise<Entered> {
  const instance = match('/i/:instance', path)?.['instance'];
  if (instance !== undefined) return enterCase(client, instance);
  if (path !== '/' && !match('/inbox/:view?/:task?', path)) return enterAlone(client);
  try {
    const { me, tasks, marks, filters, drafts, facts, flows } = await client.openInbox();
    const listed = tasks.items.map(({ instance }) => instance);
    const fill = (queries: QueryClient): void => {
      queries.setQueryData(['counts'], { open: me.open, unread: me.unread });
      queries.setQueryData(['tasks', 'open'], { pages: [tasks], pageParams: [''] });
      queries.setQueryData(['marks'], marks);
      queries.setQueryData(['filters'], filters.items);
      queries.setQueryData(['drafts'], drafts);
      queries.setQueryData(['facts'], factsAmong(listed, facts));
      // More than a page of them is read by whoever shows them.
      if (flows && flows.next === undefined) queries.setQueryData(['flows'], flows.items);
    };
    return { me, fill };
  } catch (error) {
    // A key may be allowed to say whose it is, and no more.
    if (error instanceof ProblemError && error.problem.status === 403) return enterAlone(client);
    throw error;
  }
}

/** Whether the case may be seen is for the server to say: it is asked before anybody is known here. */
async function enterCase(client: Client, instance: string): Promise<Entered> {
  const me = client.me();
  const found = client.instance(instance);
  const begun = readOn(client, instance);
  for (const each of [found, begun]) each.catch(() => {});
  const fill = (queries: QueryClient): void => {
    void queries.prefetchQuery({ queryKey: ['instance', instance], queryFn: () => found });
    void queries.prefetchQuery({ queryKey: journalKey(instance), queryFn: () => begun });
  };
  return { me: await me, fill };
}

async function enterAlone(client: Client): Promise<Entered> {
  return { me: await client.me(), fill: () => {} };
}
