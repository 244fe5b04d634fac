import { expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/index.ts';
import { fieldsOf } from './fields.ts';
import { valueFrom } from './typed.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['amount'],
  'x-order': ['reason', 'amount'],
  properties: {
    amount: { title: { en: 'Amount' }, type: 'number', 'x-kind': 'money', 'x-currency': 'CNY' },
    reason: { type: 'string', maxLength: 500 },
    kind: { enum: ['a', 2], 'x-labels': { a: { en: 'First' } } },
    who: { type: 'string', 'x-kind': 'person' },
    files: { type: 'array', items: { type: 'string', 'x-kind': 'file' } },
    kinds: { type: 'array', items: { enum: ['a'], 'x-labels': { a: { en: 'First' } } } },
    items: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
  },
};

test('F1 fields come by x-order, then as they stand, each by its kind', () => {
  const fields = fieldsOf(SCHEMA);
  expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'reason long-text',
    'amount money',
    'kind choice',
    'who person',
    'files files',
    'kinds choices',
    'items table',
  ]);
  expect(fields[1]).toMatchObject({ isRequired: true, currency: 'CNY', title: { en: 'Amount' } });
  expect(fields[5]?.options).toEqual([{ value: 'a', label: { en: 'First' } }]);
  expect(fields[6]?.columns?.[0]).toMatchObject({ name: 'n', kind: 'number' });
});

test('F1 what is typed becomes the value of its kind, and what is none stays as it was typed', () => {
  const [reason, amount, kind] = fieldsOf(SCHEMA);
  expect(valueFrom(amount!, '62,000.50')).toBe(62_000.5);
  expect(valueFrom(amount!, 'many')).toBe('many');
  expect(valueFrom(amount!, '')).toBeUndefined();
  expect(valueFrom(kind!, '2')).toBe(2);
  expect(valueFrom(reason!, '12')).toBe('12');
});
