/** Stretches of text of a Word document, and what each would look like in Word. */

import { isAlike, POINTS_MIN } from '../faint.ts';
import type { Kind, Run, Tally } from '../shown.ts';
import { isPictureFont, pictured } from '../symbols.ts';
import type { Element } from '../xml.ts';
import { descendants, elements, first, textIn } from '../xml.ts';
import type { Looks } from './looks.ts';
import { isOn, isYes } from './looks.ts';
import { inkOf, shadeOf } from './shades.ts';

/** What holds where a stretch stands. */
export interface Place {
  readonly change?: Run['change'];
  readonly tableStyle?: string | undefined;
  readonly paragraphStyle?: string | undefined;
  /** The colour that is behind it: without one, the paper’s. */
  readonly ground?: string | undefined;
  /** Whether its lines or its row are too low for letters. */
  readonly isLow?: boolean;
}

export interface Stretch {
  readonly run: Run;
  /** How well it is seen in Word, if not well. */
  readonly seen?: 'hidden' | 'faint';
}

interface Reading {
  readonly looks: Looks;
  readonly fields: FieldMarks;
  readonly told: Tally;
  readonly place: Place;
}

/** What holds paragraphs or stretches without being one, and what it says of them. */
export const WRAPPERS: ReadonlyMap<string, 'inserted' | 'deleted' | 'none'> = new Map([
  ['ins', 'inserted'],
  ['moveTo', 'inserted'],
  ['del', 'deleted'],
  ['moveFrom', 'deleted'],
  ['sdt', 'none'],
  ['sdtContent', 'none'],
  ['customXml', 'none'],
  ['smartTag', 'none'],
]);

/** What does so within a paragraph alone, with the marks of its direction. */
const AROUND: ReadonlyMap<string, readonly [ltr: string, rtl: string, end: string]> = new Map([
  ['hyperlink', ['', '', '']],
  ['fldSimple', ['', '', '']],
  ['dir', ['\u202a', '\u202b', '\u202c']],
  ['bdo', ['\u202d', '\u202e', '\u202c']],
]);

/** In place of what is not shown. */
export function gap(kind: Kind, told: Tally): Run {
  told.add(kind);
  return { text: '[…]', isGap: true };
}

export function runsIn(parent: Element, reading: Reading): readonly Stretch[] {
  const { told, place, fields } = reading;
  return elements(parent).flatMap((child): readonly Stretch[] => {
    if (child.name === 'r') return runOf(child, reading);
    const change = WRAPPERS.get(child.name);
    if (change !== undefined) {
      if (child.name === 'sdt' && first(first(child, 'sdtPr'), 'dataBinding')) told.add('bound');
      const isSame = change === 'none' || place.change === 'deleted';
      return runsIn(child, isSame ? reading : { ...reading, place: { ...place, change } });
    }
    const [ltr, rtl, end] = AROUND.get(child.name) ?? [];
    if (end !== undefined) {
      if (child.name === 'fldSimple') fields.noteSimple(child);
      const inner = runsIn(child, reading);
      if (end === '') return inner;
      const start = child.attributes['val'] === 'rtl' ? rtl : ltr;
      return [{ run: { text: start ?? '' } }, ...inner, { run: { text: end } }];
    }
    if (SILENT.has(child.name) || textIn(child).trim() === '') return [];
    return [{ run: gap('others', told) }];
  });
}

/** What is no text of the document, whatever it holds. */
const SILENT: ReadonlySet<string> = new Set(['pPr', 'rPr', 'sdtPr', 'sdtEndPr', 'instrText']);

function runOf(run: Element, reading: Reading): readonly Stretch[] {
  const { looks, place } = reading;
  const look = first(run, 'rPr');
  const around = [place.tableStyle, place.paragraphStyle, first(look, 'rStyle')?.attributes['val']];
  const isOf = (name: Parameters<Looks['isOn']>[0]): boolean => looks.isOn(name, look, around);
  const of = (name: string): Element | undefined => looks.of(name, look, around);
  const rise = riseBy(of);
  const fonts = of('rFonts')?.attributes;
  const style: Omit<Run, 'text'> = {
    ...(isOf('b') ? { isBold: true as const } : {}),
    ...(isOf('i') ? { isItalic: true as const } : {}),
    ...(isOf('strike') || isOn(of('dstrike')) ? { isStruck: true as const } : {}),
    ...(rise === undefined ? {} : { rise }),
  };
  const seen = isOf('vanish') ? 'hidden' : isFaint(of, place) ? 'faint' : undefined;
  const isLoud = isOf('caps');
  const parts = piecesIn(run, reading, fonts?.['ascii'] ?? fonts?.['hAnsi']);
  return parts.map(({ text, isDeleted, isGap }) => {
    const change = isDeleted ? ('deleted' as const) : place.change;
    const shown: Run = {
      text: isLoud ? text.toUpperCase() : text,
      ...style,
      ...(change === undefined ? {} : { change }),
      ...(isGap ? { isGap: true as const } : {}),
    };
    return { run: shown, ...(seen === undefined || text.trim() === '' ? {} : { seen }) };
  });
}

type Of = (name: string) => Element | undefined;

function riseBy(of: Of): Run['rise'] {
  const kind = of('vertAlign')?.attributes['val'];
  if (kind === 'superscript') return 'super';
  if (kind === 'subscript') return 'sub';
  const raised = Number.parseFloat(of('position')?.attributes['val'] ?? '0');
  return raised > 0 ? 'super' : raised < 0 ? 'sub' : undefined;
}

/** Of a letter’s width, in percent: narrower is not read. */
const WIDTH_MIN = 20;

function isFaint(of: Of, place: Place): boolean {
  if (place.isLow) return true;
  const halfPoints = Number(of('sz')?.attributes['val'] ?? 20);
  const width = Number.parseFloat(of('w')?.attributes['val'] ?? '100');
  if (halfPoints <= POINTS_MIN * 2 || width <= WIDTH_MIN) return true;
  return isAlike(inkOf(of('color')), shadeOf(of('shd'), of('highlight'), place.ground));
}

interface Piece {
  readonly text: string;
  readonly isDeleted?: boolean;
  readonly isGap?: true | undefined;
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['ptab', '\t'],
  ['br', '\n'],
  ['cr', '\n'],
  ['noBreakHyphen', '\u2011'],
  ['softHyphen', '\u00ad'],
]);

/** What is left out where it stands, and is counted. */
const GAPS: ReadonlyMap<string, Kind> = new Map([
  ['footnoteReference', 'notes'],
  ['endnoteReference', 'notes'],
]);

function piecesIn(run: Element, reading: Reading, font: string | undefined): readonly Piece[] {
  const { fields, told } = reading;
  return elements(run).flatMap((part): readonly Piece[] => {
    const said = fields.read(part);
    if (said !== undefined) return said === '' ? [] : [{ text: said }];
    if (fields.isInCode || SILENT.has(part.name)) return [];
    const isDeleted = part.name === 'delText';
    if (part.name === 't' || isDeleted) {
      const text = part.children.filter((each) => typeof each === 'string').join('');
      const isOfPictures = isPictureFont(font);
      return [{ text: isOfPictures ? picturedText(text, font!, told) : text, isDeleted }];
    }
    const sign = SIGNS.get(part.name);
    if (sign !== undefined) return [{ text: sign }];
    if (part.name === 'sym') {
      const code = Number.parseInt(part.attributes['char'] ?? '', 16);
      return [{ text: symbolOf(part.attributes['font'] ?? '', code, told) }];
    }
    if (part.name === 'commentReference') told.add('comments');
    if (part.name === 'ruby') return rubyOf(part, reading, font);
    const kind = GAPS.get(part.name) ?? paintedKind(part);
    if (kind === undefined) return [];
    return [gap(kind, told)];
  });
}

/** A letter of its font where that is one of letters. */
function symbolOf(font: string, code: number, told: Tally): string {
  if (!isPictureFont(font) && code >= 0 && code < 0xe000) return String.fromCodePoint(code);
  const known = Number.isNaN(code) ? undefined : pictured(font, code);
  if (known === undefined) told.add('symbols');
  return known ?? '\ufffd';
}

function picturedText(text: string, font: string, told: Tally): string {
  return [...text].map((each) => symbolOf(font, each.codePointAt(0)!, told)).join('');
}

/** A word, and behind it how it is said. */
function rubyOf(ruby: Element, reading: Reading, font: string | undefined): readonly Piece[] {
  const of = (name: string): string => {
    const part = first(ruby, name);
    const runs = part ? elements(part, 'r') : [];
    return runs.flatMap((run) => piecesIn(run, reading, font).map(({ text }) => text)).join('');
  };
  const said = of('rt');
  return [{ text: `${of('rubyBase')}${said === '' ? '' : `(${said})`}` }];
}

const PAINTED: ReadonlySet<string> = new Set(['drawing', 'pict', 'object']);
const BOXES: ReadonlySet<string> = new Set(['txbxContent']);

function paintedKind(part: Element): Kind | undefined {
  const boxes = descendants(part, BOXES);
  if (boxes.some((box) => textIn(box).trim() !== '')) return 'textBoxes';
  if (PAINTED.has(part.name) || descendants(part, PAINTED).length > 0) return 'pictures';
  return textIn(part).trim() === '' ? undefined : 'others';
}

/** How many stretches of that kind there are, those in a row as one. */
export function streaks(all: readonly Stretch[], isOf: (each: Stretch) => boolean): number {
  return all.filter((each, at) => isOf(each) && (at === 0 || !isOf(all[at - 1]!))).length;
}

/** What only leads to a place, or numbers something, and cannot come to other words. */
const QUIET =
  /^(page|numpages|sectionpages|section|pageref|toc|hyperlink|noteref|seq|xe|tc|ta|rd|form\w+|)$/i;

/** Follows the marks of fields: their code is no text, and what they last came to is. */
export class FieldMarks {
  readonly #told: Tally;
  readonly #open: { code: string; isCode: boolean; isDirty: boolean }[] = [];

  constructor(told: Tally) {
    this.#told = told;
  }

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  get isInCode(): boolean {
    return this.#open.some(({ isCode }) => isCode);
  }

  /** undefined: no mark of a field; else the text that it is shown as. */
  read(part: Element): string | undefined {
    const top = this.#open.at(-1);
    if (part.name === 'instrText' || part.name === 'delInstrText') {
      if (top?.isCode) top.code += textIn(part);
      return '';
    }
    if (part.name !== 'fldChar') return undefined;
    const kind = part.attributes['fldCharType'];
    if (kind === 'begin') {
      this.#open.push({ code: '', isCode: true, isDirty: isDirty(part) });
      return this.#open.length > 1 && this.#open.at(-2)!.isCode ? '' : formText(part);
    }
    if (kind === 'separate' && top) top.isCode = false;
    if (kind === 'end' && top) {
      this.#open.pop();
      this.#note(top.code, top.isDirty);
    }
    return '';
  }

  /** Of a field that is one element. */
  noteSimple(field: Element): void {
    this.#note(field.attributes['instr'] ?? '', isDirty(field));
  }

  /** A field may come to something else when it is worked out anew. */
  #note(code: string, isDirty: boolean): void {
    const [name = ''] = code.trim().split(/\s+/, 1);
    if (isDirty || !QUIET.test(name)) this.#told.add('fields');
  }
}

/** Whether it is worked out anew as soon as the file is opened. */
function isDirty({ attributes }: Element): boolean {
  return isYes(attributes['dirty']);
}

/** A box to tick, or a choice of a list: there is no other text of it. */
function formText(begin: Element): string {
  const data = first(begin, 'ffData');
  const box = first(data, 'checkBox');
  if (box) return isOn(first(box, 'checked') ?? first(box, 'default')) ? '☒' : '☐';
  const list = first(data, 'ddList');
  if (!list) return '';
  const at = first(list, 'result') ?? first(list, 'default');
  return elements(list, 'listEntry')[Number(at?.attributes['val'] ?? 0)]?.attributes['val'] ?? '';
}
