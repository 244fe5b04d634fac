/** Shapes made of shapes: lists, records, alternatives and plain JSON. */

import type { Json, JsonObject } from '../../kernel/index.ts';
import type { Node } from '../yaml/nodes.ts';
import type { Path, Reader } from './reader.ts';
import type { Plain, SchemaBook, Shape } from './shape.ts';
import { mismatch } from './shape.ts';

/** A list; what cannot be read is left out of it. */
export function list<T>(item: Shape<T>, expects: string): Shape<readonly T[]> {
  const shape: Shape<readonly T[]> = {
    expects,
    accepts: (node) => node.kind === 'list',
    read(node, path, reader) {
      if (node.kind !== 'list') return mismatch(shape, node, path, reader);
      reader.place(path, node);
      const values: T[] = [];
      for (const inner of node.items) {
        const value = item.read(inner, [...path, values.length], reader);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
    write: (values) => values.map((value) => item.write(value)),
    schema: (book) => ({ type: 'array', items: item.schema(book) }),
  };
  return shape;
}

/** A list, or its only element without the brackets. */
export function oneOrMore<T>(item: Shape<T>, expects: string): Shape<readonly T[]> {
  const many = list(item, expects);
  return {
    expects,
    accepts: (node) => node.kind === 'list' || item.accepts(node),
    read(node, path, reader) {
      if (node.kind === 'list') return many.read(node, path, reader);
      reader.place(path, node);
      const value = item.read(node, [...path, 0], reader);
      return value === undefined ? [] : [value];
    },
    write: (values) => (values.length === 1 ? item.write(values[0]!) : many.write(values)),
    schema: (book) => ({ anyOf: [item.schema(book), many.schema(book)] }),
  };
}

/** One alternative of `either`, with the test that finds it when writing. */
export interface Alternative<T> {
  readonly shape: Shape<T>;
  owns(value: T): boolean;
}

/** The first alternative that looks like the node. */
export function either<T>(expects: string, alternatives: readonly Alternative<T>[]): Shape<T> {
  const shape: Shape<T> = {
    expects,
    accepts: (node) => alternatives.some((each) => each.shape.accepts(node)),
    read(node, path, reader) {
      const found = alternatives.find((each) => each.shape.accepts(node));
      return found ? found.shape.read(node, path, reader) : mismatch(shape, node, path, reader);
    },
    write: (value) => alternatives.find((each) => each.owns(value))!.shape.write(value),
    schema: (book) => ({ anyOf: alternatives.map((each) => each.shape.schema(book)) }),
  };
  return shape;
}

/** Lets a shape of a part of a union stand among its alternatives. */
export function asEither<A extends B, B>(shape: Shape<A>): Shape<B> {
  return shape as unknown as Shape<B>;
}

/** A shape whose value in the tree is another than the one written. */
export function mapped<A, B>(
  inner: Shape<A>,
  into: (value: A) => B,
  outOf: (value: B) => A,
): Shape<B> {
  return {
    expects: inner.expects,
    accepts: (node) => inner.accepts(node),
    read(node, path, reader) {
      const value = inner.read(node, path, reader);
      return value === undefined ? undefined : into(value);
    },
    write: (value) => inner.write(outOf(value)),
    schema: (book) => inner.schema(book),
  };
}

/** Values by names the author chooses. */
export function dictionary<T>(
  item: Shape<T>,
  expects: string,
): Shape<{ readonly [key: string]: T }> {
  const shape: Shape<{ readonly [key: string]: T }> = {
    expects,
    accepts: (node) => node.kind === 'map',
    read(node, path, reader) {
      if (node.kind !== 'map') return mismatch(shape, node, path, reader);
      reader.place(path, node);
      const values: { [key: string]: T } = {};
      for (const { key, keySpan, value } of node.entries.values()) {
        const at = [...path, key];
        const read = item.read(value, at, reader);
        reader.place(at, value, keySpan);
        if (read !== undefined) values[key] = read;
      }
      return values;
    },
    write(values) {
      return Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, item.write(value)]),
      );
    },
    schema: (book) => ({ type: 'object', additionalProperties: item.schema(book) }),
  };
  return shape;
}

/** A JSON object, taken as it stands. */
export const jsonObject: Shape<JsonObject> = {
  expects: 'a mapping',
  accepts: (node) => node.kind === 'map',
  read(node, path, reader) {
    if (node.kind !== 'map') return mismatch(jsonObject, node, path, reader);
    return readJson(node, path, reader) as JsonObject;
  },
  write: (value) => value as Plain,
  schema: () => ({ type: 'object' }),
};

function readJson(node: Node, path: Path, reader: Reader): Json {
  reader.place(path, node);
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') {
    return node.items.map((item, index) => readJson(item, [...path, index], reader));
  }
  const result: { [key: string]: Json } = {};
  for (const { key, keySpan, value } of node.entries.values()) {
    result[key] = readJson(value, [...path, key], reader);
    reader.place([...path, key], value, keySpan);
  }
  return result;
}

/** A shape that is built when first needed, so that shapes may contain themselves. */
export function lazy<T>(name: string, build: () => Shape<T>): Shape<T> {
  let built: Shape<T> | undefined;
  const get = (): Shape<T> => {
    built ??= build();
    return built;
  };
  return {
    get expects() {
      return get().expects;
    },
    accepts: (node) => get().accepts(node),
    read: (node, path, reader) => get().read(node, path, reader),
    write: (value) => get().write(value),
    schema: (book: SchemaBook) => book.refer(name, () => get().schema(book)),
  };
}
