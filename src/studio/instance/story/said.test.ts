import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Instance } from '../../../protocol/index.ts';
import { formatsIn } from '../../words/format.ts';
import type { Language } from '../../words/texts.ts';
import { namesIn } from '../moment.ts';
import { CASE } from '../texts.ts';
import { sayerOf } from './said.ts';
import { STORY } from './texts.ts';

const person = (id: string, zh: string) => ({ id, name: { en: id, 'zh-CN': zh } });
const INSTANCE = {
  initiator: person('emma', '艾玛'),
  notified: [],
  path: [
    { visit: 1, step: 'start', kind: 'start', title: 'start', seats: [] },
    {
      visit: 2,
      step: 'finance',
      kind: 'approval',
      title: { en: 'Finance', 'zh-CN': '财务' },
      seats: [
        { person: person('fay', '费'), delegations: [{ to: person('leo', '里奥') }] },
        { person: person('finn', '芬') },
      ],
    },
  ],
} as unknown as Instance;
const TITLES = { chief: { en: 'Chief', 'zh-CN': '总经理' } };

function said(language: Language, event: JsonObject): string {
  const names = namesIn(INSTANCE, TITLES);
  return sayerOf(STORY[language], CASE[language], formatsIn(language), names)({ event }).what.text;
}

const added = (where: string) => ({
  type: 'SeatsAdded',
  visit: 2,
  where,
  seats: [{ person: 'finn' }, { person: 'leo' }],
});

test.each<readonly [JsonObject, string, string]>([
  [added('before'), '在「财务」前加签 芬和里奥', 'before the own vote at “Finance”'],
  [added('after'), '在「财务」后加签 芬和里奥', 'to confirm the own vote at “Finance”'],
  [added('beside'), '在「财务」并加签 芬和里奥', 'as voters beside at “Finance”'],
  [
    { type: 'PeopleAddedAhead', step: 'chief', people: ['finn'] },
    '为后续步骤「总经理」加签 芬',
    'added finn to “Chief” ahead',
  ],
  [{ type: 'SeatRemoved', visit: 2, seat: 2 }, '减签 → 芬', '→ finn'],
  [{ type: 'PeopleReminded', people: ['fay'] }, '催办 → 费', 'reminded → fay'],
  [{ type: 'InstanceJumped', to: 'chief' }, '跳转 → 总经理', '→ Chief'],
  [{ type: 'VisitOpened', visit: 1 }, '「提交」开始', '“Submitted” begins'],
])('V5 %j says whom, where and how', (event, zh, en) => {
  expect(said('zh-CN', event)).toBe(zh);
  expect(said('en', event)).toContain(en);
});
