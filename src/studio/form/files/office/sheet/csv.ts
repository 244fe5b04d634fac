/** A text of separated values as a table. */

import { OFFICE_LIMITS } from '../limits.ts';
import type { Sheet } from '../shown.ts';

/** By the separator that its first line has most of; quotes as in RFC 4180. */
export function csvSheet(all: string): Sheet {
  const { rowsMax, columnsMax, charsMax } = OFFICE_LIMITS;
  const text = all.slice(0, rowsMax * charsMax);
  const [line = ''] = text.split('\n', 1);
  const separators = [',', ';', '\t'];
  const counted = separators.map((each) => line.split(each).length);
  const separator = separators[counted.indexOf(Math.max(...counted))]!;
  const cell = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"\\n${separator}][^\\n${separator}]*)?)(${separator}|\\n|$)`,
    'y',
  );
  const rows: string[][] = [];
  let row: string[] = [];
  let isCut = text.length < all.length;
  const whole = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '');
  for (let at = 0; at <= whole.length; ) {
    cell.lastIndex = at;
    const found = cell.exec(whole);
    if (!found || rows.length === rowsMax) {
      isCut = true;
      break;
    }
    const [taken, quoted, plain = '', end] = found;
    if (row.length < columnsMax) {
      row.push((quoted?.replaceAll('""', '"') ?? plain).slice(0, charsMax));
    } else isCut = true;
    at += taken.length;
    if (end !== separator) {
      rows.push(row);
      row = [];
      if (end === '') break;
    }
  }
  return { name: '', rows, isCut };
}
