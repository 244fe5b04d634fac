/** The JSON Schema of the YAML face, for completion and checking in editors. */

import type { JsonObject } from '../kernel/index.ts';
import { flowDocument } from './flow/document.ts';
import { SchemaBook } from './shape/shape.ts';

/**
 * Builds the schema from the very tables that the parser reads by.
 * Rules: whatever the parser accepts, the schema accepts; meaning is left to `check`.
 * Source: JSON Schema 2020-12.
 */
export function flowSchema(): JsonObject {
  const book = new SchemaBook();
  const root = flowDocument.schema(book);
  const names = Object.keys(book.definitions).sort();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://vermilion.dev/schema/v1/flow.json',
    title: 'ApprovalFlow',
    ...root,
    $defs: Object.fromEntries(names.map((name) => [name, book.definitions[name]!])),
  };
}

/** The schema as the committed file has it. */
export function flowSchemaText(): string {
  return `${JSON.stringify(flowSchema(), undefined, 2)}\n`;
}
