import { expect, test } from 'vitest';
import { compileRules } from '../../kernel/index.ts';
import { FormDraft } from './form-draft.ts';
import { fetchPatterns, patternsLater, whenPatterns } from './patterns.ts';

test('F2 a pattern is held against what was written before its code was there', async () => {
  const code = { type: 'string', pattern: '^CC-[0-9]{4}$' };
  const schema = { type: 'object', properties: { code, name: { type: 'string' } } };
  const draft = new FormDraft(compileRules(schema, patternsLater), {});
  whenPatterns(() => draft.review());
  draft.set('code', 'CC-12');
  draft.touch('code');
  expect(draft.isValid).toBe(true);
  const heard: string[] = [];
  draft.subscribe('code', () => heard.push('code'));
  draft.subscribe('name', () => heard.push('name'));
  await fetchPatterns();
  expect([draft.problem('code')?.keyword, draft.isValid, heard]).toEqual([
    ...['pattern', false, ['code']],
  ]);
  draft.set('code', 'CC-1234');
  expect(draft.isValid).toBe(true);
});
