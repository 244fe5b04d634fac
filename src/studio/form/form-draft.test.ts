import { expect, test } from 'vitest';
import { compileForm } from '../../kernel/index.ts';
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
