/** The address bar as state: everything that can be looked at has an address. */

import type { ComponentProps, MouseEvent } from 'react';
import { useMemo, useSyncExternalStore } from 'react';
import type { Params } from './match.ts';
import { match } from './match.ts';

const CHANGED = 'vermilion:address';

/** Browsers take so many changes of an address: within this time they become one. */
const REPLACE_MS = 200;
/** Where one is while the browser's own line is behind. */
let ahead: string | undefined;
let writtenAtMs = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

function here(): string {
  return ahead ?? location.pathname + location.search;
}

/** Goes to another address; `replace` leaves no trace behind. */
export function go(to: string, how: { readonly replace?: boolean } = {}): void {
  if (to === here()) return;
  if (how.replace) replaceSoon(to);
  else {
    settle();
    history.pushState(null, '', to);
  }
  window.dispatchEvent(new Event(CHANGED));
}

function replaceSoon(to: string): void {
  ahead = to;
  const waitMs = writtenAtMs + REPLACE_MS - performance.now();
  if (waitMs <= 0) settle();
  else timer ??= setTimeout(settle, waitMs);
}

function settle(): void {
  const to = ahead;
  overtaken();
  if (to === undefined) return;
  history.replaceState(null, '', to);
  writtenAtMs = performance.now();
}

/** What was to be written is not where one is any more. */
function overtaken(): void {
  clearTimeout(timer);
  timer = undefined;
  ahead = undefined;
}

function subscribe(changed: () => void): () => void {
  const left = (): void => {
    overtaken();
    changed();
  };
  window.addEventListener(CHANGED, changed);
  window.addEventListener('popstate', left);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('popstate', left);
  };
}

/** Path and query as they are now. */
export function useAddress(): { readonly path: string; readonly query: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, here);
  return useMemo(() => {
    const url = new URL(address, location.origin);
    return { path: url.pathname, query: url.searchParams };
  }, [address]);
}

/** Changes some of the query; undefined takes a name away. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { pathname, searchParams: query } = new URL(here(), location.origin);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(pathname + (text === '' ? '' : `?${text}`), { replace: true });
}

/** The parameters of the pattern that the address fits. */
export function useParams(pattern: string): Params | undefined {
  const { path } = useAddress();
  return useMemo(() => match(pattern, path), [pattern, path]);
}

interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  readonly to: string;
  readonly replace?: boolean;
}

/** A link within the studio; with a modifier the browser does what it always does. */
export function Link({ to, replace = false, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isOwn = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || isOwn || event.button !== 0) return;
    event.preventDefault();
    go(to, { replace });
  };
  return <a href={to} onClick={follow} {...rest} />;
}
