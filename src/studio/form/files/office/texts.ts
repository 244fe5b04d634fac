/** What is said of office files: what is not shown of them, and what may read otherwise. */

import { inBoth } from '../../../words/texts.ts';
import type { Kind } from './shown.ts';

type Words = Readonly<Record<Kind, (count: number) => string>>;

const counted =
  (one: string, many: string) =>
  (count: number): string =>
    `${count} ${count === 1 ? one : many}`;

const IN_ENGLISH: Words = {
  sheets: counted('hidden or further sheet', 'hidden or further sheets'),
  rows: counted('hidden row', 'hidden rows'),
  columns: counted('hidden column', 'hidden columns'),
  covered: counted('cell covered by another', 'cells covered by others'),
  hidden: counted('hidden piece of text', 'hidden pieces of text'),
  textBoxes: counted('text box', 'text boxes'),
  notes: counted('foot- or endnote', 'foot- or endnotes'),
  headers: counted('header or footer', 'headers or footers'),
  comments: counted('comment', 'comments'),
  numbers: counted('automatic number of a paragraph', 'automatic numbers of paragraphs'),
  pictures: counted('picture or drawing', 'pictures or drawings'),
  symbols: counted('symbol (�)', 'symbols (�)'),
  others: counted('part of another kind', 'parts of other kinds'),
  changes: counted('tracked change', 'tracked changes'),
  formulas: counted('formula, as last reckoned', 'formulas, as last reckoned'),
  unreckoned: counted('formula without a result', 'formulas without a result'),
  fields: counted('field, as last worked out', 'fields, as last worked out'),
  bound: counted('field filled from elsewhere', 'fields filled from elsewhere'),
  formats: counted('format of its own', 'formats of their own'),
  faint: counted('text too faint or small to see', 'texts too faint or small to see'),
  fonts: counted('font of its own', 'fonts of its own'),
};

const IN_CHINESE: Words = {
  sheets: (count) => `${count} 个隐藏或超出的工作表`,
  rows: (count) => `${count} 个隐藏行`,
  columns: (count) => `${count} 个隐藏列`,
  covered: (count) => `${count} 个被合并遮住的单元格`,
  hidden: (count) => `${count} 处隐藏文字`,
  textBoxes: (count) => `${count} 个文本框`,
  notes: (count) => `${count} 处脚注或尾注`,
  headers: (count) => `${count} 个页眉或页脚`,
  comments: (count) => `${count} 条批注`,
  numbers: (count) => `${count} 处自动编号`,
  pictures: (count) => `${count} 张图片或图形`,
  symbols: (count) => `${count} 个符号（�）`,
  others: (count) => `${count} 处其他内容`,
  changes: (count) => `${count} 处修订`,
  formulas: (count) => `${count} 个公式（按上次计算结果）`,
  unreckoned: (count) => `${count} 个没有结果的公式`,
  fields: (count) => `${count} 个域（按上次更新结果）`,
  bound: (count) => `${count} 处由文件内数据填入的内容`,
  formats: (count) => `${count} 处特殊数字格式`,
  faint: (count) => `${count} 处颜色过浅或字号过小的文字`,
  fonts: (count) => `${count} 个自带字体`,
};

export const OFFICE = inBoth(
  {
    counted: IN_ENGLISH as Words,
    leftOut: (what: string) => `Not shown here: ${what}. Download the file to see them.`,
    otherwise: (what: string) => `May read otherwise in the file itself: ${what}.`,
    and: ', ',
    gap: 'Something here is not shown',
    inserted: 'Inserted',
    deleted: 'Deleted',
  },
  {
    counted: IN_CHINESE,
    leftOut: (what) => `有 ${what}未显示，请下载原件查看。`,
    otherwise: (what) => `原件中可能显示不同：${what}。`,
    and: '、',
    gap: '此处有内容未显示',
    inserted: '新增',
    deleted: '删除',
  },
);
