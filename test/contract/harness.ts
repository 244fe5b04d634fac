/** How the contract opens a store: empty, alone, ended after the test. */

import { onTestFinished } from 'vitest';
import type { Store } from '../../src/store/index.ts';

/**
 * Opens an empty store; `again` opens the same one as another process would, `end` closes all and
 * removes what they stood on.
 */
export type OpenStore = () => Promise<{
  readonly store: Store;
  readonly again?: () => Promise<Store>;
  end(): Promise<void>;
}>;

/** Opens a store for the test that runs now. */
export async function opened(open: OpenStore): Promise<Store> {
  const { store, end } = await open();
  onTestFinished(end);
  return store;
}

/** Opens one store twice, as two processes do; skips the test where no two can share it. */
export async function openedTwice(
  open: OpenStore,
  skip: (when: boolean, note: string) => void,
): Promise<readonly [Store, Store]> {
  const { store, again, end } = await open();
  onTestFinished(end);
  skip(!store.capabilities.shared, 'shared');
  return [store, await again!()];
}

/** Reads a paged list to its end. */
export async function allPages<Row, Key>(
  read: (page: { readonly after?: Key; readonly limit: number }) => Promise<readonly Row[]>,
  key: (row: Row) => Key,
  limit: number,
  between: () => Promise<void> = async () => {},
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1);
    const page = await read(last === undefined ? { limit } : { after: key(last), limit });
    rows.push(...page);
    if (page.length < limit) return rows;
    await between();
  }
}
