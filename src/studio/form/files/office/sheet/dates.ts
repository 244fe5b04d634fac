/** Days and times as they read by the format of their cell: always in full, and in one order. */

/** How a day or a time is shown. */
export interface DateLook {
  readonly kind: 'date' | 'time' | 'both' | 'elapsed';
  readonly hasSeconds: boolean;
  /** Whether its format says the same: a day, or a time from its hour on, and nothing else. */
  readonly isPlain: boolean;
}

const DAY_MS = 86_400_000;
/** Day 0 of a workbook; those of old Macs begin with 1904. */
export const EPOCH_MS = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) };
/** Workbooks hold that 1900 was a leap year. */
const LEAP_DAY = 60;

/** Signs of days and times, and words that only name them. */
const PLAIN =
  /^(?:[ymdhsaeg]|am\/pm|"[年月日号时時分秒点點星期周년월일시분초\s]*"|\\?[-/:., 年月日时時分秒년월일시분초]|_.|\* |\[\$-[^\]]*\]|\[(?:h+|dbnum\d|red|blue|black|green|cyan|magenta|yellow|white|color ?\d+)\]|(?:上|下)午\/?)*$/i;

/** undefined: a format of no days. Shape: the sections of a format, by sign. */
export function dateLookOf(sections: readonly string[]): DateLook | undefined {
  const [only = ''] = sections;
  const signs = only.replace(/"[^"]*"|[\\_*]./gs, '');
  const bare = signs.replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]|general/gi, '').toLowerCase();
  const isElapsed = /\[(h+|m+|s+)\]/.test(bare);
  if (!isElapsed && /[0#?]/.test(bare.replace(/[hms:.]*\.0+/g, ''))) return undefined;
  const [hasDay, hasTime] = [/[yd]/.test(bare), /[hs]/.test(bare)];
  const hasMonth = bare.replace(/am\/pm|a\/p/g, '').includes('m');
  if (!isElapsed && !hasDay && !hasTime && !hasMonth) return undefined;
  const kind = isElapsed ? 'elapsed' : hasDay && hasTime ? 'both' : hasTime ? 'time' : 'date';
  const isPlain = sections.length === 1 && PLAIN.test(only) && (bare.includes('h') || !hasTime);
  return { kind, hasSeconds: bare.includes('s'), isPlain };
}

/** Whether days from 1900 on are such ones as there never were, or none at all. */
export function isNoDay(days: number, { kind }: DateLook, epochMs: number): boolean {
  if (days < 0) return true;
  if (epochMs !== EPOCH_MS.from1900 || kind === 'time' || kind === 'elapsed') return false;
  return days < 1 || Math.floor(days) === LEAP_DAY;
}

export function dateText(days: number, look: DateLook, epochMs: number): string {
  const { kind, hasSeconds } = look;
  if (kind === 'elapsed') {
    const seconds = Math.round(Math.abs(days) * 86_400);
    const parts = [Math.floor(seconds / 60) % 60, ...(hasSeconds ? [seconds % 60] : [])];
    const rest = parts.map((part) => `:${String(part).padStart(2, '0')}`).join('');
    return `${days < 0 ? '-' : ''}${Math.floor(seconds / 3600)}${rest}`;
  }
  const isEarly = epochMs === EPOCH_MS.from1900 && days >= 1 && days < LEAP_DAY;
  const at = new Date(epochMs + Math.round(((days + Number(isEarly)) * DAY_MS) / 1000) * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const [day = '', whole = ''] = at.toISOString().slice(0, 19).split('T');
  const time = hasSeconds ? whole : whole.slice(0, 5);
  return kind === 'date' ? day : kind === 'time' ? time : `${day} ${time}`;
}
