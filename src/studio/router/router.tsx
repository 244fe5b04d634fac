/** The address bar as state: everything that can be looked at has an address. */

import type { ComponentProps, MouseEvent } from 'react';
import { useMemo, useSyncExternalStore } from 'react';
import type { Params } from './match.ts';
import { match } from './match.ts';

const CHANGED = 'vermilion:address';

/** Goes to another address; `replace` leaves no trace behind. */
export function go(to: string, how: { readonly replace?: boolean } = {}): void {
  const here = location.pathname + location.search;
  if (to === here) return;
  history[how.replace ? 'replaceState' : 'pushState'](null, '', to);
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener('popstate', changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('popstate', changed);
  };
}

/** Path and query as they are now. */
export function useAddress(): { readonly path: string; readonly query: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  return useMemo(() => {
    const url = new URL(address, location.origin);
    return { path: url.pathname, query: url.searchParams };
  }, [address]);
}

/** Changes some of the query; undefined takes a name away. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(location.pathname + (text === '' ? '' : `?${text}`), { replace: true });
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
