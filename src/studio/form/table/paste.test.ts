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
