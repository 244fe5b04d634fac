import { expect, test } from 'vitest';
import { formatsIn } from '../words/format.ts';
import { ruleIn } from './rules.ts';

const PEOPLE = [
  { id: 'fay', name: { en: 'Fay', 'zh-CN': '费伊' } },
  { id: 'max', name: { en: 'Max', 'zh-CN': '马克' } },
];

test.each([
  ['empty', 'admin', '无人可审，转管理员', 'nobody was left: administrators are asked'],
  ['initiator', 'manager', '改由发起人的上级审批', 'the initiator’s manager is asked instead'],
  ['dedupe', 'adjacent: vote 2.1', '此前已同意', 'has approved before'],
  ['added', 'before by max', '马克 前加签', 'before, by Max'],
  ['substitute', 'fay for max', '费伊 代 马克', 'Fay for Max'],
  [
    'substitute',
    'not fay for max: inactive',
    '费伊 未能代 马克：已离职',
    'Fay not for Max: has left',
  ],
  ['reassigned', 'moved to Berlin', 'moved to Berlin', 'moved to Berlin'],
])('R3.3 the rule of the stage %s, “%s”, is told in words', (stage, rule, zh, en) => {
  const known = [{ stage: 'resolved', people: PEOPLE }];
  expect(ruleIn('zh-CN', formatsIn('zh-CN'), [stage, rule], known)).toBe(zh);
  expect(ruleIn('en', formatsIn('en'), [stage, rule], known)).toBe(en);
});
