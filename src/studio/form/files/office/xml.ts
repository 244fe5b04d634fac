/** The XML of office files: elements and texts, without document types, so that no entity is ever made. */

import { OFFICE_LIMITS } from './limits.ts';
import { Unreadable } from './zip.ts';

export interface Element {
  /** Without its prefix. */
  readonly name: string;
  /** By names without their prefixes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

interface Open extends Element {
  readonly children: (Element | string)[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!?<]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The root element. Faults: Unreadable for what is not well formed, and for any document type. */
export function parseXml(text: string): Element {
  const root: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [root];
  TOKEN.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) throw new Unreadable('it is not well formed');
    const [, raw, isEnd, name, attributes = '', isEmpty, words] = found;
    const top = open.at(-1)!;
    if (words !== undefined || raw !== undefined) {
      top.children.push(raw ?? decoded(words ?? ''));
    } else if (name !== undefined && isEnd) {
      if (open.length === 1 || bare(name) !== top.name)
        throw new Unreadable('an end without a beginning');
      open.pop();
    } else if (name !== undefined) {
      const element: Open = { name: bare(name), attributes: read(attributes), children: [] };
      top.children.push(element);
      if (isEmpty) continue;
      open.push(element);
      if (open.length > OFFICE_LIMITS.depthMax) throw new Unreadable('it nests too deep');
    }
  }
  const [only] = elements(root);
  if (open.length !== 1 || !only) throw new Unreadable('it is cut off');
  return only;
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function read(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    found[bare(name)] = decoded(double ?? single ?? '');
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
