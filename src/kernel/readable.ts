/** What people wrote, as it may stand among words of others. */

/** Bidirectional marks, embeddings, overrides and isolates: they turn what stands beside them. */
const TURNING = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const ODD = new RegExp(`[\\p{Cc}\\p{Zl}\\p{Zp}${TURNING}]+`, 'gu');
const ODD_IN_LINES = new RegExp(`[${TURNING}]|(?![\\n\\t])\\p{Cc}`, 'gu');

/** One line, without what moves a cursor, colours a terminal or turns the direction of reading. */
export function readableLine(text: string): string {
  return text.replace(ODD, ' ').trim();
}

/** The same, with its lines and tabs. */
export function readableLines(text: string): string {
  return text.replace(ODD_IN_LINES, '');
}

/** Digits of a case number: 40 random bits of the id, of which people say the two halves. */
const NUMBER_CHARS = 10;

/**
 * What people call an instance by: `7F3A9-C2B14`, the end of its id. It costs no write, follows from
 * the id everywhere, and is what the terminal takes; of a million cases two share one once in two
 * tenants, and a search then finds both. Lost: a count a tenant, which every start would wait for.
 */
export function caseNumber(instance: string): string {
  const end = instance.slice(-NUMBER_CHARS).toUpperCase();
  return end.length < NUMBER_CHARS ? end : `${end.slice(0, 5)}-${end.slice(5)}`;
}

/** Fewer typed characters are words that happen to be digits. */
export const NUMBER_TYPED_MIN = 6;

/** The end of an id that a typed text may stand for; undefined for what is no case number. */
export function typedNumber(text: string): string | undefined {
  const plain = text.trim().replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]+$/.test(plain) && plain.length >= NUMBER_TYPED_MIN ? plain : undefined;
}

/**
 * As texts of people are compared: without case, width, blanks and marks between words. Of marks
 * alone they stay, so that only a blank text is empty.
 */
export function normalized(text: string): string {
  const narrow = text.normalize('NFKC').toLowerCase();
  return narrow.replace(/[\s\p{P}]+/gu, '') || narrow.trim();
}

const AMOUNT = /([¥￥$€£]\s?)(\d+(?:\.\d+)?)(?![\d.,%])/g;

const TYPED = /^[¥$€£]?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([kw万亿])?(?:元|円)?$/i;
const POWERS: Readonly<Record<string, number>> = { k: 3, w: 4, 万: 4, 亿: 8 };

/** `¥62,000.50` → `62000.5`, `6.2万` → `62000`; undefined for what is no amount, or one as it stands in a subject. */
export function typedAmount(text: string): string | undefined {
  const [, digits, fraction = '', unit = ''] = TYPED.exec(text.normalize('NFKC')) ?? [];
  if (digits === undefined) return undefined;
  const power = POWERS[unit.toLowerCase()] ?? 0;
  const decimals = fraction.slice(1).padEnd(power, '0');
  const whole = digits.replaceAll(',', '') + decimals.slice(0, power);
  const rest = decimals.slice(power).replace(/0+$/, '');
  const plain = whole.replace(/^0+(?=\d)/, '') + (rest === '' ? '' : `.${rest}`);
  return plain === text ? undefined : plain;
}

/** A text with the amounts in it as amounts are written; for showing, never for what is signed. */
export function withAmounts(text: string, written: (amount: number) => string): string {
  return text.replace(AMOUNT, (_, sign: string, digits: string) => sign + written(Number(digits)));
}
