/** Numbers as people write them, in digits, in 万 and 亿, or both. */

import type { Field } from './fields.ts';

/** Longer ones are no numbers that anybody writes. */
const CHARS_MAX = 40;

/** `1,200`, `1 200`: what stands between the digits of whole numbers, three by three. */
const GROUPED = /^[1-9]\d{0,2}(?:([, _])\d{3})(?:\1\d{3})*(?:\.\d+)?$/;
const PLAIN = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i;

const DIGITS = '零一二三四五六七八九';
/** As they stand in contracts and on bills, each above its plain one. */
const CAPITALS = '〇壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億两';
const SMALLS = '零一二二三三四五六六七八九十百千万亿二';
/** Powers of ten that are said within ten thousand, and those that count what was said before. */
const SMALL: Readonly<Record<string, number>> = { 十: 1, 百: 2, 千: 3 };
const LARGE: Readonly<Record<string, number>> = { 万: 4, 亿: 8 };

/** Only of amounts: `30m` and `5km` are lengths. `w` is 万. */
const LATIN = /^(.*\d) ?([kKMwW])$/;
const POWERS: Readonly<Record<string, number>> = { k: 3, K: 3, M: 6, w: 4, W: 4 };

/** What is said for a currency besides its code. */
const CURRENCIES: Readonly<Record<string, readonly string[]>> = {
  CNY: ['¥', 'RMB', '人民币', '元整', '圆整', '元', '圆', '块钱', '块'],
  JPY: ['¥', '円'],
  USD: ['$'],
  EUR: ['€'],
  GBP: ['£'],
};

/**
 * A number as people write it: `62,000.50`, `1.2万`, `3千`, `1亿2000万`, `两千五`, `叁万伍仟`; of money also
 * `5k`, `3w`, `1.5M`, `¥1,200元` and `伍元陆角` in the currency of the field. undefined for what is none, and for what
 * could be two: `1,2`, `0,500` and `62.000,50`, `1万2`, `贰仟伍`.
 *
 * Shape: full-width signs have been made narrow.
 */
export function numberFrom(
  typed: string,
  { kind, currency }: Pick<Field, 'kind' | 'currency'>,
): number | undefined {
  const text = typed.trim();
  if (text.length > CHARS_MAX) return undefined;
  const words = currency === undefined ? [] : [currency, ...(CURRENCIES[currency] ?? [])];
  const sign = /^[+-]?/.exec(text)?.[0] ?? '';
  const bare = withoutFirst(text.slice(sign.length).trimStart(), words);
  const money = kind === 'money' ? (thousandsFrom(bare) ?? centsFrom(bare, currency)) : undefined;
  const size = money ?? plainFrom(bare, words);
  if (size === undefined || size > Number.MAX_SAFE_INTEGER) return undefined;
  return sign === '-' ? -size : size;
}

function withoutFirst(text: string, words: readonly string[]): string {
  const first = words.find((word) => text.toUpperCase().startsWith(word));
  return first === undefined ? text : text.slice(first.length).trimStart();
}

function thousandsFrom(text: string): number | undefined {
  const [, digits = '', unit = ''] = LATIN.exec(text) ?? [];
  const number = digitsFrom(digits);
  return number === undefined ? undefined : shifted(number, POWERS[unit] ?? 0);
}

/** 陆角柒分 behind the yuan, as bills in capitals end. */
const CENTS = /^(.+)[元圆](?:零?(\S)角)?(?:零?(\S)分)?整?$/;

function centsFrom(text: string, currency: string | undefined): number | undefined {
  const [, yuan = '', jiao, fen] = CENTS.exec(text) ?? [];
  if (currency !== 'CNY' || (jiao ?? fen) === undefined) return undefined;
  const [tenths, hundredths] = [jiao, fen].map((sign) => (sign ? plainFrom(sign, []) : 0));
  const whole = plainFrom(yuan, []);
  const isWhole =
    Number.isInteger(whole) && [tenths, hundredths].every((digit) => (digit ?? 10) < 10);
  return isWhole ? Number(`${whole}.${tenths}${hundredths}`) : undefined;
}

function plainFrom(text: string, words: readonly string[]): number | undefined {
  const last = words.find((word) => text.toUpperCase().endsWith(word)) ?? '';
  const bare = text.slice(0, text.length - last.length).trimEnd();
  return digitsFrom(bare) ?? spokenFrom(bare);
}

function digitsFrom(text: string): number | undefined {
  if (!PLAIN.test(text) && !GROUPED.test(text)) return undefined;
  const number = Number(text.replace(/[, _]/g, ''));
  return Number.isFinite(number) ? number : undefined;
}

/** The number of digits and units: each unit counts what stands before it. */
function spokenFrom(text: string): number | undefined {
  const small = text.replace(/./gu, (sign) => SMALLS[CAPITALS.indexOf(sign)] ?? sign);
  const parts = [...small.matchAll(/([\d.,]+|[零一二三四五六七八九])|(\S)/g)];
  let [whole, section] = [0, 0];
  let open: number | undefined;
  let [last, lastLarge] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let isFilled = false;
  for (const [, digits, unit = ''] of parts) {
    if (digits !== undefined) {
      if (digits === '零') {
        isFilled = true;
        continue;
      }
      if (open !== undefined) return undefined;
      open =
        digits.length === 1 && DIGITS.includes(digits)
          ? DIGITS.indexOf(digits)
          : digitsFrom(digits);
      if (open === undefined) return undefined;
      continue;
    }
    const [power, large] = [SMALL[unit], LARGE[unit]];
    if (power !== undefined) {
      if (power >= last || (open === undefined && unit !== '十')) return undefined;
      section += shifted(open ?? 1, power);
      last = power;
    } else if (large !== undefined) {
      if (large >= lastLarge || (open === undefined && section === 0)) return undefined;
      whole += shifted(section + (open ?? 0), large);
      section = 0;
      last = Number.POSITIVE_INFINITY;
      lastLarge = large;
    } else return undefined;
    open = undefined;
    isFilled = false;
  }
  const unit = Math.min(last, lastLarge);
  // As it is said, 两千五 counts on in hundreds; of `1万2` and of `贰仟伍` nobody can be sure.
  const isSaid = /^[一二两三四五六七八九十百千万亿零]+$/.test(text) && !isFilled && unit <= 8;
  if (isSaid && open !== undefined && open > 0) return whole + section + shifted(open, unit - 1);
  const isClear = open === undefined || last === 1 || isFilled || unit > 8;
  return isClear && parts.length > 0 ? whole + section + (open ?? 0) : undefined;
}

/** Exact where the decimal number is: 1.1 times ten thousand. */
function shifted(number: number, power: number): number {
  const [digits, exponent = 0] = String(number).split('e');
  return Number(`${digits}e${Number(exponent) + power}`);
}
