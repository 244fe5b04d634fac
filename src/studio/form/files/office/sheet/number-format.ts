/** How a number looks by the format of its cell: what cannot be followed is said to be so. */

import type { DateLook } from './dates.ts';
import { dateLookOf } from './dates.ts';

export interface Format {
  readonly date?: DateLook;
  /** By sign: above zero, below, zero. */
  readonly sections?: readonly string[];
  /** Of texts. */
  readonly text?: string;
}

const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '#,##0',
  6: '#,##0',
  7: '#,##0.00',
  8: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  41: '#,##0',
  42: '#,##0',
  43: '#,##0.00',
  44: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
};

export function formatOf(id: number, own: string | undefined): Format {
  const code = own ?? BUILT_IN[id] ?? builtInDate(id);
  if (code === undefined || /^general$/i.test(code)) return {};
  const all = sectionsOf(code);
  const last = all.at(-1)!;
  const isText = all.length === 4 || literal(last).includes('\0@');
  const sections = isText && all.length > 1 ? all.slice(0, -1) : all;
  const date = dateLookOf(sections);
  return { sections, ...(date ? { date } : {}), ...(isText ? { text: last } : {}) };
}

/** Those that each language has in its own way. */
function builtInDate(id: number): string | undefined {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36) return 'yyyy-mm-dd';
  if (id >= 50 && id <= 58) return 'yyyy-mm-dd';
  return id >= 32 && id <= 35 ? 'h:mm:ss' : undefined;
}

/** Parted by `;`, where that is no letter of a text. */
function sectionsOf(code: string): readonly string[] {
  const sections = [''];
  for (const [part] of code.matchAll(/"[^"]*"|[\\_*].|./gs)) {
    if (part === ';') sections.push('');
    else sections[sections.length - 1] += part;
  }
  return sections.slice(0, 4);
}

/** undefined: in a way that is not followed here. */
export function formatted(value: number, sections: readonly string[]): string | undefined {
  if (sections.some((each) => /\[[<>=]/.test(each))) return undefined;
  const [above = '', below, zero] = sections;
  if (value === 0) return drawn(0, zero ?? above);
  if (value > 0) return drawn(value, above);
  if (below !== undefined) return drawn(-value, below);
  const plain = drawn(-value, above);
  return plain && (/[1-9]/.test(plain) ? `-${plain}` : plain);
}

/** A text by the section of texts. undefined: in a way that is not followed here. */
export function formattedText(text: string, section: string | undefined): string | undefined {
  if (section === undefined) return text;
  const parts = literal(section).split('\0@');
  return parts.some((part) => part.includes('\0')) ? undefined : parts.join(text);
}

/** What stands for digits, by the place of each text: `\0` before what is no text. */
function literal(section: string): string {
  return section.replace(
    /"([^"]*)"|\\(.)|_(.)|\*(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)/gs,
    (_, quoted, escaped, blank, fill, currency, plain) => {
      if (quoted !== undefined || escaped !== undefined) return quoted ?? escaped;
      if (currency !== undefined) return currency;
      if (blank !== undefined) return ' ';
      // What fills a cell with signs, and not with blanks, says more than is shown here.
      if (fill !== undefined) return fill === ' ' ? '' : '\0*';
      if (plain === undefined) return '';
      return /[0#?.,%@EGeg/]/.test(plain) ? `\0${plain}` : plain;
    },
  );
}

function drawn(value: number, section: string): string | undefined {
  const general = String(Number(value.toPrecision(15)));
  if (section.trim() === '@') return general;
  const signs = literal(section.replace(/general/i, `"${general}"`));
  if (/\0[EeGg/@*]/.test(signs)) return undefined;
  const percents = signs.split('\0%').length - 1;
  const bare = signs.replaceAll('\0%', '%');
  const found = /(?:\0[0#?,.])+/.exec(bare);
  if (!found) return bare.trim();
  const [run] = found;
  const behind = bare.slice(found.index + run.length);
  if (behind.includes('\0')) return undefined;
  const pattern = run.replaceAll('\0', '');
  const digits = digitsBy(value * 100 ** percents, pattern);
  return digits === undefined
    ? undefined
    : `${bare.slice(0, found.index)}${digits}${behind}`.trim();
}

/** `#,##0.00` and the like; each `,` behind the last digit divides by a thousand. */
function digitsBy(value: number, pattern: string): string | undefined {
  const found = /^([0#?,]*?)(,*)(?:\.([0#?]*))?(,*)$/.exec(pattern);
  if (!found || value >= 1e15) return undefined;
  const [, whole = '', between = '', places = '', behind = ''] = found;
  const scaled = value / 1000 ** (between.length + behind.length);
  const fixed = rounded(scaled, places.length);
  const [left = '0', right = ''] = fixed.split('.');
  const least = whole.replaceAll(/[^0]/g, '').length;
  const padded = (left === '0' && least === 0 ? '' : left).padStart(least, '0');
  const grouped = whole.includes(',') ? padded.replace(/\B(?=(\d{3})+$)/g, ',') : padded;
  const kept = places.replaceAll(/[^0]+$/g, '').length;
  const fraction = right.slice(0, kept) + right.slice(kept).replace(/0+$/, '');
  return fraction === '' && !places.startsWith('0') ? grouped : `${grouped}.${fraction}`;
}

/** As decimals are rounded by hand, and not as their neighbours in binary are. */
function rounded(value: number, places: number): string {
  const [digits = '0', power = '0'] = value.toPrecision(15).split('e');
  const moved = Math.round(Number(`${digits}e${Number(power) + places}`));
  const text = String(moved).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}
