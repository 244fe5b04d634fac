/** The words of a Word document: paragraphs, headings, lists and tables; no picture, link or field. */

import { OFFICE_LIMITS } from './limits.ts';
import type { Block, Run } from './shown.ts';
import type { Element } from './xml.ts';
import { elements, first, parseXml } from './xml.ts';
import type { Package } from './zip.ts';
import { Unreadable } from './zip.ts';

export const DOCUMENT = 'word/document.xml';

export async function readDocument(
  from: Package,
): Promise<{ readonly blocks: readonly Block[]; readonly isCut: boolean }> {
  const body = first(parseXml((await from.text(DOCUMENT)) ?? ''), 'body');
  if (!body) throw new Unreadable('it has no body');
  const reading = { headings: headingsOf(await from.text('word/styles.xml')), isCut: false };
  const blocks = within(OFFICE_LIMITS.blocksMax, blocksIn(body, reading), reading);
  return { blocks, isCut: reading.isCut };
}

interface Reading {
  readonly headings: ReadonlyMap<string, number>;
  /** Whether anything was left out so far. */
  isCut: boolean;
}

function within<T>(max: number, all: readonly T[], reading: Reading): readonly T[] {
  reading.isCut ||= all.length > max;
  return all.slice(0, max);
}

/** Levels of headings by the ids of their styles: they are called otherwise in each language. */
function headingsOf(styles: string | undefined): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const style of styles === undefined ? [] : elements(parseXml(styles), 'style')) {
    const name = first(style, 'name')?.attributes['val'] ?? '';
    const level = /^heading ([1-6])$/i.exec(name)?.[1] ?? (/^title$/i.test(name) ? '1' : undefined);
    const id = style.attributes['styleId'];
    if (level !== undefined && id !== undefined) found.set(id, Number(level));
  }
  return found;
}

/** What holds paragraphs without being one. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'sdt',
  'sdtContent',
  'ins',
  'moveTo',
  'customXml',
  'smartTag',
]);

function blocksIn(parent: Element, reading: Reading): readonly Block[] {
  return elements(parent).flatMap((child): readonly Block[] => {
    if (child.name === 'p') return [paragraphOf(child, reading)];
    if (child.name === 'tbl') return [tableOf(child, reading)];
    return WRAPPERS.has(child.name) ? blocksIn(child, reading) : [];
  });
}

function tableOf(table: Element, reading: Reading): Block {
  const { rowsMax, columnsMax } = OFFICE_LIMITS;
  const rows = within(rowsMax, elements(table, 'tr'), reading).map((row) =>
    within(columnsMax, elements(row, 'tc'), reading).map((cell) => blocksIn(cell, reading)),
  );
  return { kind: 'table', rows };
}

function paragraphOf(paragraph: Element, reading: Reading): Block {
  const look = first(paragraph, 'pPr');
  const level = reading.headings.get(first(look, 'pStyle')?.attributes['val'] ?? '');
  const list = first(look, 'numPr');
  const depth = list && Number(first(list, 'ilvl')?.attributes['val'] ?? 0) + 1;
  return {
    kind: 'paragraph',
    runs: cut(runsIn(paragraph), reading),
    ...(level === undefined ? {} : { level }),
    ...(depth === undefined ? {} : { depth: Math.min(depth, 6) }),
  };
}

/** What holds stretches of text without being one; what was deleted is not told. */
const AROUND: ReadonlySet<string> = new Set([
  ...WRAPPERS,
  ...['hyperlink', 'fldSimple', 'dir', 'bdo'],
]);

function runsIn(parent: Element): readonly Run[] {
  return elements(parent).flatMap((child): readonly Run[] => {
    if (child.name === 'r') return [runOf(child)];
    return AROUND.has(child.name) ? runsIn(child) : [];
  });
}

function runOf(run: Element): Run {
  const look = first(run, 'rPr');
  const text = elements(run)
    .map((part) => {
      if (part.name === 't')
        return part.children.filter((each) => typeof each === 'string').join('');
      if (part.name === 'tab') return '\t';
      return part.name === 'br' || part.name === 'cr' ? '\n' : '';
    })
    .join('');
  return {
    text,
    ...(isOn(first(look, 'b')) ? { isBold: true as const } : {}),
    ...(isOn(first(look, 'i')) ? { isItalic: true as const } : {}),
  };
}

function isOn(mark: Element | undefined): boolean {
  return mark !== undefined && !['0', 'false', 'off'].includes(mark.attributes['val'] ?? '');
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
