/** Shapes with named parts: records, and unions of records told apart by one key. */

import type { JsonObject } from '../../kernel/index.ts';
import type { Span } from '../source.ts';
import { advise } from '../suggest.ts';
import type { MapNode, Node } from '../yaml/nodes.ts';
import { headOf } from '../yaml/nodes.ts';
import type { Path, Reader } from './reader.ts';
import { describe } from './reader.ts';
import type { Plain, SchemaBook, Shape } from './shape.ts';
import { mismatch } from './shape.ts';

/** One part of a record: one that must be written, or one that may be left out. */
export type Field<V> = AnyPart<V> & (Needed<V> | Optional<V>);

interface AnyPart<V> {
  readonly shape: Shape<V>;
  readonly about: string;
  /** The key in the text, when it is not the property's own name. */
  readonly key?: string;
  /** Its parts belong to the tree as if they stood in the record itself. */
  readonly flat?: true;
  /** The value at which the key is not written. */
  readonly silent?: V;
}

interface Needed<V> {
  readonly required: true;
  /** What the tree gets after the error, so that it is always whole. */
  readonly absent: V;
}

interface Optional<V> {
  readonly required?: never;
  /** What the tree gets when the key is absent, if it holds a value at all. */
  readonly absent?: V;
}

/** Every property of T but its kind, so that a property the kernel gains cannot be forgotten. */
export type Fields<T> = {
  readonly [K in Exclude<keyof T, 'kind'>]-?: Field<Exclude<T[K], undefined>>;
};

interface RecordRule<T> {
  readonly expects: string;
  readonly about: string;
  readonly fields: Fields<T>;
  /** Set on every value read; the union's tag. */
  readonly kind?: T extends { readonly kind: infer K } ? K : never;
  /** Known keys that cannot be kept yet, with what each would be. */
  readonly unsupported?: Unsupported;
  /** Keys that belong elsewhere, with what would be right. */
  readonly misplaced?: { readonly [key: string]: string };
}

/** Keys or words the design knows and the tree cannot hold yet. */
export interface Unsupported {
  readonly [key: string]: string;
}

type AnyField = Field<unknown>;

/** A mapping with known keys. */
export function record<T extends object>(rule: RecordRule<T>): Shape<T> {
  const fields = Object.entries(rule.fields) as unknown as readonly [string, AnyField][];
  const keyOf = ([property, field]: readonly [string, AnyField]): string => field.key ?? property;
  const keys = fields.map(keyOf);
  const shape: Shape<T> = {
    expects: rule.expects,
    keys,
    accepts: (node) => node.kind === 'map',
    read(node, path, reader) {
      if (node.kind !== 'map') return mismatch(shape, node, path, reader);
      reader.place(path, node);
      reportUnknown(node, keys, rule, path, reader);
      const value: { [property: string]: unknown } = {};
      if (rule.kind !== undefined) value['kind'] = rule.kind;
      for (const entry of fields) {
        const read = readField(node, keyOf(entry), entry, path, reader);
        if (read !== undefined) value[entry[0]] = read;
      }
      return value as T;
    },
    write(value) {
      const plain: { [key: string]: Plain } = {};
      for (const entry of fields) {
        const [property, field] = entry;
        const part = (value as { readonly [property: string]: unknown })[property];
        if (part === undefined || isSilent(part, field.silent)) continue;
        plain[keyOf(entry)] = field.shape.write(part);
      }
      return plain;
    },
    schema: (book) =>
      recordSchema(
        rule.about,
        fields.map((each) => [keyOf(each), each[1]]),
        book,
      ),
  };
  return shape;
}

function isSilent(part: unknown, silent: unknown): boolean {
  if (typeof part !== 'object' || silent === undefined)
    return silent !== undefined && part === silent;
  return JSON.stringify(part) === JSON.stringify(silent);
}

function readField(
  node: MapNode,
  key: string,
  [property, field]: readonly [string, AnyField],
  path: Path,
  reader: Reader,
): unknown {
  const entry = node.entries.get(key);
  const at = field.flat ? path : [...path, property];
  if (!entry) {
    if (field.required) {
      const message = `The key "${key}" is missing: ${field.about}`;
      reader.reportAt(headOf(node), at, { code: 'flow.missing-key', message });
    }
    return field.absent;
  }
  const value = field.shape.read(entry.value, at, reader);
  reader.place(at, entry.value, entry.keySpan);
  return value === undefined ? field.absent : value;
}

/** Reports the keys of a mapping that are not among the known ones. */
export function reportUnknown(
  node: MapNode,
  known: readonly string[],
  { unsupported = {}, misplaced = {} }: Pick<RecordRule<object>, 'unsupported' | 'misplaced'>,
  path: Path,
  reader: Reader,
): void {
  for (const { key, keySpan } of node.entries.values()) {
    if (known.includes(key)) continue;
    if (Object.hasOwn(unsupported, key)) {
      reportUnsupported(keySpan, unsupported[key]!, path, reader);
      continue;
    }
    const message = `The key "${key}" is not known here.`;
    const advice = Object.hasOwn(misplaced, key) ? misplaced[key] : advise(key, known);
    reader.reportAt(keySpan, path, { code: 'flow.unknown-key', message, advice });
  }
}

/** Says that a part of the language cannot be kept yet. */
function reportUnsupported(span: Span, what: string, path: Path, reader: Reader): void {
  const message = `${what} cannot be used yet.`;
  reader.reportAt(span, path, { code: 'flow.unsupported', message });
}

function recordSchema(
  about: string,
  fields: readonly (readonly [string, AnyField])[],
  book: SchemaBook,
): JsonObject {
  const properties: { [key: string]: JsonObject } = {};
  for (const [key, field] of fields) {
    properties[key] = { description: field.about, ...field.shape.schema(book) };
  }
  const required = fields.filter(([, field]) => field.required).map(([key]) => key);
  return {
    description: about,
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties,
    additionalProperties: false,
  };
}

interface KeyedRule<T> {
  readonly expects: string;
  /** By the key that tells them apart; of several that stand together the first, if it knows the others. */
  readonly records: { readonly [tag: string]: Shape<T> };
  /** Values that are one word. */
  readonly words?: { readonly [word: string]: T };
  readonly unsupported?: Unsupported;
  /** The tag or word under which a value is written. */
  tagOf(value: T): string;
}

/** A union: one word, or a mapping told apart by which of some keys it has. */
export function keyed<T>(rule: KeyedRule<T>): Shape<T> {
  const { records, words = {}, unsupported = {} } = rule;
  const tags = Object.keys(records);
  const shape: Shape<T> = {
    expects: rule.expects,
    accepts: (node) =>
      node.kind === 'map' || (node.kind === 'scalar' && typeof node.value === 'string'),
    read(node, path, reader) {
      if (node.kind === 'list') return mismatch(shape, node, path, reader);
      reader.place(path, node);
      if (node.kind === 'scalar') return readWord(node, words, tags, rule, path, reader);
      const [tag, ...more] = tags.filter((each) => node.entries.has(each));
      const own = tag === undefined ? [] : (records[tag]!.keys ?? []);
      const others = more.filter((each) => !own.includes(each));
      for (const other of others) {
        const message = `"${tag}" and "${other}" cannot stand together.`;
        const span = node.entries.get(other)!.keySpan;
        reader.reportAt(span, path, { code: 'flow.expected', message });
      }
      if (tag !== undefined) return records[tag]!.read(without(node, others), path, reader);
      reportTagless(node, [...tags, ...Object.keys(words)], unsupported, rule, path, reader);
      return undefined;
    },
    write(value) {
      const tag = rule.tagOf(value);
      const alone = Object.hasOwn(words, tag) && Object.keys(value as object).length === 1;
      return alone ? tag : records[tag]!.write(value);
    },
    schema: (book) => ({
      anyOf: [
        ...(Object.keys(words).length > 0 ? [{ enum: Object.keys(words) }] : []),
        ...tags.map((tag) => records[tag]!.schema(book)),
      ],
    }),
  };
  return shape;
}

function without(node: MapNode, keys: readonly string[]): MapNode {
  if (keys.length === 0) return node;
  const kept = [...node.entries].filter(([key]) => !keys.includes(key));
  return { ...node, entries: new Map(kept) };
}

function readWord<T>(
  node: Extract<Node, { kind: 'scalar' }>,
  words: { readonly [word: string]: T },
  tags: readonly string[],
  rule: KeyedRule<T>,
  path: Path,
  reader: Reader,
): T | undefined {
  const said = typeof node.value === 'string' ? node.value : '';
  if (said !== '' && Object.hasOwn(words, said)) return words[said];
  if (said !== '' && rule.unsupported && Object.hasOwn(rule.unsupported, said)) {
    reportUnsupported(node.span, rule.unsupported[said]!, path, reader);
    return undefined;
  }
  const message = `Expected ${rule.expects}, not ${describe(node)}.`;
  const tag = tags.find((each) => each === said);
  const advice = tag === undefined ? advise(said, Object.keys(words)) : `Write { ${tag}: … }.`;
  reader.report(path, { code: 'flow.expected', message, advice });
  return undefined;
}

function reportTagless<T>(
  node: MapNode,
  known: readonly string[],
  unsupported: Unsupported,
  rule: KeyedRule<T>,
  path: Path,
  reader: Reader,
): void {
  for (const { key, keySpan } of node.entries.values()) {
    if (!Object.hasOwn(unsupported, key)) continue;
    reportUnsupported(keySpan, unsupported[key]!, path, reader);
    return;
  }
  const first = node.entries.values().next().value;
  const message = `Expected ${rule.expects}.`;
  const advice = first ? advise(first.key, known) : `Known here: ${known.join(', ')}.`;
  reader.reportAt(headOf(node), path, { code: 'flow.expected', message, advice });
}
