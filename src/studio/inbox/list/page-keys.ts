/** Home, End and the Page keys walk the list, unless one reads a request: they scroll it there. */

import type { RefObject } from 'react';
import { useKeys } from '../../keys/use-keys.tsx';
import { useTexts } from '../../words/language.tsx';
import { INBOX } from '../texts.ts';
import type { Row } from './rows.ts';
import { rowBeside } from './shown.ts';
import type { Steady } from './steady.ts';

interface Walked {
  readonly rows: readonly Steady<Row>[];
  readonly tops: readonly number[];
  /** The row that is chosen; -1 for none. */
  readonly at: number;
  readonly onChoose: (row: Row) => void;
}

export function usePageKeys(
  scroller: RefObject<HTMLElement | null>,
  { rows, tops, at, onChoose }: Walked,
): void {
  const t = useTexts(INBOX);
  const { group } = t;
  const isMeant = (): boolean =>
    scroller.current?.checkVisibility() === true &&
    document.activeElement?.closest('[data-reading]') == null;
  /** The row, or the next one this way that waits. */
  const choose = (target: number, step: 1 | -1): void => {
    const rest = step > 0 ? rows.slice(target) : rows.slice(0, target + 1).toReversed();
    const found = rest.find(({ isGone }) => !isGone);
    if (found) onChoose(found.row);
  };
  const turn = (step: 1 | -1) => (): void =>
    choose(rowBeside(tops, at, step * (scroller.current?.clientHeight ?? 0)), step);
  useKeys([
    { id: 'first', keys: ['Home'], label: t.first, group, isMeant, run: () => choose(0, 1) },
    {
      id: 'last',
      keys: ['End'],
      label: t.last,
      group,
      isMeant,
      run: () => choose(rows.length - 1, -1),
    },
    { id: 'page-down', keys: ['PageDown'], label: t.pageDown, group, isMeant, run: turn(1) },
    { id: 'page-up', keys: ['PageUp'], label: t.pageUp, group, isMeant, run: turn(-1) },
  ]);
}
