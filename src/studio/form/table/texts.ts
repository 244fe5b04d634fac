/** What tables in forms say. */

import { inBoth } from '../../words/texts.ts';

export const TABLE = inBoth(
  {
    row: 'Row',
    acts: 'Row order',
    addRow: 'Add a row',
    hint: (n: number) =>
      n === 0
        ? 'or paste cells from a spreadsheet here'
        : `${n === 1 ? '1 row' : `${n} rows`} · cells can be pasted from a spreadsheet`,
    up: (n: number) => `Move row ${n} up`,
    down: (n: number) => `Move row ${n} down`,
    remove: (n: number) => `Remove row ${n}`,
    cell: (title: string, n: number) => `${title}, row ${n}`,
    sum: 'Sum',
    pasted: (n: number, columns: string) =>
      `${n === 1 ? '1 row' : `${n} rows`} pasted into ${columns}.`,
    leftOut: (titles: string) => `Not used: ${titles}.`,
    wrong: (n: number) => (n === 1 ? '1 cell does not fit.' : `${n} cells do not fit.`),
    showFirst: 'Show the first',
    undo: 'Undo the paste',
    showAll: (n: number) => `Show all ${n} rows`,
  },
  {
    row: '行',
    acts: '行次序',
    addRow: '添加一行',
    hint: (n) =>
      n === 0 ? '也可在此粘贴表格软件中的单元格' : `共 ${n} 行 · 可粘贴表格软件中的单元格`,
    up: (n) => `第 ${n} 行上移`,
    down: (n) => `第 ${n} 行下移`,
    remove: (n) => `删除第 ${n} 行`,
    cell: (title, n) => `${title}，第 ${n} 行`,
    sum: '合计',
    pasted: (n, columns) => `已粘贴 ${n} 行，填入${columns}。`,
    leftOut: (titles) => `未使用：${titles}。`,
    wrong: (n) => `${n} 个单元格不符合要求。`,
    showFirst: '查看第一处',
    undo: '撤销粘贴',
    showAll: (n) => `显示全部 ${n} 行`,
  },
);
