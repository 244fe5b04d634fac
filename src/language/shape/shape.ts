/** A shape says three things at once: how a value is read, how it is written, and its schema. */

import type { JsonObject } from '../../kernel/index.ts';
import type { Node } from '../yaml/nodes.ts';
import type { Path, Reader } from './reader.ts';
import { describe } from './reader.ts';

/** Plain YAML data on its way out. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** One value of the definition's tree as authors write it. */
export interface Shape<T> {
  /** What an author is told to write here: `a role's name`. */
  readonly expects: string;
  /** The keys of a record. */
  readonly keys?: readonly string[];
  /** Whether the node looks like one; says nothing about whether it is a good one. */
  accepts(node: Node): boolean;
  /** Reads the value at `path` of the tree; reports what is wrong and then may give undefined. */
  read(node: Node, path: Path, reader: Reader): T | undefined;
  write(value: T): Plain;
  schema(book: SchemaBook): JsonObject;
}

/** The `$defs` of the JSON Schema while it is being built. */
export class SchemaBook {
  readonly definitions: { [name: string]: JsonObject } = {};

  refer(name: string, build: () => JsonObject): JsonObject {
    if (!Object.hasOwn(this.definitions, name)) {
      this.definitions[name] = {};
      this.definitions[name] = build();
    }
    return { $ref: `#/$defs/${name}` };
  }
}

/** Reports that another kind of value is needed and gives undefined. */
export function mismatch(
  shape: { readonly expects: string },
  node: Node,
  path: Path,
  reader: Reader,
  advice?: string,
): undefined {
  const message = `Expected ${shape.expects}, not ${describe(node)}.`;
  reader.place(path, node);
  reader.report(path, { code: 'flow.expected', message, advice });
  return undefined;
}
