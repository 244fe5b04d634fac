import { expect, test } from 'vitest';
import { compileForm } from '../../kernel/index.ts';
import { FormDraft } from './form-draft.ts';
import { partOf } from './inner.ts';

const validate = compileForm({
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, price: { type: 'number', minimum: 0 } },
      },
    },
    address: {
      type: 'object',
      properties: { city: { type: 'string' }, owner: { type: 'object', properties: { id: {} } } },
    },
  },
});

test('F6 a cell changes its row alone, and a row that nobody touched stays the same object', () => {
  const first = { name: 'a', price: 1 };
  const draft = new FormDraft(validate, { items: [first, { name: 'b', price: 2 }] });
  const row = partOf(draft, 'items', 1);
  row.set('price', 5);
  expect(draft.form).toEqual({ items: [first, { name: 'b', price: 5 }] });
  expect((draft.form['items'] as object[])[0]).toBe(first);
  row.set('price', undefined);
  expect(row.value('price')).toBeUndefined();
  expect(draft.form['items']).toEqual([first, { name: 'b' }]);
});

test('F6 a bad cell is told at its place, once somebody has been in it or all is asked for', () => {
  const draft = new FormDraft(validate, { items: [{ name: 'a', price: -1 }, { price: -2 }] });
  const [first, second] = [partOf(draft, 'items', 0), partOf(draft, 'items', 1)];
  expect(first.problem('price')).toBeUndefined();
  first.touch('price');
  expect([first.problem('price')?.keyword, second.problem('price')]).toEqual([
    'minimum',
    undefined,
  ]);
  expect(draft.wrongWithin('items')).toEqual(['0.price', '1.name', '1.price']);
  draft.touchAll();
  expect(second.problem('name')?.keyword).toBe('required');
});

test('F1 an object within an object is filled at its own place, and begun when it is not there', () => {
  const draft = new FormDraft(validate, {});
  const address = partOf(draft, 'address');
  address.set('city', '杭州');
  partOf(address, 'owner').set('id', 'li-lei');
  expect(draft.form).toEqual({ address: { city: '杭州', owner: { id: 'li-lei' } } });
});

test('S3 a form cannot be sent while something of it is on its way', () => {
  const draft = new FormDraft(validate, {});
  draft.hold('items', true);
  expect([draft.isValid, draft.touchAll()]).toEqual([false, ['items']]);
  draft.hold('items', false);
  expect(draft.isValid).toBe(true);
});
