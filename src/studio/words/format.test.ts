import { expect, test } from 'vitest';
import { formatsIn } from './format.ts';

test.each([
  [['employee', 'developer'], 'employee 和 developer'],
  [['周子涵', 'developer'], '周子涵和 developer'],
  [['周子涵', '吴昊天', '李雷'], '周子涵、吴昊天和李雷'],
])('a Chinese list of %j keeps Latin words apart', (parts, text) => {
  expect(formatsIn('zh-CN').list(parts)).toBe(text);
});
