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

/** The number in a text, no part of a longer one: an expression that every database reads alike. */
export function amountPattern(amount: string): string {
  invariant(/^\d+([.]\d+)?$/.test(amount), 'P3', 'a search for what is no amount');
  const [whole, fraction] = amount.split('.');
  const rest = fraction === undefined ? '([.]0+)?' : `[.]${fraction}0*`;
  return `(^|[^0-9.])${whole}${rest}($|[^0-9.]|[.]($|[^0-9]))`;
}

/** Orders strings as the databases' "C" collation does, for the characters ids are made of. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
