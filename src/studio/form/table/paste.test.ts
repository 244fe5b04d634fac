import { expect, test } from 'vitest';
import { fieldsOf } from '../fields.ts';
import { cellsFrom, mappingOf, rowsFrom } from './paste.ts';

const COLUMNS = fieldsOf({
  type: 'object',
  properties: {
    name: { title: { en: 'Item', 'zh-CN': '品名' }, type: 'string' },
    price: { title: { en: 'Price', 'zh-CN': '单价' }, type: 'number', 'x-kind': 'money' },
    unit: { enum: ['piece', 'box'], 'x-labels': { box: { en: 'Box', 'zh-CN': '箱' } } },
    until: { type: 'string', 'x-kind': 'date' },
    taxed: { type: 'boolean' },
  },
});

test('F6 what a spreadsheet copies comes apart into cells, quotes, tabs and lines in them included', () => {
  expect(cellsFrom('a\tb\r\nc\t\r\n')).toEqual([
    ['a', 'b'],
    ['c', ''],
  ]);
  expect(cellsFrom(`a${'\n'.repeat(400_000)}b\n\n`).length).toBe(400_001);
  expect(cellsFrom('"two\nlines"\t"say ""hi"""\n5"\tx')).toEqual([
    ['two\nlines', 'say "hi"'],
    ['5"', 'x'],
  ]);
});

test('F6 columns are mapped by their titles in either language; one that is not there is left out', () => {
  const cells = cellsFrom('单价\t备注\t品名\n１，２００．５\tx\t硬盘\n3\ty\tCable');
  const mapping = mappingOf(cells, COLUMNS, 0);
  expect(mapping.hasHeader).toBe(true);
  expect(rowsFrom(cells, mapping)).toEqual([
    { price: 1200.5, name: '硬盘' },
    { price: 3, name: 'Cable' },
  ]);
});

test('F6 without titles cells go from the column on in which one is; what does not fit stays as written', () => {
  const cells = cellsFrom('many\t箱\t2026/12/15\t是\ttoo far\n7\tbarrel\tsoon\t\tx');
  expect(rowsFrom(cells, mappingOf(cells, COLUMNS, 1))).toEqual([
    { price: 'many', unit: 'box', until: '2026-12-15', taxed: true },
    { price: 7, unit: 'barrel', until: 'soon' },
  ]);
});

test('F7 what could be another amount or none stays as it was written', () => {
  const columns = fieldsOf({
    type: 'object',
    properties: {
      amount: { type: 'number', 'x-kind': 'money', 'x-currency': 'CNY' },
      distance: { type: 'number' },
      rate: { type: 'number' },
    },
  });
  const cells = cellsFrom('$500\t120 km\t0,500\n¥1.2万\t3千\t0.5');
  expect(rowsFrom(cells, mappingOf(cells, columns, 0))).toEqual([
    { amount: '$500', distance: '120 km', rate: '0,500' },
    { amount: 12_000, distance: 3_000, rate: 0.5 },
  ]);
});
