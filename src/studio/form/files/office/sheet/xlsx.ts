/** The cells of a workbook as they were last reckoned: no formula is ever worked out here. */

import { WHITE } from '../faint.ts';
import { OFFICE_LIMITS } from '../limits.ts';
import type { Relation } from '../relations.ts';
import { partOf, relationsOf } from '../relations.ts';
import type { Area, Cell, Run, Sheet, Told } from '../shown.ts';
import { Tally } from '../shown.ts';
import { pictured } from '../symbols.ts';
import type { Element } from '../xml.ts';
import { descendants, elements, first, parseXml, textIn } from '../xml.ts';
import type { Package } from '../zip.ts';
import type { CellLook } from './cells.ts';
import {
  cellLooksOf,
  fontLook,
  isFaint,
  isPaintedOut,
  isTurning,
  turningLooksOf,
} from './cells.ts';
import { dateText, EPOCH_MS, isNoDay } from './dates.ts';
import { formatted, formattedText } from './number-format.ts';

export const WORKBOOK = 'xl/workbook.xml';

/** A text of looks, and the font of each of its parts that has one. */
interface Words {
  readonly cell: Cell;
  readonly fonts: readonly Element[];
}

interface Book {
  readonly words: readonly Words[];
  readonly looks: readonly CellLook[];
  readonly turning: readonly boolean[];
  readonly epochMs: number;
  readonly told: Tally;
}

interface Read {
  readonly sheets: readonly Sheet[];
  readonly told: Told;
}

export async function readSheets(from: Package): Promise<Read> {
  const workbook = parseXml((await from.text(WORKBOOK)) ?? '');
  const is1904 = /^(1|true)$/.test(first(workbook, 'workbookPr')?.attributes['date1904'] ?? '');
  const relations = await relationsOf(from, WORKBOOK);
  const words = await partOf(from, relations, 'sharedStrings', 'xl/sharedStrings.xml');
  const text = await partOf(from, relations, 'styles', 'xl/styles.xml');
  const styles = text === undefined ? undefined : parseXml(text);
  const told = new Tally();
  const book: Book = {
    words: words === undefined ? [] : elements(parseXml(words), 'si').map(rich),
    looks: cellLooksOf(styles),
    turning: turningLooksOf(styles),
    epochMs: is1904 ? EPOCH_MS.from1904 : EPOCH_MS.from1900,
    told,
  };
  const sheets: Sheet[] = [];
  const listed = first(workbook, 'sheets');
  for (const { attributes } of listed ? elements(listed, 'sheet') : []) {
    const { name = '', id = '', state = 'visible' } = attributes;
    const part = relations.findLast((each) => each.id === id)?.part;
    const isShown = state === 'visible' && sheets.length < OFFICE_LIMITS.sheetsMax;
    const content = isShown && part !== undefined ? await from.text(part) : undefined;
    if (content === undefined) told.add('sheets');
    else {
      sheets.push(sheetOf(name, parseXml(content), book));
      await tellBeside(from, await relationsOf(from, part!), told);
    }
  }
  return { sheets, told: told.told };
}

const ANCHORS: ReadonlySet<string> = new Set(['twoCellAnchor', 'oneCellAnchor', 'absoluteAnchor']);

/** What lies over the cells, and what was said of them. */
async function tellBeside(
  from: Package,
  relations: readonly Relation[],
  told: Tally,
): Promise<void> {
  for (const { type, part } of relations) {
    const isDrawing = type.endsWith('/drawing');
    if (!isDrawing && !/\/(comments|threadedComment)$/.test(type)) continue;
    const text = await from.text(part);
    if (text === undefined) continue;
    const root = parseXml(text);
    if (!isDrawing) {
      if (type.endsWith('/comments')) told.add('comments', descendants(root, COMMENT).length);
      continue;
    }
    for (const each of elements(root).filter(({ name }) => ANCHORS.has(name))) {
      told.add(descendants(each, WORDS).length > 0 ? 'textBoxes' : 'pictures');
    }
  }
}

const COMMENT: ReadonlySet<string> = new Set(['comment']);
const WORDS: ReadonlySet<string> = new Set(['txBody']);

/** The text of a cell, without how it is pronounced; with looks where they change how it reads. */
function rich(of: Element): Words {
  const runs: Run[] = [];
  const fonts: Element[] = [];
  let left: number = OFFICE_LIMITS.charsMax;
  for (const part of elements(of)) {
    const inner = part.name === 't' ? part : part.name === 'r' ? first(part, 't') : undefined;
    const text = (inner ? written(inner) : '').slice(0, left);
    if (text === '') continue;
    left -= text.length;
    const font = first(part, 'rPr');
    if (font && text.trim() !== '') fonts.push(font);
    runs.push(lookingLike(text, fontLook(font)));
  }
  return { cell: flat(runs), fonts };
}

/** Workbooks may write any letter by its number: `_x0030_`. */
function written(of: Element): string {
  return textIn(of).replace(/_x([0-9a-f]{4})_/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function lookingLike(
  text: string,
  { isStruck, rise, font }: Pick<CellLook, 'isStruck' | 'rise' | 'font'>,
): Run {
  const shown =
    font === undefined
      ? text
      : [...text].map((each) => pictured(font, each.codePointAt(0)!) ?? '\ufffd').join('');
  return {
    text: shown,
    ...(isStruck ? { isStruck: true as const } : {}),
    ...(rise ? { rise } : {}),
  };
}

/** A plain text where no part of it looks otherwise. */
function flat(runs: readonly Run[]): Cell {
  const isPlain = runs.every(({ isStruck, rise }) => !isStruck && !rise);
  return isPlain ? runs.map(({ text }) => text).join('') : runs;
}

function sheetOf(name: string, sheet: Element, book: Book): Sheet {
  const { told } = book;
  const { rowsMax, columnsMax } = OFFICE_LIMITS;
  const data = first(sheet, 'sheetData');
  const listed = data ? elements(data, 'row') : [];
  const merged = areasOf(sheet);
  const hiddenColumns = hiddenColumnsOf(sheet);
  const hiddenRows: number[] = [];
  const areHiddenUsually = isYes(first(sheet, 'sheetFormatPr')?.attributes['zeroHeight']);
  const rows: Cell[][] = [];
  let isCut = false;
  for (const [index, row] of listed.entries()) {
    const at = Number(row.attributes['r'] ?? index + 1) - 1;
    if (!(at >= rows.length) || at >= rowsMax) {
      isCut = true;
      break;
    }
    while (rows.length < at) rows.push([]);
    const { hidden, ht } = row.attributes;
    const isHidden = hidden === undefined ? areHiddenUsually || Number(ht) === 0 : isYes(hidden);
    if (isHidden) hiddenRows.push(at);
    const cells: Cell[] = [];
    for (const [place, cell] of elements(row, 'c').entries()) {
      const column = columnOf(cell.attributes['r']) ?? place;
      if (column >= columnsMax) isCut = true;
      else {
        while (cells.length < column) cells.push('');
        const isSeen = !isHidden && !hiddenColumns.includes(column);
        const found = cellOf(cell, isSeen ? book : { ...book, told: new Tally() });
        const isCovered = found !== '' && isWithin(merged, at, column);
        if (isCovered) told.add('covered');
        cells[column] = isCovered ? '' : found;
      }
    }
    rows.push(cells);
  }
  const isSaid = (column: number): boolean => rows.some((row) => (row[column] ?? '') !== '');
  told.add('rows', hiddenRows.filter((at) => rows[at]?.some((cell) => cell !== '')).length);
  told.add('columns', hiddenColumns.filter(isSaid).length);
  told.add('formats', turnedBy(sheet, book));
  return {
    name,
    rows,
    isCut,
    ...(hiddenRows.length > 0 ? { hiddenRows } : {}),
    ...(hiddenColumns.length > 0 ? { hiddenColumns } : {}),
    ...(merged.length > 0 ? { merged } : {}),
  };
}

function isYes(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function hiddenColumnsOf(sheet: Element): readonly number[] {
  const listed = first(sheet, 'cols');
  const found = (listed ? elements(listed, 'col') : []).flatMap(({ attributes }) => {
    const { min, max, hidden, width } = attributes;
    if (!isYes(hidden) && Number(width ?? 1) !== 0) return [];
    const last = Math.min(Number(max), OFFICE_LIMITS.columnsMax);
    const count = Math.max(last - Number(min) + 1, 0) || 0;
    return Array.from({ length: count }, (_, at) => Number(min) - 1 + at);
  });
  return [...new Set(found)].filter((at) => at >= 0);
}

/** Areas of more cells than fit here only cost time. */
function areasOf(sheet: Element): readonly Area[] {
  const listed = first(sheet, 'mergeCells');
  const all = listed ? elements(listed, 'mergeCell') : [];
  return all.slice(0, OFFICE_LIMITS.areasMax).flatMap(({ attributes }) => {
    const found = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(attributes['ref'] ?? '');
    if (!found) return [];
    const [, from = '', top, to = '', bottom] = found;
    return [
      {
        top: Number(top) - 1,
        left: columnOf(`${from}1`)!,
        bottom: Number(bottom) - 1,
        right: columnOf(`${to}1`)!,
      },
    ];
  });
}

/** Whether a cell is drawn over by the first one of its area. */
function isWithin(merged: readonly Area[], row: number, column: number): boolean {
  return merged.some(
    ({ top, left, bottom, right }) =>
      row >= top &&
      row <= bottom &&
      column >= left &&
      column <= right &&
      (row !== top || column !== left),
  );
}

/** Rules that may turn what cells read: those that newer programs add stand apart. */
function turnedBy(sheet: Element, { turning }: Book): number {
  const listed = elements(sheet).filter(({ name }) =>
    /^(conditionalFormatting|extLst)$/.test(name),
  );
  const rules = listed.flatMap((each) => descendants(each, RULES));
  return rules.filter((rule) => {
    const own = first(rule, '~dxf');
    if ((own && isTurning(own)) || turning[Number(rule.attributes['dxfId'] ?? -1)]) return true;
    return elements(rule).some(({ attributes }) =>
      /^(0|false)$/.test(attributes['showValue'] ?? ''),
    );
  }).length;
}

const RULES: ReadonlySet<string> = new Set(['cfRule', '~cfRule']);

/** `AB12` → 27. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(place ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellOf(cell: Element, book: Book): Cell {
  const { told } = book;
  const look = book.looks[Number(cell.attributes['s'] ?? 0)];
  const formula = first(cell, 'f');
  const { cell: raw, fonts } = readValue(cell, look, book);
  if (formula) {
    if (raw === '' && !first(cell, 'v')) {
      told.add('unreckoned');
      return `=${textIn(formula).slice(0, OFFICE_LIMITS.charsMax)}`;
    }
    told.add('formulas');
  }
  if (raw === '') return raw;
  const ground = look ? look.ground : WHITE;
  told.add('faint', look?.isFaint ? 1 : fonts.filter((font) => isFaint(font, ground)).length);
  if (look && isPaintedOut(look)) told.add('formats');
  const runs: readonly Run[] =
    typeof raw !== 'string' ? raw : [lookingLike(raw, look ?? { ...PLAIN })];
  const shown = flat(runs.map((run) => ({ ...run, ...(look?.isStruck ? STRUCK : {}) })));
  const text = typeof shown === 'string' ? shown : shown.map((run) => run.text).join('');
  if (text.includes('\ufffd')) told.add('symbols');
  return shown;
}

const PLAIN = { isStruck: false, rise: undefined, font: undefined };
const STRUCK = { isStruck: true } as const;

function readValue(cell: Element, look: CellLook | undefined, book: Book): Words {
  const type = cell.attributes['t'] ?? 'n';
  const inline = type === 'inlineStr' ? first(cell, 'is') : undefined;
  if (type === 'inlineStr') return inline ? byText(rich(inline), look, book) : NOTHING;
  const value = first(cell, 'v');
  const text = (value ? written(value) : '').slice(0, OFFICE_LIMITS.charsMax);
  if (text === '') return NOTHING;
  if (type === 's') return byText(book.words[Number(text)] ?? NOTHING, look, book);
  if (type === 'str') return byText({ cell: text, fonts: [] }, look, book);
  if (type === 'b') return { cell: text === '1' || text === 'true' ? 'TRUE' : 'FALSE', fonts: [] };
  const number = Number(text);
  const isNumber = type === 'n' && Number.isFinite(number);
  return { cell: isNumber ? numberText(number, look, book) : text, fonts: [] };
}

const NOTHING: Words = { cell: '', fonts: [] };

function byText(words: Words, look: CellLook | undefined, { told }: Book): Words {
  const { cell, fonts } = words;
  const plain = typeof cell === 'string' ? cell : cell.map(({ text }) => text).join('');
  const shown = plain === '' ? '' : formattedText(plain, look?.text);
  if (shown === plain) return words;
  // Parts that look otherwise have no place in what a format makes of them.
  if (shown === undefined || typeof cell !== 'string') {
    told.add('formats');
    return words;
  }
  return { cell: shown, fonts };
}

function numberText(number: number, look: CellLook | undefined, { epochMs, told }: Book): string {
  if (look?.date) {
    if (!look.date.isPlain || isNoDay(number, look.date, epochMs)) told.add('formats');
    return dateText(number, look.date, epochMs);
  }
  const plain = String(Number(number.toPrecision(15)));
  const shown = look?.sections ? formatted(number, look.sections) : plain;
  if (shown !== undefined && isSame(shown, number)) return shown;
  // What a format hides, divides or puts other digits to is shown as it is.
  told.add('formats');
  return shown === undefined || shown === '' ? plain : `${shown} (${plain})`;
}

/** Whether a format only rounds, and does not divide or put other digits in. */
function isSame(shown: string, number: number): boolean {
  if (number === 0) return !/[1-9]/.test(shown);
  const digits = shown.replace(/[^\d.]/g, '').replace(/\.$/, '');
  const read = Math.abs(Number(digits)) / (shown.includes('%') ? 100 : 1);
  const [, places = ''] = digits.split('.');
  const step = 10 ** -places.length / (shown.includes('%') ? 100 : 1);
  return digits !== '' && Math.abs(read - Math.abs(number)) <= step * 0.500001;
}
