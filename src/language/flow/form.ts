/** How authors write a form: the subset of JSON Schema 2020-12 that the kernel enforces. */

import type { JsonObject } from '../../kernel/index.ts';
import { jsonObject } from '../shape/collections.ts';
import { title } from '../shape/scalars.ts';
import type { SchemaBook, Shape } from '../shape/shape.ts';

const NUMBER = { type: 'number' };
const COUNT = { type: 'integer', minimum: 0 };
const NAMES = { type: 'array', items: { type: 'string' } };
const TYPES = {
  enum: ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'],
};

/** A form's schema, kept as it stands; the checks look into it. */
export const formShape: Shape<JsonObject> = {
  ...jsonObject,
  schema: (book) => ({
    allOf: [field(book), { required: ['type'], properties: { type: { const: 'object' } } }],
  }),
};

/** The schema of one field, kept as it stands. */
export const fieldShape: Shape<JsonObject> = { ...jsonObject, schema: field };

/** The JSON Schema of one field, or of the form itself. */
function field(book: SchemaBook): JsonObject {
  return book.refer('field', () => {
    const inner = { anyOf: [{ $ref: '#/$defs/field' }, { type: 'boolean' }] };
    const parts = { type: 'array', minItems: 1, items: inner };
    return {
      title: 'Field',
      description: 'A form or one of its fields: JSON Schema 2020-12, the part that is enforced.',
      type: 'object',
      properties: {
        ...annotations(book),
        type: { anyOf: [TYPES, { type: 'array', minItems: 1, items: TYPES }] },
        enum: { type: 'array', minItems: 1 },
        const: {},
        minimum: NUMBER,
        maximum: NUMBER,
        exclusiveMinimum: NUMBER,
        exclusiveMaximum: NUMBER,
        multipleOf: { type: 'number', exclusiveMinimum: 0 },
        minLength: COUNT,
        maxLength: COUNT,
        pattern: { type: 'string', description: 'RE2 syntax.' },
        format: { type: 'string', examples: ['date', 'date-time', 'email', 'uri'] },
        items: inner,
        minItems: COUNT,
        maxItems: COUNT,
        uniqueItems: { type: 'boolean' },
        properties: { type: 'object', additionalProperties: inner },
        required: NAMES,
        additionalProperties: inner,
        allOf: parts,
        anyOf: parts,
        oneOf: parts,
        not: inner,
      },
      patternProperties: { '^x-': {} },
      additionalProperties: false,
    };
  });
}

function annotations(book: SchemaBook): JsonObject {
  return {
    $schema: { type: 'string' },
    $comment: { type: 'string' },
    title: title.schema(book),
    description: title.schema(book),
    default: {},
    examples: { type: 'array' },
    deprecated: { type: 'boolean' },
    readOnly: { type: 'boolean' },
    writeOnly: { type: 'boolean' },
    'x-kind': {
      description: 'How the field is shown and entered.',
      type: 'string',
      examples: ['money', 'person', 'department', 'file', 'date', 'date-time', 'long-text'],
    },
    'x-formula': {
      description:
        'Computes the field: CEL over `form`, and in a table over `row`; numbers are exact decimals.',
      type: 'string',
      examples: ['row.price * row.quantity', 'sum(form.items.map(i, i.amount))'],
    },
    'x-currency': { description: 'The currency of money, as in ISO 4217.', type: 'string' },
    'x-order': { description: 'The order in which the fields are shown.', ...NAMES },
    'x-facts': {
      description: 'Of the form: the fields that lists show of a request, five at most.',
      ...NAMES,
    },
    'x-labels': {
      description: 'A text for each value of enum.',
      type: 'object',
      additionalProperties: title.schema(book),
    },
  };
}
