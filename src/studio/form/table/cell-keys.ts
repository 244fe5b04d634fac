/** Keys in the cells of a table: up, down and Enter move, with Alt the row itself goes. */

import type { KeyboardEvent } from 'react';

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** The cell in which an element is. */
export function placeOf(element: EventTarget | null): CellPlace | undefined {
  const cell = element instanceof Element ? element.closest<HTMLElement>('[data-column]') : null;
  if (!cell) return undefined;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

const CONTROLS = 'input:not([type=file]), select, textarea, button';
/** Frames in which a row that was far away has come, and those after which it stays. */
const FRAMES_MAX = 120;
const FRAMES_STILL = 8;

/** Puts the focus into a cell, as soon as its row is there, and again if the row is drawn anew. */
export function focusCell(within: HTMLElement | null, row: number, column: number): void {
  const before = document.activeElement;
  let still = 0;
  const look = (frame: number): void => {
    const cell = within?.querySelector(`[data-row='${row}'][data-column='${column}']`);
    // What is computed takes no focus: the next field of the row does.
    const control =
      cell?.querySelector<HTMLElement>(CONTROLS) ??
      cell?.parentElement?.querySelector<HTMLElement>(CONTROLS);
    const now = document.activeElement;
    // Whoever went elsewhere meanwhile is left there.
    if (now !== before && now !== document.body && now !== control) return;
    still = control && now === control ? still + 1 : 0;
    if (control && now !== control) {
      control.focus();
      if (control instanceof HTMLInputElement) control.select();
    }
    if (still < FRAMES_STILL && frame < FRAMES_MAX) requestAnimationFrame(() => look(frame + 1));
  };
  requestAnimationFrame(() => look(0));
}

interface Moves {
  readonly count: number;
  readonly add: (at: number) => void;
  readonly goTo: (row: number, column: number) => void;
  readonly move: (at: number, by: -1 | 1) => void;
  readonly remove: (at: number) => void;
}

export function moveByKey(event: KeyboardEvent, moves: Moves): void {
  const { key, altKey, target } = event;
  const at = placeOf(target);
  if (!at || event.defaultPrevented || event.nativeEvent.isComposing || event.keyCode === 229) {
    return;
  }
  const isLine = target instanceof HTMLInputElement;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key] as -1 | 1 | undefined;
  if (step !== undefined && isLine) {
    event.preventDefault();
    if (altKey) moves.move(at.row, step);
    else if (at.row + step >= 0 && at.row + step < moves.count) {
      moves.goTo(at.row + step, at.column);
    }
  } else if (key === 'Enter' && isLine && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (at.row + 1 < moves.count) moves.goTo(at.row + 1, at.column);
    else moves.add(moves.count);
  } else if ((key === 'Delete' || key === 'Backspace') && altKey) {
    event.preventDefault();
    moves.remove(at.row);
  }
}
