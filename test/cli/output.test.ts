import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { formPairs } from '../../src/cli/output/form.ts';
import type { Look } from '../../src/cli/output/look.ts';
import { lookOf } from '../../src/cli/output/look.ts';
import { cut, pad, pairs, table, wrap } from '../../src/cli/output/table.ts';
import {
  dateTime,
  inAllLanguages,
  inLanguage,
  reasonText,
  relative,
  shortId,
  valueText,
} from '../../src/cli/output/words.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

const plain: Look = {
  paint: (_colour, text) => text,
  language: 'en',
  timeZone: 'Asia/Shanghai',
  nowMs: Date.UTC(2026, 2, 2, 12),
};
const watched: Look = { ...plain, columns: 40 };
const mixed = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '李', '雷', '极', '👩‍👧', 'é', '…', '¥', '，'),
});

describe('table', () => {
  test('columns stand under each other whatever script the cells are in', () => {
    const rows = [
      ['李雷', 'a'],
      ['Li Lei', 'b'],
      ['詹姆斯·奥布莱恩', 'c'],
    ];
    const text = table([{ title: 'NAME' }, { title: 'X' }], rows, plain);
    const starts = text
      .trimEnd()
      .split('\n')
      .map((line) => stringWidth(line.slice(0, -1)));
    expect(new Set(starts).size).toBe(1);
  });

  test('the giving column is cut so that no line is wider than the terminal', () => {
    const rows = [['01', '拜访柏林客户的差旅费用报销与后续安排', 'manager']];
    const columns = [{ title: 'ID' }, { title: 'SUBJECT', gives: true }, { title: 'STEP' }];
    const lines = table(columns, rows, watched).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
    expect(table(columns, rows, watched)).toContain('…');
    expect(table(columns, rows, plain)).toContain(rows[0]![1]);
  });

  test('no rows are no table', () => {
    expect(table([{ title: 'A' }], [], plain)).toBe('');
    expect(pairs([], plain)).toBe('');
  });

  test('labels of pairs take one width', () => {
    const text = pairs(
      [
        ['金额', '1'],
        ['amount', '2'],
      ],
      plain,
    );
    expect(text).toBe('  金额    1\n  amount  2\n');
  });

  test('a value of lines stays in its column, and a table is a row a line', () => {
    const items = { properties: { what: {}, price: { 'x-currency': 'CNY' } } };
    const rows = [{ what: 'Train', price: 553 }, { what: 'Taxi' }];
    const found = formPairs({ rows, note: 'a\nb' }, [], { properties: { rows: { items } } }, plain);
    expect(pairs(found, plain)).toBe(
      '  rows  Train · ¥553.00\n        Taxi\n  note  a\n        b\n',
    );
  });
});

describe('widths', () => {
  test('a cut text fits, and is whole when it fitted before', () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 1, max: 30 }), (text, columns) => {
        const short = cut(text, columns);
        expect(stringWidth(short)).toBeLessThanOrEqual(columns);
        if (stringWidth(text) <= columns) expect(short).toBe(text);
      }),
    );
  });

  test('a padded text has the width', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect(stringWidth(pad(text, 100))).toBe(Math.max(100, stringWidth(text)));
      }),
    );
  });

  test('a wrapped text keeps every word, in lines that fit', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const lines = wrap(text, 20);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
    const names = '财务票签 asks 钟灵 Zhong Ling, 汪子墨 Wang Zimo, 田甜 Tian Tian';
    for (const line of wrap(names, 30)) expect(stringWidth(line)).toBeLessThanOrEqual(30);
  });
});

describe('words', () => {
  const name = { en: 'Li Lei', 'zh-CN': '李雷' };

  test('a name is shown in the language of the viewer, else in English, else in any', () => {
    expect(inLanguage(name, 'zh-CN')).toBe('李雷');
    expect(inLanguage(name, 'fr')).toBe('Li Lei');
    expect(inLanguage({ de: 'Ulf' }, 'en')).toBe('Ulf');
    expect(inLanguage('Emma', 'zh-CN')).toBe('Emma');
    expect(inAllLanguages(name, 'zh-CN')).toBe('李雷 Li Lei');
    expect(inAllLanguages({ en: 'Ulf', de: 'Ulf' }, 'en')).toBe('Ulf');
  });

  test('times are ISO dates in the viewer’s zone; for a person, distances', () => {
    const atMs = Date.UTC(2026, 2, 2, 9, 30);
    expect(dateTime(atMs, plain)).toBe('2026-03-02 17:30');
    expect(relative(atMs, plain)).toBe('2026-03-02 17:30');
    expect(relative(atMs, watched)).toBe('2 h ago');
    expect(relative(watched.nowMs + 3 * 86_400_000, watched)).toBe('in 3 d');
    expect(relative(watched.nowMs, watched)).toBe('now');
  });

  test('an id is short for a person and whole for a script', () => {
    const id = '01a1fc6261fe7f72b243e4dedddea064.5.2';
    expect(shortId(id, watched)).toBe('dddea064.5.2');
    expect(shortId(id, plain)).toBe(id);
  });

  test('a reason is short where one line has to do, and names the rows of a table', () => {
    const values = { 'form.days': 3 };
    const long = `form.days <= 3.0 && ${'form.urgent || '.repeat(9)}true`;
    expect(reasonText({ expression: 'form.days <= 3.0', values })).toBe(
      'form.days <= 3.0 (form.days = 3)',
    );
    const short = reasonText({ expression: long, values });
    expect(short).toMatch(/^form\.days <= 3\.0 && .*… \(form\.days = 3\)$/);
    expect(short.length).toBeLessThan(90);
    expect(reasonText({ expression: long, values }, undefined, Infinity)).toContain(long);
    expect(reasonText({ expression: long, values }, [2])).toBe('row 2 (form.days = 3)');
    expect(reasonText({ expression: long, values: {} }, [])).toBe('no row');
  });
  test('values are words, money has its currency', () => {
    expect(valueText(62_000, 'CNY')).toBe('¥62,000.00');
    expect(valueText(5, 'no currency')).toBe('5 no currency');
    expect(valueText(['a', 1])).toBe('a, 1');
    expect(valueText([])).toBe('–');
    expect(valueText(null)).toBe('–');
    expect(valueText(true)).toBe('yes');
    expect(valueText({ a: 1 })).toBe('{"a":1}');
  });
});

describe('look', () => {
  const terminal = (given: Partial<Terminal>) =>
    lookOf({ env: {}, isWatched: true, columns: 80, nowMs: () => 0, ...given } as Terminal);
  const isColoured = (look: Look) => look.paint('red', 'x') !== 'x';

  test('colour is for terminals, and for those who did not refuse it', () => {
    expect(isColoured(terminal({}))).toBe(true);
    expect(isColoured(terminal({ isWatched: false }))).toBe(false);
    expect(isColoured(terminal({ env: { NO_COLOR: '1' } }))).toBe(false);
    expect(isColoured(terminal({ env: { NO_COLOR: '' } }))).toBe(true);
    expect(isColoured(terminal({ env: { TERM: 'dumb' } }))).toBe(false);
  });

  test('the locale says the language, LC_ALL before LANG', () => {
    expect(terminal({ env: { LANG: 'zh_CN.UTF-8' } }).language).toBe('zh-CN');
    expect(terminal({ env: { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' } }).language).toBe('en');
    expect(terminal({}).language).toBe('en');
  });
});
