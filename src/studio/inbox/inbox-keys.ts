/** What the list of the inbox does by keys. */

import { SINGLE_KEYS } from '../keys/chosen.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { go } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import type { Row } from './list/rows.ts';
import { INBOX } from './texts.ts';

interface Keys {
  readonly move: (step: number) => void;
  readonly choose: (row: Row | undefined) => void;
  readonly tick: (row: Row) => void;
  /** Goes on and takes along: the row left and the row reached are both ticked. */
  readonly extend: (step: number) => void;
  /** Out of sight for a while, or in sight again. */
  readonly snooze: (row: Row) => void;
  readonly turnUnread: (row: Row) => void;
  readonly row: Row | undefined;
}

export function useInboxKeys(keys: Keys): void {
  const { move, choose, tick, extend, snooze, turnUnread, row } = keys;
  const t = useTexts(INBOX);
  const { group } = t;
  const on = (act: (row: Row) => void) => (): void => {
    if (row) act(row);
  };
  useKeys([
    { id: 'next', keys: SINGLE_KEYS['next'], label: t.next, group, run: () => move(1) },
    {
      id: 'previous',
      keys: SINGLE_KEYS['previous'],
      label: t.previous,
      group,
      run: () => move(-1),
    },
    { id: 'open', keys: SINGLE_KEYS['open'], label: t.open, group, run: () => open(row, move) },
    { id: 'tick', keys: SINGLE_KEYS['tick'], label: t.tick, group, run: on(tick) },
    {
      id: 'tick-next',
      keys: SINGLE_KEYS['tick-next'],
      label: t.tickNext,
      group,
      run: () => extend(1),
    },
    {
      id: 'tick-previous',
      keys: SINGLE_KEYS['tick-previous'],
      label: t.tickPrevious,
      group,
      run: () => extend(-1),
    },
    { id: 'snooze', keys: SINGLE_KEYS['snooze'], label: t.snooze, group, run: on(snooze) },
    { id: 'unread', keys: SINGLE_KEYS['unread'], label: t.turnUnread, group, run: on(turnUnread) },
    {
      id: 'explain',
      keys: SINGLE_KEYS.explain,
      label: t.explain,
      group,
      run: on(({ instance }) => go(`/i/${encodeURIComponent(instance)}?tab=explain`)),
    },
    { id: 'leave', keys: ['Escape'], label: t.backToList, group, run: () => choose(undefined) },
    {
      id: 'find',
      keys: SINGLE_KEYS.find,
      label: t.filter,
      group,
      run: () => document.getElementById('find-here')?.focus(),
    },
  ]);
}

/** Into the request that is chosen; the first one where none is. */
function open(row: Row | undefined, move: (step: number) => void): void {
  if (row === undefined) move(1);
  else document.getElementById('subject')?.focus();
}
