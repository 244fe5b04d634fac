/** The language of the search: `flow:purchase from:li amount>50k due<2d is:unread words`. */

import { typedNumber } from '../../../kernel/index.ts';
import type { Row } from './rows.ts';

/** What was typed, understood. */
export interface Query {
  /** All of them have to hold. */
  readonly tests: readonly Test[];
  /** What looks like a condition and is none. */
  readonly unknown: readonly string[];
}

type Test = (row: Row, known: Known) => boolean;

/** What a row does not know of itself. */
export interface Known {
  readonly nowMs: number;
  readonly flowTitle: (flow: string) => string;
}

const HOUR_MS = 3_600_000;
const NAMES: Readonly<Record<string, string>> = {
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
};

/** Shape: text as typed → conditions, and what was not understood. */
export function queryOf(typed: string): Query {
  const tests: Test[] = [];
  const unknown: string[] = [];
  for (const [, quoted, bare = ''] of typed.matchAll(/"([^"]*)"|(\S+)/g)) {
    if (quoted !== undefined) tests.push(holds(quoted));
    else {
      const [, name = '', sign = '', value = ''] = CONDITION.exec(bare) ?? [];
      const test = name === '' ? holds(bare) : conditionOf(name.toLowerCase(), sign, value);
      if (test) tests.push(test);
      else unknown.push(bare);
    }
  }
  return { tests, unknown };
}

/** A name, a sign and perhaps a value; what is still being typed is none yet. */
const CONDITION = /^([\p{L}]+)(:|：|<=?|>=?|=)(.*)$/u;

function conditionOf(given: string, sign: string, value: string): Test | undefined {
  const name = NAMES[given];
  if (value === '' || name === undefined) return undefined;
  const isColon = sign === ':' || sign === '：';
  const needle = value.toLowerCase();
  switch (name) {
    case 'flow':
      return isColon
        ? ({ flow }, { flowTitle }) => `${flow} ${flowTitle(flow)}`.toLowerCase().includes(needle)
        : undefined;
    case 'from':
      return isColon
        ? ({ who }) =>
            JSON.stringify(who ?? '')
              .toLowerCase()
              .includes(needle)
        : undefined;
    case 'is':
      return isColon && needle === 'unread' ? ({ isUnread }) => isUnread === true : undefined;
    case 'amount': {
      const limit = amountOf(value);
      if (limit === undefined || isColon) return undefined;
      return ({ amount }) => amount !== undefined && compares(amount.value, sign, limit);
    }
    default: {
      const ms = timeOf(value);
      if (ms === undefined || isColon) return undefined;
      return ({ dueAtMs }, { nowMs }) =>
        dueAtMs !== undefined && compares(dueAtMs - nowMs, sign, ms);
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

const SCALES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, 万: 1e4, 亿: 1e8 };

/** `50000`, `50,000`, `50k`, `5万`. */
function amountOf(text: string): number | undefined {
  const [, digits, scale = ''] = /^([\d,]+(?:\.\d+)?)(k|m|万|亿)?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits.replaceAll(',', '')) * (SCALES[scale.toLowerCase()] ?? 1);
}

const TIMES: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 168 * HOUR_MS,
  小时: HOUR_MS,
  天: 24 * HOUR_MS,
  周: 168 * HOUR_MS,
};

/** `4h`, `2d`, `1w`, `2天`; `0` is now. */
function timeOf(text: string): number | undefined {
  if (text === '0') return 0;
  const [, digits, unit = ''] = /^(\d+)(h|d|w|小时|天|周)$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (TIMES[unit.toLowerCase()] ?? 0);
}

function holds(word: string): Test {
  const needle = word.toLowerCase();
  const end = typedNumber(word);
  return ({ subject, instance, flow, who }, { flowTitle }) =>
    (end !== undefined && instance.endsWith(end)) ||
    `${subject} ${flow} ${flowTitle(flow)} ${JSON.stringify(who ?? '')}`
      .toLowerCase()
      .includes(needle);
}
