/** The words of a Word document: paragraphs, headings, lists and tables; what is left out is counted. */

import { POINTS_MIN } from '../faint.ts';
import { OFFICE_LIMITS } from '../limits.ts';
import { partOf, relationsOf } from '../relations.ts';
import type { Block, Run, TableCell, Told } from '../shown.ts';
import { Tally } from '../shown.ts';
import type { Element } from '../xml.ts';
import { descendants, elements, first, parseXml, textIn } from '../xml.ts';
import type { Package } from '../zip.ts';
import { Unreadable } from '../zip.ts';
import { isOn, Looks } from './looks.ts';
import { Numbering } from './numbering.ts';
import type { Place, Stretch } from './runs.ts';
import { FieldMarks, gap, runsIn, streaks, WRAPPERS } from './runs.ts';
import { shadeOf } from './shades.ts';

export const DOCUMENT = 'word/document.xml';

interface Read {
  readonly blocks: readonly Block[];
  readonly isCut: boolean;
  readonly told: Told;
}

export async function readDocument(from: Package): Promise<Read> {
  const body = first(parseXml((await from.text(DOCUMENT)) ?? ''), 'body');
  if (!body) throw new Unreadable('it has no body');
  const relations = await relationsOf(from, DOCUMENT);
  const parsed = (text: string | undefined): Element | undefined =>
    text === undefined ? undefined : parseXml(text);
  const told = new Tally();
  const reading: Reading = {
    looks: new Looks(parsed(await partOf(from, relations, 'styles', 'word/styles.xml'))),
    numbering: new Numbering(
      parsed(await partOf(from, relations, 'numbering', 'word/numbering.xml')),
    ),
    fields: new FieldMarks(told),
    told,
    isCut: false,
  };
  const blocks = within(OFFICE_LIMITS.blocksMax, blocksIn(body, {}, reading), reading);
  // What follows a field without an end stands nowhere.
  if (reading.fields.isOpen) told.add('others');
  for (const { type, part } of relations) {
    if (!/\/(header|footer)$/.test(type)) continue;
    if (saysAnything(parsed(await from.text(part)))) told.add('headers');
  }
  told.add('fonts', from.names.filter((name) => /^word\/fonts\//i.test(name)).length);
  return { blocks, isCut: reading.isCut, told: told.told };
}

/** Words, pictures, and writing across the page. */
function saysAnything(part: Element | undefined): boolean {
  if (!part) return false;
  return textIn(part).trim() !== '' || descendants(part, PAINTED).length > 0;
}

const PAINTED: ReadonlySet<string> = new Set(['drawing', 'pict', 'object']);

interface Reading {
  readonly looks: Looks;
  readonly numbering: Numbering;
  readonly fields: FieldMarks;
  readonly told: Tally;
  /** Whether anything was left out so far, for its size. */
  isCut: boolean;
}

function within<T>(max: number, all: readonly T[], reading: Reading): readonly T[] {
  reading.isCut ||= all.length > max;
  return all.slice(0, max);
}

/** What stands between paragraphs, and says nothing. */
const MUTE: ReadonlySet<string> = new Set(['sectPr', 'sdtPr', 'sdtEndPr', 'tblPr', 'tcPr']);

/** What brings words of elsewhere with it. */
const BROUGHT: ReadonlySet<string> = new Set(['altChunk', 'subDoc']);

function blocksIn(parent: Element, place: Place, reading: Reading): readonly Block[] {
  return elements(parent).flatMap((child): readonly Block[] => {
    if (child.name === 'p') return [paragraphOf(child, place, reading)];
    if (child.name === 'tbl') return [tableOf(child, place, reading)];
    const inner = placeIn(child, place, reading);
    if (inner) return blocksIn(child, inner, reading);
    if (MUTE.has(child.name)) return [];
    if (!BROUGHT.has(child.name) && textIn(child).trim() === '') return [];
    return [{ kind: 'paragraph', runs: [gap('others', reading.told)] }];
  });
}

/** Where what is within a wrapper stands; undefined for what is no wrapper. */
function placeIn(child: Element, place: Place, { told }: Reading): Place | undefined {
  const change = WRAPPERS.get(child.name);
  if (change === undefined) return undefined;
  if (child.name === 'sdt' && first(first(child, 'sdtPr'), 'dataBinding')) told.add('bound');
  return change === 'none' || place.change === 'deleted' ? place : { ...place, change };
}

/** Rows and cells, in wrappers too. */
function partsIn(parent: Element, name: string, place: Place, reading: Reading): readonly Part[] {
  return elements(parent).flatMap((child): readonly Part[] => {
    if (child.name === name) return [{ element: child, place }];
    const inner = placeIn(child, place, reading);
    return inner ? partsIn(child, name, inner, reading) : [];
  });
}

interface Part {
  readonly element: Element;
  readonly place: Place;
}

interface OpenCell extends TableCell {
  rows?: number;
}

function tableOf(table: Element, outer: Place, reading: Reading): Block {
  const { rowsMax, columnsMax } = OFFICE_LIMITS;
  const style = first(first(table, 'tblPr'), 'tblStyle')?.attributes['val'];
  if (reading.looks.turnsParts(style)) reading.told.add('formats');
  const listed = partsIn(table, 'tr', { ...outer, tableStyle: style }, reading);
  /** Cells that may go on in the next row, by their columns. */
  const open = new Map<number, OpenCell>();
  const rows = within(rowsMax, listed, reading).flatMap(({ element: row, place: around }) => {
    const look = first(row, 'trPr');
    if (isOn(first(look, 'hidden'))) {
      reading.told.add('rows');
      return [];
    }
    const isLow = around.isLow || isLowBy(first(look, 'trHeight'), 'val', 'hRule');
    const place = { ...changedPlace(look, around), isLow };
    let column = Math.min(numberOf(look, 'gridBefore') ?? 0, columnsMax);
    const cells: TableCell[] = column > 0 ? [{ blocks: [], ...spanning(column) }] : [];
    for (const part of within(columnsMax, partsIn(row, 'tc', place, reading), reading)) {
      const { element } = part;
      const of = first(element, 'tcPr');
      const columns = Math.min(Math.max(numberOf(of, 'gridSpan') ?? 1, 1), columnsMax);
      const merge = first(of, 'vMerge');
      const above = merge && merge.attributes['val'] !== 'restart' ? open.get(column) : undefined;
      if (above) {
        above.rows = (above.rows ?? 1) + 1;
        if (textIn(element).trim() !== '') reading.told.add('covered');
      } else {
        const inside = changedPlace(of, { ...part.place, ground: groundOf(of, part.place) });
        const cell: OpenCell = {
          blocks: blocksIn(element, inside, reading),
          ...spanning(columns),
        };
        cells.push(cell);
        if (merge) open.set(column, cell);
        else open.delete(column);
      }
      column += columns;
    }
    return [cells];
  });
  return { kind: 'table', rows };
}

function spanning(columns: number): { readonly columns?: number } {
  return columns > 1 ? { columns } : {};
}

function groundOf(look: Element | undefined, place: Place): string {
  return shadeOf(first(look, 'shd'), undefined, place.ground);
}

/** Twips: letters do not fit into less. */
const HEIGHT_MIN = POINTS_MIN * 20;

/** Whether lines or rows are to be that low, whatever is in them. */
function isLowBy(height: Element | undefined, size: string, rule: string): boolean {
  if (height?.attributes[rule] !== 'exact') return false;
  return Number.parseFloat(height.attributes[size] ?? '') <= HEIGHT_MIN;
}

/** Of a row or a cell that came or went as a whole. */
function changedPlace(look: Element | undefined, place: Place): Place {
  if (first(look, 'del') || first(look, 'cellDel')) return { ...place, change: 'deleted' };
  if (place.change !== undefined) return place;
  return first(look, 'ins') || first(look, 'cellIns') ? { ...place, change: 'inserted' } : place;
}

function numberOf(look: Element | undefined, name: string): number | undefined {
  const value = Number(first(look, name)?.attributes['val'] ?? Number.NaN);
  return Number.isInteger(value) ? value : undefined;
}

function paragraphOf(paragraph: Element, place: Place, reading: Reading): Block {
  const { looks, told } = reading;
  const look = first(paragraph, 'pPr');
  const style = first(look, 'pStyle')?.attributes['val'];
  const level = looks.heading(style);
  const list = looks.ofParagraph('numPr', look, style ?? looks.usual);
  const isListed = list !== undefined && numberOf(list, 'numId') !== 0;
  const depth = (numberOf(list, 'ilvl') ?? 0) + 1;
  if (isListed && reading.numbering.isNumbered(list)) told.add('numbers');
  const spacing = looks.ofParagraph('spacing', look, style ?? looks.usual);
  const stretches = runsIn(paragraph, {
    ...reading,
    place: {
      ...place,
      ground: groundOf(look, place),
      isLow: place.isLow || isLowBy(spacing, 'line', 'lineRule'),
      paragraphStyle: style ?? looks.usual,
    },
  });
  for (const kind of ['hidden', 'faint'] as const) {
    told.add(
      kind,
      streaks(stretches, (each) => each.seen === kind),
    );
  }
  told.add(
    'changes',
    streaks(stretches, ({ run }) => run.change !== undefined),
  );
  const shown = stretches.filter(({ seen }) => seen !== 'hidden').map(({ run }: Stretch) => run);
  return {
    kind: 'paragraph',
    runs: cut(shown, reading),
    ...(level === undefined ? {} : { level }),
    ...(isListed ? { depth: Math.min(Math.max(depth, 1), 6) } : {}),
  };
}

function cut(runs: readonly Run[], reading: Reading): readonly Run[] {
  let left: number = OFFICE_LIMITS.charsMax;
  return runs.flatMap((run) => {
    const text = run.text.slice(0, Math.max(left, 0));
    left -= run.text.length;
    reading.isCut ||= left < 0;
    return text === '' ? [] : [{ ...run, text }];
  });
}
