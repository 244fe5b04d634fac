/** How things look to whoever looks: colours, language, width and clock. */

import type { Terminal } from '../terminal.ts';

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'accent';

export interface Look {
  /** Colours a text, or leaves it as it is. */
  readonly paint: (colour: Colour, text: string) => string;
  /** A language tag: `en` or `zh-CN`. */
  readonly language: string;
  /** Columns to fit into; absent: nobody watches, nothing is cut. */
  readonly columns?: number;
  readonly timeZone: string;
  readonly nowMs: number;
}

const ESCAPE = '\u001b[';
const CODES: Readonly<Record<Colour, string>> = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  accent: '38;5;202',
};

/** Colour only for a person who did not refuse it. Source: no-color.org. */
export function lookOf(terminal: Terminal): Look {
  const { env, isWatched, columns, timeZone } = terminal;
  const isColoured = isWatched && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    paint: isColoured
      ? (colour, text) => `${ESCAPE}${CODES[colour]}m${text}${ESCAPE}0m`
      : (_colour, text) => text,
    language: languageOf(env),
    ...(isWatched ? { columns } : {}),
    timeZone,
    nowMs: terminal.nowMs(),
  };
}

function languageOf(env: Terminal['env']): string {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}
