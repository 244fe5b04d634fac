/** Keeps what people are told in the studio, and shows each what they may still see of it. */

import type { Caller, Engine, FeedEvent, Seen } from '../engine/index.ts';
import { takesPart } from '../engine/index.ts';
import type { InstanceId, PersonId, TaskId, Text } from '../kernel/index.ts';
import type { KeptNews, NewsPosition, NewsRead, NewsRow, Page } from '../store/index.ts';
import { NOTICE_LIMITS } from './limits.ts';
import type { NewsContent, NewsKind } from './news.ts';
import { newsIn, openTaskOf } from './news.ts';

/** Events of one tenant → news, each once however often the events come. */
export async function keepNews(engine: Engine, events: readonly FeedEvent[]): Promise<void> {
  const [first] = events;
  if (!first) return;
  const { tenant } = first;
  const directory = await engine.knowledge.directory(tenant);
  const { mentionsMax, newsAtOnce } = NOTICE_LIMITS;
  const mentioned = (text: string) => directory.mentioned(text).people.slice(0, mentionsMax);
  const rows: NewsRow[] = [];
  const walls = new Map<InstanceId, Promise<(person: PersonId) => boolean>>();
  const wallOf = (instance: InstanceId) => {
    const known = walls.get(instance) ?? engine.views.seenBy(tenant, instance);
    walls.set(instance, known);
    return known;
  };
  for (const feed of events) {
    for (const { person, ...content } of newsIn(feed, mentioned)) {
      if (!directory.person(person)?.active) continue;
      const { instance, seq, atMs } = feed;
      if (content.kind === 'mentioned' && !(await wallOf(instance))(person)) continue;
      rows.push({ tenant, person, instance, seq, content: JSON.stringify(content), atMs });
    }
  }
  for (let at = 0; at < rows.length; at += newsAtOnce) {
    await engine.store.news.add(rows.slice(at, at + newsAtOnce));
  }
}

/** Whom a text would name, as it is written. */
export interface NamedIn {
  readonly people: readonly {
    readonly id: PersonId;
    readonly name: Text;
    /** Who does not hears of it only with a right to read all, and who has that is not told. */
    readonly takesPart: boolean;
  }[];
  /** How many more are named than are told. */
  readonly tooMany: number;
  readonly nobody: readonly string[];
}

/** Whom a comment on an instance would name, and who of them takes part; undefined: not the caller’s to see. */
export async function namedIn(
  engine: Engine,
  caller: Caller,
  instance: string,
  text: string,
): Promise<NamedIn | undefined> {
  const seen = await engine.views.see(caller, instance);
  if (!seen) return undefined;
  const { state, directory } = seen;
  const { people, nobody } = directory.mentioned(text);
  const { mentionsMax } = NOTICE_LIMITS;
  const told = people.slice(0, mentionsMax);
  return {
    people: told.map((id) => ({
      id,
      name: directory.person(id)?.name ?? id,
      takesPart: takesPart(state, id),
    })),
    tooMany: people.length - told.length,
    nobody: nobody.slice(0, mentionsMax),
  };
}

/** One thing that the person was told, as far as it may be shown now. */
export interface NewsView {
  readonly id: string;
  readonly instance: InstanceId;
  /** The moment in its story. */
  readonly seq: number;
  readonly kind: NewsKind;
  readonly by?: { readonly id: string; readonly name: Text };
  readonly words?: string;
  readonly outcome?: string;
  readonly subject: string;
  readonly title: Text;
  /** The person’s task that it is about, while it is open. */
  readonly task?: TaskId;
  readonly atMs: number;
  readonly readAtMs?: number;
}

/**
 * Newest first. What the person may not see any more is left out and counts as read; what only a
 * narrower key may not see stays unread.
 * Shape: `last` is the place of the last one looked at; absent: there are no more.
 */
export async function listNews(
  engine: Engine,
  caller: Caller,
  page: Page<NewsPosition>,
): Promise<{ readonly items: readonly NewsView[]; readonly last?: NewsPosition }> {
  const { tenant, person } = caller;
  const rows = await engine.store.news.list(tenant, person, page);
  const ids = [...new Set(rows.map(({ instance }) => instance))];
  const seen = new Map(
    await Promise.all(ids.map(async (id) => [id, await engine.views.see(caller, id)] as const)),
  );
  const gone = caller.scopes ? [] : ids.filter((id) => !seen.get(id));
  const atMs = engine.clock.nowMs();
  for (const instance of gone) await engine.store.news.markRead(tenant, person, { instance }, atMs);
  const items = rows.flatMap((row) => {
    const of = seen.get(row.instance);
    return of ? [viewOf(row, of)] : [];
  });
  const last = rows.length === page.limit ? rows.at(-1) : undefined;
  if (!last) return { items };
  return { items, last: { atMs: last.atMs, instance: last.instance, seq: last.seq } };
}

function viewOf(row: KeptNews, { state, flow, directory }: Seen): NewsView {
  const { instance, seq, person, atMs, readAtMs } = row;
  const { by, visit, ...content } = JSON.parse(row.content) as NewsContent;
  const task = visit === undefined ? undefined : openTaskOf(state, person, visit);
  return {
    id: `${instance}.${seq}`,
    instance,
    seq,
    ...content,
    ...(by === undefined ? {} : { by: { id: by, name: directory.person(by)?.name ?? by } }),
    subject: state.subject,
    title: flow.definition.title ?? flow.definition.name,
    ...(task === undefined ? {} : { task }),
    atMs,
    ...(readAtMs === undefined ? {} : { readAtMs }),
  };
}

/** One that was told of somebody's copy is read as the copy, too. */
export async function readNews(
  { store, clock }: Engine,
  { tenant, person }: Caller,
  which: NewsRead,
): Promise<void> {
  const atMs = clock.nowMs();
  await store.news.markRead(tenant, person, which, atMs);
  if ('instance' in which) await store.inbox.markRead(tenant, person, which.instance, atMs);
}
