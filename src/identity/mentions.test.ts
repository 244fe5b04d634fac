import { expect, test } from 'vitest';
import { mentionsOf } from './mentions.ts';

const person = (id: string, name: string | Record<string, string>, active = true) => ({
  ...{ id, name, active },
});
const mentioned = mentionsOf([
  person('wang-jianguo', { en: 'Wang Jianguo', 'zh-CN': '王建国' }),
  person('wang-jian', { en: 'Wang Jian', 'zh-CN': '王建' }),
  person('max', 'Max'),
  person('li-na', { en: 'Li Na', 'zh-CN': '李娜' }),
  person('li-na-2', { en: 'Li Na', 'zh-CN': '李娜' }),
  person('gone', { en: 'Gone', 'zh-CN': '离职' }, false),
]);

test.each([
  ['by id, by name, in any language and width', '@max ＠王建国：请看', ['max', 'wang-jianguo']],
  ['the longest name', '@王建国和@王建', ['wang-jianguo', 'wang-jian']],
  ['the longest name in Latin letters', '@Wang Jianguo, please', ['wang-jianguo']],
  ['once', '@max @MAX', ['max']],
  ['everybody of that name', 'cc @李娜', ['li-na', 'li-na-2']],
  ['nobody by the start of a word', '@maxine', []],
  ['nobody by an address', 'write to me@max', []],
  ['nobody who left', '@离职 @gone', []],
  ['nobody without an @', '王建国 max', []],
])('a text names %s', (_, text, people) => {
  expect(mentioned(text).people).toEqual(people);
});

test.each([
  ['a name that nobody has', '@张三，请看 @max', ['张三']],
  ['a name that goes on behind a name', 'ask @maxine.', ['maxine.']],
  ['who left', '@离职', ['离职']],
  ['nothing behind an @, and no address', 'at @ 9, me@max', []],
])('a text that names %s says so', (_, text, nobody) => {
  expect(mentioned(text).nobody).toEqual(nobody);
});
