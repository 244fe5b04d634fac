/** What the list of the inbox does by keys. */

import { useKeys } from '../keys/use-keys.tsx';
import { go } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import type { Row } from './list/rows.ts';
import { INBOX } from './texts.ts';

interface Keys {
  readonly move: (step: number) => void;
  readonly choose: (row: Row | undefined) => void;
  readonly tick: (row: Row) => void;
  readonly row: Row | undefined;
}

export function useInboxKeys({ move, choose, tick, row }: Keys): void {
  const t = useTexts(INBOX);
  const { group } = t;
  useKeys([
    { id: 'next', keys: ['J', 'ArrowDown', ']'], label: t.next, group, run: () => move(1) },
    { id: 'previous', keys: ['K', 'ArrowUp', '['], label: t.previous, group, run: () => move(-1) },
    { id: 'tick', keys: ['X'], label: t.tick, group, run: () => row && tick(row) },
    {
      id: 'explain',
      keys: ['E'],
      label: t.explain,
      group,
      run: () => row && go(`/i/${encodeURIComponent(row.instance)}?tab=explain`),
    },
    { id: 'leave', keys: ['Escape'], label: t.backToList, group, run: () => choose(undefined) },
    {
      id: 'find',
      keys: ['/'],
      label: t.filter,
      group,
      run: () => document.getElementById('find-here')?.focus(),
    },
  ]);
}
