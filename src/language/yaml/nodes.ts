/** YAML text as plain nodes: what the faces' grammar is read from. */

import type { Span } from '../source.ts';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly span: Span;
  /** The characters between start and end of the span, quotes included. */
  readonly raw: string;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly span: Span;
}

export type Node = ScalarNode | ListNode | MapNode;

/** The stretch to point at when something about a whole node is wrong: its first line's worth. */
export function headOf(node: Node): Span {
  if (node.kind !== 'map') return node.span;
  const first = node.entries.values().next().value;
  return first ? first.keySpan : node.span;
}

/** The text an author wrote for a scalar, numbers and truth values as they stand there. */
export function scalarText(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : node.raw;
}

/**
 * Maps a stretch of a scalar's value to the stretch of the text that spells it.
 * Rules: exact for plain and quoted scalars of one line; the whole scalar otherwise.
 */
export function spanWithin(node: ScalarNode, start: number, end: number): Span {
  const offsets = valueOffsets(node);
  if (!offsets) return node.span;
  const last = offsets.length - 1;
  const from = offsets[Math.max(0, Math.min(start, last))]!;
  const to = offsets[Math.max(0, Math.min(end, last))]!;
  return { start: from, end: Math.max(from, to) };
}

const ESCAPE_LENGTHS: { readonly [letter: string]: number } = { x: 4, u: 6, U: 10 };

/** For each character of the value, and its end, the offset of the text that spells it. */
function valueOffsets(node: ScalarNode): readonly number[] | undefined {
  if (node.style === 'block' || node.raw.includes('\n')) return undefined;
  const { start, end } = node.span;
  if (node.style === 'plain') {
    return Array.from({ length: end - start + 1 }, (_, index) => start + index);
  }
  const offsets: number[] = [];
  let at = 1;
  while (at < node.raw.length - 1) {
    let length = 1;
    let units = 1;
    if (node.style === 'single' && node.raw[at] === "'") length = 2;
    if (node.style === 'double' && node.raw[at] === '\\') {
      length = ESCAPE_LENGTHS[node.raw[at + 1] ?? ''] ?? 2;
      if (length === 10 && Number.parseInt(node.raw.slice(at + 2, at + 10), 16) > 0xffff) units = 2;
    }
    for (let unit = 0; unit < units; unit += 1) offsets.push(start + at);
    at += length;
  }
  offsets.push(start + at);
  return offsets;
}

/** The node with every stretch moved to another place. */
export function relocated(node: Node, move: (span: Span) => Span): Node {
  const span = move(node.span);
  if (node.kind === 'scalar') return { ...node, span };
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item) => relocated(item, move)), span };
  }
  const entries = new Map<string, MapEntry>();
  for (const [key, { keySpan, value }] of node.entries) {
    entries.set(key, { key, keySpan: move(keySpan), value: relocated(value, move) });
  }
  return { ...node, entries, span };
}
