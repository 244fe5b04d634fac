/** The language of the search: `flow:purchase from:li amount>50k due<2d status:returned words`. */

import { typedNumber } from '../../../kernel/index.ts';
import { numberFrom } from '../../form/typed-number.ts';
import type { Row, View } from './rows.ts';
import type { State } from './states.ts';
import { stateOf } from './states.ts';

/** What was typed, understood. */
export interface Query {
  /** All of them have to hold. */
  readonly tests: readonly Test[];
  /** What looks like a condition and is none. */
  readonly unknown: readonly string[];
  /** Conditions about what the rows of this list do not tell. */
  readonly unanswered: readonly string[];
  /** Words that may be how a name sounds. */
  readonly letters: string;
  /** How a request has to stand. */
  readonly state?: State;
}

type Test = (row: Row, known: Known) => boolean;

/** What a row does not know of itself. */
export interface Known {
  readonly nowMs: number;
  readonly flowTitle: (flow: string) => string;
  /** Whether letters spell part of a Chinese text. */
  readonly sounds: (text: string, letters: string) => boolean;
}

export type Condition = 'flow' | 'from' | 'amount' | 'due' | 'is' | 'status';

const HOUR_MS = 3_600_000;
const NAMES: Readonly<Record<string, Condition>> = {
  flow: 'flow',
  流程: 'flow',
  from: 'from',
  来自: 'from',
  发起人: 'from',
  amount: 'amount',
  金额: 'amount',
  due: 'due',
  到期: 'due',
  is: 'is',
  status: 'status',
  状态: 'status',
};

const OF_TASKS = ['flow', 'from', 'amount', 'due'] as const;

/** What the rows of each list tell of themselves. */
export const ANSWERED: Readonly<Record<View, readonly Condition[]>> = {
  mine: [...OF_TASKS, 'is'],
  pool: [...OF_TASKS, 'is'],
  given: OF_TASKS,
  drafts: OF_TASKS,
  snoozed: OF_TASKS,
  done: ['flow', 'from', 'amount'],
  watching: ['flow', 'amount', 'is'],
  sent: ['flow', 'amount', 'status'],
  all: ['flow', 'from', 'amount', 'status'],
};

const SIGN = '(?::\\s*)?(?:[<>]\\s?=|[<>=≤≥])|:';
const NAME = `(?:${Object.keys(NAMES).join('|')})`;
/** A quantity may stand apart from its sign and its unit. */
const MEASURE = '[¥$€£]?\\s?\\d[\\d,._]*(?:\\s?(?:万元|亿元|小时|[km万亿元hdw天周]))?(?!\\S)';
const VALUE = `(?!${NAME}\\s*(?:${SIGN}))(?:"[^"]*"|“[^”]*”|${MEASURE}|\\S+)`;
const PARTS = new RegExp(
  `["“]([^"”]*)["”]|(?<!\\S)(${NAME})\\s*(${SIGN})\\s*(${VALUE})?|(\\S+)`,
  'giu',
);
/** Looks like a condition, whatever its name. */
const LIKE = new RegExp(`^\\p{L}+(?:${SIGN})`, 'u');

/** Shape: text as typed, in any width → conditions, and what was not understood. */
export function queryOf(typed: string, view: View): Query {
  const tests: Test[] = [];
  const unknown: string[] = [];
  const unanswered: string[] = [];
  const words: string[] = [];
  let state: State | undefined;
  for (const [whole, quoted, name = '', sign = '', value = '', bare = ''] of typed
    .normalize('NFKC')
    .matchAll(PARTS)) {
    const condition = NAMES[name.toLowerCase()];
    if (condition === undefined) {
      const isWord = quoted !== undefined || !LIKE.test(bare);
      if (isWord) {
        tests.push(holds(quoted ?? bare));
        words.push(bare.toLowerCase());
      } else unknown.push(bare);
      continue;
    }
    const given = value.replace(/^["“]|["”]$/g, '').toLowerCase();
    const test = given === '' ? undefined : conditionOf(condition, signOf(sign), given);
    if (!test) unknown.push(whole.trim());
    else if (!ANSWERED[view].includes(condition)) unanswered.push(whole.trim());
    else {
      tests.push(test);
      if (condition === 'status') state = stateOf(given);
      else words.push(given);
    }
  }
  const letters = words.filter((word) => /^[a-zü]+$/.test(word)).join(' ');
  return {
    ...{ tests, unknown, unanswered, letters },
    ...(state ? { state } : {}),
  };
}

/** Looks each name up once, however many rows have it. */
export function remembered(sounds: Known['sounds']): Known['sounds'] {
  const known = new Map<string, boolean>();
  return (text, letters) => {
    const key = `${letters}\n${text}`;
    const found = known.get(key) ?? sounds(text, letters);
    known.set(key, found);
    return found;
  };
}

/** `: ≥` → `>=`; a colon before a comparison says nothing. */
function signOf(typed: string): string {
  const bare = typed.replace(/\s/g, '').replace('≤', '<=').replace('≥', '>=');
  return bare === ':' ? bare : bare.replace(':', '');
}

function conditionOf(condition: Condition, sign: string, value: string): Test | undefined {
  if (condition === 'amount') {
    const limit = amountOf(value);
    if (limit === undefined || sign === ':') return undefined;
    return ({ amount }) => amount !== undefined && compares(amount.value, sign, limit);
  }
  if (condition === 'due') {
    const ms = timeOf(value);
    if (ms === undefined || sign === ':') return undefined;
    return ({ dueAtMs }, { nowMs }) => dueAtMs !== undefined && compares(dueAtMs - nowMs, sign, ms);
  }
  if (sign !== ':') return undefined;
  switch (condition) {
    case 'flow':
      return ({ flow }, known) => isNamed(`${flow} ${known.flowTitle(flow)}`, value, known);
    case 'from':
      return ({ who }, known) => isNamed(namesOf(who), value, known);
    case 'is':
      return value === 'unread' || value === '未读'
        ? ({ isUnread }) => isUnread === true
        : undefined;
    default: {
      const wanted = stateOf(value);
      return wanted && (({ state }) => state === wanted);
    }
  }
}

function compares(value: number, sign: string, limit: number): boolean {
  switch (sign) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return value === limit;
  }
}

/** `50000`, `50,000`, `50k`, `5万`, `¥62,000`, in whatever currency. */
function amountOf(text: string): number | undefined {
  const bare = text.replace(/^[$€£]/, '').replace(/m$/, 'M');
  return numberFrom(bare, { kind: 'money', currency: 'CNY' });
}

const TIMES: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 168 * HOUR_MS,
  小时: HOUR_MS,
  天: 24 * HOUR_MS,
  周: 168 * HOUR_MS,
};

/** `4h`, `2d`, `1w`, `2 天`; `0` is now. */
function timeOf(text: string): number | undefined {
  if (text === '0') return 0;
  const [, digits, unit = ''] = /^(\d+)\s?(h|d|w|小时|天|周)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (TIMES[unit] ?? 0);
}

function namesOf(who: Row['who']): string {
  return typeof who === 'object' ? Object.values(who).join(' ') : (who ?? '');
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function isNamed(names: string, needle: string, { sounds }: Known): boolean {
  return plain(names).includes(needle) || sounds(names, needle);
}

/** A word of the subject, of the flow's title or of a name; the end of a number; or the amount. */
function holds(word: string): Test {
  const needle = word.toLowerCase();
  const end = typedNumber(word);
  const sum = /\d/.test(word) ? amountOf(needle) : undefined;
  const written = sum === undefined ? undefined : writtenAs(sum);
  return ({ subject, instance, flow, who, amount }, known) => {
    const names = `${known.flowTitle(flow)} ${namesOf(who)}`;
    const whole = plain(`${subject} ${flow} ${names}`);
    return (
      whole.includes(needle) ||
      (end !== undefined && instance.endsWith(end)) ||
      (sum !== undefined && amount?.value === sum) ||
      written?.test(ungrouped(whole)) === true ||
      known.sounds(names, needle)
    );
  };
}

/** The whole number, not a part of one. */
function writtenAs(sum: number): RegExp {
  const digits = String(sum).replace(/\.(\d+)$/, '\\.$10*');
  return new RegExp(`(?<![\\d.])${digits}(?!\\.?\\d)`);
}

/** `¥62,000` → `¥62000`. */
function ungrouped(text: string): string {
  return text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}
