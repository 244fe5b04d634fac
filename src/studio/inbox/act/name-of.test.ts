import { expect, test } from 'vitest';
import { isNameOf } from './name-of.ts';

test('a signature is the name in any language, whatever marks stand in it, and never empty', () => {
  const name = { en: "James O'Brien", 'zh-CN': '詹姆斯·奥布莱恩' };
  for (const signed of ['James O’Brien', 'james obrien', '詹姆斯・奥布莱恩', '詹姆斯奥布莱恩']) {
    expect(isNameOf(signed, name), signed).toBe(true);
  }
  for (const other of ['', ' ', '·', 'James']) expect(isNameOf(other, name), other).toBe(false);
  expect(['…', '', '–', ' '].map((signed) => isNameOf(signed, '...'))).toEqual([
    true,
    ...[false, false, false],
  ]);
  expect(isNameOf('', ' ')).toBe(false);
});
