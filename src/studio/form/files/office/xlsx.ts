/** The cells of a workbook as they were last reckoned: no formula is ever worked out here. */

import { OFFICE_LIMITS } from './limits.ts';
import type { Sheet } from './shown.ts';
import type { Element } from './xml.ts';
import { elements, first, parseXml, textIn } from './xml.ts';
import type { Package } from './zip.ts';

export const WORKBOOK = 'xl/workbook.xml';

const DAY_MS = 86_400_000;
/** Day 0 of a workbook; those of old Macs begin with 1904. */
const EPOCH_MS = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) };

interface Book {
  readonly words: readonly string[];
  /** Of each style of cells, whether it shows a date, a time, or both. */
  readonly dates: readonly DateLook[];
  readonly epochMs: number;
}

type DateLook = 'date' | 'time' | 'both' | undefined;

export async function readSheets(from: Package): Promise<readonly Sheet[]> {
  const workbook = parseXml((await from.text(WORKBOOK)) ?? '');
  const is1904 = /^(1|true)$/.test(first(workbook, 'workbookPr')?.attributes['date1904'] ?? '');
  const relations = relationsOf(await from.text('xl/_rels/workbook.xml.rels'));
  const partOf = (kind: string, usual: string): Promise<string | undefined> =>
    textAt(from, relations.find(({ type }) => type.endsWith(`/${kind}`))?.target ?? usual);
  const book: Book = {
    words: wordsOf(await partOf('sharedStrings', 'sharedStrings.xml')),
    dates: datesOf(await partOf('styles', 'styles.xml')),
    epochMs: is1904 ? EPOCH_MS.from1904 : EPOCH_MS.from1900,
  };
  const sheets: Sheet[] = [];
  const listed = first(workbook, 'sheets');
  for (const sheet of listed ? elements(listed, 'sheet').slice(0, OFFICE_LIMITS.sheetsMax) : []) {
    const { name = '', id = '', state } = sheet.attributes;
    const place = relations.findLast((each) => each.id === id)?.target;
    const text = state === undefined || state === 'visible' ? await textAt(from, place) : undefined;
    if (text !== undefined) sheets.push(sheetOf(name, parseXml(text), book));
  }
  return sheets;
}

/** Only parts of the package: what lies elsewhere is not fetched. */
async function textAt(from: Package, place: string | undefined): Promise<string | undefined> {
  if (place === undefined) return undefined;
  return from.text(place.startsWith('/') ? place.slice(1) : `xl/${place}`);
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

function relationsOf(text: string | undefined): readonly Relation[] {
  if (text === undefined) return [];
  return elements(parseXml(text), 'Relationship').flatMap(({ attributes }) => {
    const { Id: id, Type: type = '', Target: target, TargetMode } = attributes;
    if (id === undefined || target === undefined || TargetMode === 'External') return [];
    return [{ id, type, target }];
  });
}

function wordsOf(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  return elements(parseXml(text), 'si').map(plain);
}

/** The text of a cell, without how it is pronounced. */
function plain(rich: Element): string {
  const parts = elements(rich).map((part) => {
    if (part.name === 't') return textIn(part);
    const inner = part.name === 'r' ? first(part, 't') : undefined;
    return inner ? textIn(inner) : '';
  });
  return parts.join('').slice(0, OFFICE_LIMITS.charsMax);
}

function datesOf(text: string | undefined): readonly DateLook[] {
  if (text === undefined) return [];
  const styles = parseXml(text);
  const own = new Map(
    elements(first(styles, 'numFmts') ?? styles, 'numFmt').map(({ attributes }) => [
      Number(attributes['numFmtId']),
      attributes['formatCode'] ?? '',
    ]),
  );
  return elements(first(styles, 'cellXfs') ?? styles, 'xf').map(({ attributes }) => {
    const id = Number(attributes['numFmtId'] ?? 0);
    return lookOf(id, own.get(id));
  });
}

function lookOf(id: number, code: string | undefined): DateLook {
  if (code === undefined) {
    if (id === 22) return 'both';
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 58)) return 'date';
    return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)
      ? 'time'
      : undefined;
  }
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '').toLowerCase();
  const [hasDay, hasHour] = [/[yd]/.test(bare), /[hs]/.test(bare)];
  if (hasDay && hasHour) return 'both';
  return hasDay ? 'date' : hasHour ? 'time' : undefined;
}

function sheetOf(name: string, sheet: Element, book: Book): Sheet {
  const data = first(sheet, 'sheetData');
  const listed = data ? elements(data, 'row') : [];
  const rows: string[][] = [];
  let isCut = false;
  for (const [index, row] of listed.entries()) {
    const at = Number(row.attributes['r'] ?? index + 1) - 1;
    if (!(at >= rows.length) || at >= OFFICE_LIMITS.rowsMax) {
      isCut = true;
      break;
    }
    while (rows.length < at) rows.push([]);
    const cells: string[] = [];
    for (const [place, cell] of elements(row, 'c').entries()) {
      const column = columnOf(cell.attributes['r']) ?? place;
      if (column >= OFFICE_LIMITS.columnsMax) isCut = true;
      else {
        while (cells.length < column) cells.push('');
        cells[column] = textOfCell(cell, book);
      }
    }
    rows.push(cells);
  }
  return { name, rows, isCut };
}

/** `AB12` → 27. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(place ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function textOfCell(cell: Element, { words, dates, epochMs }: Book): string {
  const { t: type, s: style } = cell.attributes;
  const inline = first(cell, 'is');
  if (inline) return plain(inline);
  const value = first(cell, 'v');
  const text = (value ? textIn(value) : '').slice(0, OFFICE_LIMITS.charsMax);
  if (type === 's') return words[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE';
  const number = Number(text);
  if (type !== undefined && type !== 'n') return text;
  if (text === '' || !Number.isFinite(number)) return text;
  const look = dates[Number(style ?? 0)];
  return look === undefined
    ? String(Number(number.toPrecision(15)))
    : dateText(number, look, epochMs);
}

function dateText(days: number, look: 'date' | 'time' | 'both', epochMs: number): string {
  const at = new Date(epochMs + Math.round((days * DAY_MS) / 1000) * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const [day = '', time = ''] = at.toISOString().slice(0, 16).split('T');
  return look === 'date' ? day : look === 'time' ? time : `${day} ${time}`;
}
