import { expect, test } from 'vitest';
import { compileForm, compileFormulas } from '../../kernel/index.ts';
import { ANY, FormDraft } from './form-draft.ts';

const validate = compileForm({
  type: 'object',
  required: ['amount', 'reason'],
  properties: {
    amount: { type: 'number', maximum: 100 },
    reason: { type: 'string', minLength: 2 },
    note: { type: 'string' },
  },
});

test('F2 a change is heard by its own field and by those whose problem it changes, by no other', () => {
  const draft = new FormDraft(validate, {});
  const heard: string[] = [];
  for (const field of ['amount', 'reason', 'note', ANY]) {
    draft.subscribe(field, () => heard.push(field));
  }
  draft.set('amount', 5);
  expect(heard).toEqual(['amount', ANY]);
});

test('F2 nothing is said of a field before somebody has been in it, then what the engine says', () => {
  const draft = new FormDraft(validate, {});
  draft.set('amount', 500);
  expect(draft.problem('amount')).toBeUndefined();
  draft.touch('amount');
  expect(draft.problem('amount')?.keyword).toBe('maximum');
  expect(draft.touchAll().toSorted()).toEqual(['amount', 'reason']);
  draft.set('amount', 5);
  draft.set('reason', 'tea');
  expect([draft.isValid, draft.form]).toEqual([true, { amount: 5, reason: 'tea' }]);
});

test('F2 an emptied field is left out of the form', () => {
  const draft = new FormDraft(validate, { amount: 1, reason: 'tea', note: 'x' });
  draft.set('note', undefined);
  expect(draft.form).toEqual({ amount: 1, reason: 'tea' });
});

test('D8 what nobody has changed here is as it is elsewhere; what somebody typed stays', () => {
  const draft = new FormDraft(validate, { amount: 1, reason: 'tea', note: 'mine' });
  draft.set('note', 'typed');
  const heard: string[] = [];
  for (const field of ['amount', 'reason', 'note', ANY]) {
    draft.subscribe(field, () => heard.push(field));
  }
  draft.rebase({ amount: 500, note: 'theirs' });
  expect(draft.form).toEqual({ amount: 500, note: 'typed' });
  expect(heard.toSorted()).toEqual([ANY, 'amount', 'reason']);
  expect(['amount', 'reason', 'note'].map((field) => draft.round(field))).toEqual([1, 1, 0]);
  expect(['amount', 'reason', 'note'].map((field) => draft.isEdited(field))).toEqual([
    false,
    false,
    true,
  ]);
  expect(draft.isValid).toBe(false);
});

const schema = {
  type: 'object',
  properties: {
    price: { type: 'number' },
    quantity: { type: 'number' },
    amount: { type: 'number', maximum: 100, 'x-formula': 'form.price * form.quantity' },
    tax: { type: 'number', 'x-formula': 'form.amount * 0.06' },
    each: { type: 'number', 'x-formula': '1 / form.quantity' },
    note: { type: 'string' },
  },
} as const;

test('R6.19 what is computed follows as one types, and only what depends on it is told', () => {
  const draft = new FormDraft(compileForm(schema), { price: 1.1 }, compileFormulas(schema));
  expect(draft.form).toEqual({ price: 1.1, amount: 0, tax: 0 });
  const heard: string[] = [];
  for (const field of ['price', 'quantity', 'amount', 'tax', 'each', 'note']) {
    draft.subscribe(field, () => heard.push(field));
  }
  draft.set('quantity', 3);
  expect(draft.form).toMatchObject({ amount: 3.3, tax: 0.198 });
  expect(heard.toSorted()).toEqual(['amount', 'each', 'quantity', 'tax']);
  heard.length = 0;
  draft.set('note', 'x');
  expect(heard).toEqual(['note']);
});

test('R6.19 what is wrong with a computed field is told by whoever left what it is computed from', () => {
  const draft = new FormDraft(
    compileForm(schema),
    { price: 1, quantity: 2 },
    compileFormulas(schema),
  );
  draft.set('price', 90);
  expect(draft.problem('amount')).toBeUndefined();
  draft.touch('price');
  expect(draft.problem('amount')?.keyword).toBe('maximum');
  draft.set('quantity', 0);
  draft.touch('quantity');
  expect(draft.problem('each')?.keyword).toBe('formula');
  draft.set('note', 'y');
  expect([draft.isValid, draft.problem('each')?.keyword]).toEqual([false, 'formula']);
});

test('R6.19 where others see more, what is computed is left to the engine', () => {
  const draft = new FormDraft(
    compileForm(schema),
    { price: 2, amount: 8 },
    compileFormulas(schema, ['quantity']),
  );
  draft.set('price', 3);
  expect(draft.form).toEqual({ price: 3, amount: 8 });
  expect(draft.typed).toEqual({ price: 3 });
});
