/**
 * The XML of office files: elements and texts, without document types, so that no entity is ever made.
 * Only what is of the vocabulary of the root has its bare name: a `t` of another one is passed over by the
 * programs that open such files, and has to be no `t` here.
 */

import { OFFICE_LIMITS } from './limits.ts';
import { Unreadable } from './zip.ts';

export interface Element {
  /** Without its prefix; of another vocabulary than the root, with a `~` before it. */
  readonly name: string;
  /** By names without their prefixes; those of other vocabularies are left out, but for relations. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

interface Open extends Element {
  readonly children: (Element | string)[];
}

/** Vocabularies by their prefixes, where one stands. */
type Scope = Readonly<Record<string, string>>;

const RELATIONS: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
]);

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!?<]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The root element. Faults: Unreadable for what is not well formed, and for any document type. */
export function parseXml(text: string): Element {
  const top: Open = { name: '', attributes: {}, children: [] };
  const open: { readonly tag: string; readonly element: Open; readonly scope: Scope }[] = [
    { tag: '', element: top, scope: Object.create(null) },
  ];
  let main: string | undefined;
  TOKEN.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) throw new Unreadable('it is not well formed');
    const [, raw, isEnd, tag, attributes = '', isEmpty, words] = found;
    const within = open.at(-1)!;
    if (words !== undefined || raw !== undefined) {
      within.element.children.push(raw ?? decoded(words ?? ''));
    } else if (tag !== undefined && isEnd) {
      if (open.length === 1 || tag !== within.tag)
        throw new Unreadable('an end without a beginning');
      open.pop();
    } else if (tag !== undefined) {
      const given = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, name = '', double, single]) => [name, decoded(double ?? single ?? '')] as const,
      );
      const scope = scopeIn(within.scope, given);
      main ??= vocabularyOf(tag, scope);
      const isMain = vocabularyOf(tag, scope) === main;
      const element: Open = {
        name: isMain ? bare(tag) : `~${bare(tag)}`,
        attributes: read(given, scope, main),
        children: [],
      };
      within.element.children.push(element);
      if (isEmpty) continue;
      open.push({ tag, element, scope });
      if (open.length > OFFICE_LIMITS.depthMax) throw new Unreadable('it nests too deep');
    }
  }
  const [only] = elements(top);
  if (open.length !== 1 || !only) throw new Unreadable('it is cut off');
  return only;
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

type Given = readonly (readonly [name: string, value: string])[];

function scopeIn(outer: Scope, given: Given): Scope {
  const own = given.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (own.length === 0) return outer;
  const scope: Record<string, string> = Object.assign(Object.create(null), outer);
  for (const [name, value] of own) scope[name.slice(6)] = value;
  return scope;
}

/** A prefix that nobody declared is of none: such a file is opened nowhere. */
function vocabularyOf(tag: string, scope: Scope): string {
  return scope[tag.slice(0, Math.max(tag.indexOf(':'), 0))] ?? '';
}

function read(given: Given, scope: Scope, main: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const [name, value] of given) {
    const of = name.includes(':') ? vocabularyOf(name, scope) : main;
    if (of === main || of === '' || RELATIONS.has(of)) found[bare(name)] = value;
  }
  return found;
}

const SIGNS: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** The five entities of XML itself, and characters by their numbers; others stay as they stand. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,6}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return Object.hasOwn(SIGNS, name) ? SIGNS[name]! : whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0x10ffff ? whole : String.fromCodePoint(code);
    },
  );
}

/** The elements right within one. */
export function elements(within: Element, name?: string): readonly Element[] {
  return within.children.filter(
    (child): child is Element =>
      typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** The first element of that name right within. */
export function first(within: Element | undefined, name: string): Element | undefined {
  return within && elements(within, name)[0];
}

/** All texts within. */
export function textIn(within: Element): string {
  return within.children
    .map((child) => (typeof child === 'string' ? child : textIn(child)))
    .join('');
}

/** All elements of these names within, however deep; not those within one of them. */
export function descendants(within: Element, names: ReadonlySet<string>): readonly Element[] {
  return elements(within).flatMap((child) =>
    names.has(child.name) ? [child] : descendants(child, names),
  );
}
