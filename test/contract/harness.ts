/** How the contract opens a store: empty, alone, ended after the test. */

import { onTestFinished } from 'vitest';
import type { Store } from '../../src/store/index.ts';

/** Opens an empty store; `end` closes it and removes what it stood on. */
export type OpenStore = () => Promise<{ readonly store: Store; end(): Promise<void> }>;

/** Opens a store for the test that runs now. */
export async function opened(open: OpenStore): Promise<Store> {
  const { store, end } = await open();
  onTestFinished(end);
  return store;
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
