/** What was read last, kept on the device: without the server it is there to be read again. */

import type { QueryClient } from '@tanstack/react-query';
import type { Device } from './device.ts';
import { forgetOld } from './device.ts';
import { whenIdle } from './idle.ts';
import { KNOWN_MS_MAX } from './session.ts';

const KEY = 'reserve';
/** Lists and what stands over them. */
const LISTS: ReadonlySet<string> = new Set([
  ...['counts', 'marks', 'drafts', 'filters', 'phrases', 'flows', 'notices', 'tasks', 'instances'],
]);
/** What ids in them are called. */
const NAMES: ReadonlySet<string> = new Set(['people', 'department-names']);
/** What an opened request consists of. */
const PARTS: ReadonlySet<string> = new Set(['instance', 'desk', 'flow', 'explanation']);
/** Parts that are kept, and names; the oldest go first. */
const PARTS_MAX = 80;
/** Characters; browsers give an origin some five million. */
const CHARS_MAX = 1_000_000;
const PAUSE_MS = 2_000;
/** Rows whose facts are kept. */
const FACTS_MAX = 400;
/** Facts of rows as they were when the studio was open last. */
export const OLD_FACTS = ['facts-before'] as const;

interface Entry {
  readonly key: readonly unknown[];
  readonly data: unknown;
  readonly atMs: number;
}

/** Whoever kept it: after that time somebody else may sit before the screen. */
export function forgetOldReserves(): void {
  forgetOld(KEY, (text) => !(Date.now() - Number.parseInt(text, 10) <= KNOWN_MS_MAX));
}

/** Puts what was kept where the screens look for it, as old as it is; what changes is asked for anew. */
export function restore(queries: QueryClient, device: Device): void {
  forgetOldReserves();
  for (const { key, data, atMs } of entriesIn(device.kept(KEY))) {
    queries.setQueryData(key, data, { updatedAt: atMs });
    const changes = !NAMES.has(String(key[0])) && key[0] !== 'flow';
    if (changes)
      void queries.invalidateQueries({ queryKey: key, exact: true, refetchType: 'none' });
  }
}

/** What was read of each row, as far as it is known: it is asked for anew, and shown until then. */
function factsIn(queries: QueryClient): readonly Entry[] {
  const data = {
    ...queries.getQueryData<object>(OLD_FACTS),
    ...Object.fromEntries(queries.getQueryData<ReadonlyMap<string, unknown>>(['facts']) ?? []),
  };
  const newest = Object.fromEntries(Object.entries(data).slice(-FACTS_MAX));
  return [{ key: OLD_FACTS, data: newest, atMs: Date.now() }];
}

/** Keeps what is read from here on, until the returned function is called. */
export function reserve(queries: QueryClient, device: Device): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cache = queries.getQueryCache();
  const unsubscribe = cache.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      whenIdle(() => device.keep(KEY, textOf(queries)));
    }, PAUSE_MS);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Shape: what is in memory → when, its lists, and as many parts as fit, newest first. */
function textOf(queries: QueryClient): string {
  const entries = queries
    .getQueryCache()
    .getAll()
    .flatMap(({ queryKey: key, state }): readonly Entry[] =>
      state.data === undefined ? [] : [{ key, data: state.data, atMs: state.dataUpdatedAt }],
    );
  const isOf = (names: ReadonlySet<string>) => (entry: Entry) => names.has(String(entry.key[0]));
  // A batch keeps its own checks under the name of a desk; they are of their moment only.
  const parts = entries.filter(isOf(PARTS)).filter(({ key }) => key[1] !== 'batch');
  const newest = (all: readonly Entry[]) =>
    all.toSorted((a, b) => b.atMs - a.atMs).slice(0, PARTS_MAX);
  const chosen = [
    ...entries.filter(isOf(LISTS)),
    ...factsIn(queries),
    ...newest(entries.filter(isOf(NAMES))),
    ...newest(parts),
  ];
  const texts: string[] = [];
  let chars = 0;
  for (const entry of chosen) {
    const text = JSON.stringify(entry);
    chars += text.length;
    if (chars > CHARS_MAX) break;
    texts.push(text);
  }
  return `${Date.now()}[${texts.join(',')}]`;
}

function entriesIn(text: string | undefined): readonly Entry[] {
  try {
    return JSON.parse(text?.replace(/^\d+/, '') ?? '[]') as readonly Entry[];
  } catch {
    return [];
  }
}
