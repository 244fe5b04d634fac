/** Which rows are in the page while a list is scrolled. */

import type { RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Place, Shown } from './shown.ts';
import { shownAt, topToShow } from './shown.ts';

/** `chosen` is kept in view when it becomes another; -1 for none. */
export function useShown(
  scroller: RefObject<HTMLElement | null>,
  tops: readonly number[],
  chosen: number,
): Shown {
  // Before the list is measured it is no higher than the window.
  const [place, setPlace] = useState<Place>(() => ({ topPx: 0, heightPx: innerHeight }));
  const latest = useRef(tops);
  latest.current = tops;
  useLayoutEffect(() => {
    const list = scroller.current;
    if (!list) return;
    const look = (): void => {
      const now = { topPx: list.scrollTop, heightPx: list.clientHeight };
      setPlace((before) => (isSame(shownAt(latest.current, before), now) ? before : now));
    };
    const isSame = (before: Shown, now: Place): boolean => {
      const { from, until } = shownAt(latest.current, now);
      return before.from === from && before.until === until;
    };
    // What is scrolled into view is drawn in the same frame.
    const scrolled = (): void => flushSync(look);
    list.addEventListener('scroll', scrolled, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(list);
    return () => {
      list.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [scroller]);
  useEffect(() => {
    const list = scroller.current;
    if (!list || chosen < 0) return;
    const { scrollTop: topPx, clientHeight: heightPx } = list;
    const wanted = topToShow(latest.current, chosen, { topPx, heightPx });
    if (wanted !== topPx) list.scrollTop = wanted;
  }, [scroller, chosen]);
  return shownAt(tops, place);
}
