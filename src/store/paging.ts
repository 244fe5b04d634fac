/** Order and bounds that every implementation shares. */

import { invariant } from '../kernel/index.ts';
import { STORE_LIMITS } from './limits.ts';
import type { Page } from './port.ts';

/** Gives the page's limit, which is 1 to 200. Asserts P3. */
export function pageLimit(page: Page<unknown>): number {
  const { limit } = page;
  const sound = Number.isInteger(limit) && limit >= 1 && limit <= STORE_LIMITS.pageRowsMax;
  invariant(sound, 'P3', `a page of ${limit} rows`);
  return limit;
}

/** Orders strings as the databases' "C" collation does, for the characters ids are made of. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
