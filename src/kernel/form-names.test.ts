import { expect, test } from 'vitest';
import { approval, flow, Play } from '../testing/index.ts';
import type { JsonObject } from './index.ts';

const PERSON = { type: 'string', 'x-kind': 'person' };
const DEPARTMENT = { type: 'string', 'x-kind': 'department' };
const FORM: JsonObject = {
  type: 'object',
  properties: {
    who: PERSON,
    others: { type: 'array', items: PERSON },
    rows: { type: 'array', items: { type: 'object', properties: { of: DEPARTMENT } } },
    note: { type: 'string' },
  },
};

function begun(): Play {
  const rights = { who: 'edit', note: 'edit' } as const;
  return new Play({ ...flow([approval('a', 'fay', { rights })]), form: FORM });
}

function problemsOf(form: JsonObject): unknown {
  const command = { type: 'StartInstance', tenant: 'test', instance: 'i1', form } as const;
  const decision = begun().send(command, { kind: 'person', id: 'emma' });
  return decision.ok ? [] : decision.refusal['problems'];
}

test('R3.1 a form names people and departments of the directory, wherever it names them', () => {
  expect(problemsOf({ who: 'fay', others: ['finn'], rows: [{ of: 'office' }, {}] })).toEqual([]);
  expect(problemsOf({ who: 'nobody' })).toMatchObject([{ field: 'who', keyword: 'person' }]);
  expect(problemsOf({ others: ['fay', 'x'] })).toMatchObject([{ field: 'others.1' }]);
  expect(problemsOf({ rows: [{ of: 'moon' }] })).toMatchObject([
    { field: 'rows.0.of', keyword: 'department' },
  ]);
});

test('R3.1 whom the form names already is not asked for again when something else changes', () => {
  const play = begun();
  play.start('emma', { who: 'finn' });
  const { directory } = play;
  play.directory = {
    ...directory,
    person: (id) => (id === 'finn' ? undefined : directory.person(id)),
  };
  const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
  expect(play.refusal({ ...vote, form: { who: 'xyz' } }, 'fay')).toBe('form.invalid');
  expect(play.refusal({ ...vote, form: { who: 'finn', note: 'x' } }, 'fay')).toBe('accepted');
});
