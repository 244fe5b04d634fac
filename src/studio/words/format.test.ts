import { expect, test } from 'vitest';
import { formatsIn } from './format.ts';

test.each([
  [['employee', 'developer'], 'employee 和 developer'],
  [['周子涵', 'developer'], '周子涵和 developer'],
  [['周子涵', '吴昊天', '李雷'], '周子涵、吴昊天和李雷'],
])('a Chinese list of %j keeps Latin words apart', (parts, text) => {
  expect(formatsIn('zh-CN').list(parts)).toBe(text);
});

test('an amount is shown as it is signed, fractions of a cent too', () => {
  const { money, subject } = formatsIn('zh-CN');
  expect([1200, 1200.5, 1200.505, 0.1 + 0.2].map(money)).toEqual([
    '1,200.00',
    '1,200.50',
    '1,200.505',
    '0.30',
  ]);
  expect(subject('项目 · ¥1200.505')).toBe('项目 · ¥1,200.505');
});
