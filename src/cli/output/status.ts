/** Statuses and outcomes in their colours. */

import type { Colour, Look } from './look.ts';

const COLOURS: Readonly<Record<string, Colour>> = {
  approved: 'green',
  passed: 'green',
  approve: 'green',
  done: 'green',
  running: 'yellow',
  suspended: 'yellow',
  open: 'yellow',
  rejected: 'red',
  reject: 'red',
  incident: 'red',
  terminated: 'red',
  void: 'red',
  refused: 'red',
};

/** Colours a status word; words of a flow's own stay as they are. */
export function paintStatus(status: string, look: Look): string {
  const colour = COLOURS[status];
  return colour ? look.paint(colour, status) : status;
}
