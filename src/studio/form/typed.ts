/** What hands type: full-width digits, grouped numbers, dates in the ways in which people write them. */

/** Full-width letters, digits and signs as they are sent: `１２３．５` → `123.5`. */
export function narrow(typed: string): string {
  return typed.normalize('NFKC').replace(/。/g, '.');
}

/** A number as people write it, `62,000.50` or `６２，０００`; undefined for what is none. */
export function numberFrom(typed: string): number | undefined {
  const digits = narrow(typed).replace(/[,\s_¥￥$€£]/g, '');
  const number = Number(digits);
  return digits === '' || !Number.isFinite(number) ? undefined : number;
}

const DAY_MS = 86_400_000;

/** Units: a local date as `2026-11-21`. */
export function dateText(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A day so many days away. Units: dates as `2026-11-21`. */
export function daysFrom(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const WORDS: Readonly<Record<string, number>> = {
  today: 0,
  今天: 0,
  今日: 0,
  tomorrow: 1,
  明天: 1,
  明日: 1,
  后天: 2,
  昨天: -1,
  yesterday: -1,
};

const WRITTEN: readonly RegExp[] = [
  /^(?<y>\d{4})[-/.年](?<m>\d{1,2})[-/.月](?<d>\d{1,2})日?$/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  /^(?<m>\d{1,2})[-/月](?<d>\d{1,2})日?$/,
  /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
];

/**
 * A date as people write it: `2026-12-15`, `2026年12月15日`, `20261215`, `12/15`, `15.12.2026`, `+3`,
 * `明天`. Without a year it is the nearest such day: what is over is claimed as often as what is to
 * come is asked for. Units: dates as `2026-11-21`; undefined for what is none.
 */
export function dateFrom(typed: string, today: string): string | undefined {
  const text = narrow(typed).trim().toLowerCase();
  const named = WORDS[text] ?? (/^[+-]\d{1,3}$/.test(text) ? Number(text) : undefined);
  if (named !== undefined) return daysFrom(today, named);
  for (const form of WRITTEN) {
    const parts = form.exec(text)?.groups;
    if (!parts) continue;
    const [month, day] = [Number(parts['m']), Number(parts['d'])];
    if (parts['y'] !== undefined) return realDate(Number(parts['y']), month, day);
    const thisYear = Number(today.slice(0, 4));
    const away = (date: string): number => Math.abs(Date.parse(date) - Date.parse(today));
    return [thisYear, thisYear + 1, thisYear - 1]
      .flatMap((year) => realDate(year, month, day) ?? [])
      .toSorted((a, b) => away(a) - away(b))[0];
  }
  return undefined;
}

/** undefined for 30 February. */
function realDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined;
}
