/** A flow played with nominal people, step by step. */

import type { Rehearsal } from '../../language/index.ts';
import type { Look } from './look.ts';

/** One line a step, branches indented, then how it ends. */
export function rehearsalText({ forecast }: Rehearsal, { paint }: Look): string {
  const depths = new Map<number, number>();
  const lines = forecast.steps.map(({ visit, parent, step, status, people }) => {
    const depth = parent === 0 ? 0 : (depths.get(parent) ?? -1) + 1;
    depths.set(visit, depth);
    const note = status === 'expected' ? people.join(', ') : paint('dim', status);
    return `  ${'  '.repeat(depth)}○ ${step}${note === '' ? '' : `  ${note}`}\n`;
  });
  const { stuck, outcome } = forecast;
  const end = stuck
    ? paint('red', `✗ would stand still at ${stuck.step}: ${stuck.code}`)
    : outcome === undefined
      ? '… goes on'
      : paint('bold', `ends ${outcome}`);
  return `${lines.join('')}  ${end}\n`;
}
