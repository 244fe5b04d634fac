import { describe, expect, test } from 'vitest';
import { docxOf, xlsxOf, zipOf } from '../../../../testing/index.ts';
import { readOffice } from './read-office.ts';
import { drawnRows } from './sheet/grid.ts';
import type { Block, Cell, Office, Told } from './shown.ts';

type Parts = NonNullable<Parameters<typeof docxOf>[1]>;

const read = async (bytes: Buffer): Promise<Office> =>
  (await readOffice(new Uint8Array(bytes).buffer))!;
const r = (inner: string, look = ''): string =>
  `<w:r>${look === '' ? '' : `<w:rPr>${look}</w:rPr>`}${inner}</w:r>`;
const t = (text: string, look = ''): string => r(`<w:t>${text}</w:t>`, look);
const p = (...inner: readonly string[]): string => `<w:p>${inner.join('')}</w:p>`;

const textOf = (block: Block): string =>
  block.kind === 'paragraph'
    ? block.runs.map(({ text }) => text).join('')
    : block.rows
        .map((row) => row.map(({ blocks }) => blocks.map(textOf).join(' ')).join('|'))
        .join('/');

async function ofDocument(body: string, others: Parts = []): Promise<readonly [string, Told]> {
  const found = await read(docxOf(body, others));
  const blocks = found.kind === 'document' ? found.blocks : [];
  return [blocks.map(textOf).join('\n'), found.told];
}

const relation = (type: string, target: string, id: string = type): string =>
  `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
const related = (name: string, ...all: readonly string[]): Parts[number] => ({
  name,
  content: `<Relationships>${all.join('')}</Relationships>`,
});
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

describe('I10 a document reads here as it reads in Word', () => {
  const box = (text: string): string =>
    `<w:drawing><x:box xmlns:x="urn:x"><w:txbxContent>${p(t(text))}</w:txbxContent></x:box></w:drawing>`;
  const field = (code: string, result: string): string =>
    [
      r('<w:fldChar w:fldCharType="begin"/>'),
      r(`<w:instrText>${code}</w:instrText>`),
      t('9'),
      r('<w:fldChar w:fldCharType="separate"/>'),
      t(result),
      r('<w:fldChar w:fldCharType="end"/>'),
    ].join('');
  test.each<readonly [string, string, string, Told]>([
    ['a hyphen that holds a line', r('<w:t>10</w:t><w:noBreakHyphen/><w:t>20</w:t>'), '10‑20', {}],
    ['a hyphen for the end of a line', r('<w:t>10</w:t><w:softHyphen/><w:t>20</w:t>'), '10­20', {}],
    ['tabs and lines', r('<w:t>1</w:t><w:ptab/><w:t>2</w:t><w:cr/><w:t>3</w:t>'), '1\t2\n3', {}],
    ['hidden text', t('100') + t('0', '<w:vanish/>') + t('元'), '100元', { hidden: 1 }],
    ['text that is hidden no more', t('100', '<w:vanish w:val="0"/>'), '100', {}],
    ['white text', t('100') + t('0', '<w:color w:val="FFFFFF"/>'), '1000', { faint: 1 }],
    ['tiny text', t('100') + t('0', '<w:sz w:val="2"/>'), '1000', { faint: 1 }],
    ['white on black', t('100', '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>'), '100', {}],
    ['a footnote', t('100') + r('<w:footnoteReference w:id="1"/>'), '100[…]', { notes: 1 }],
    ['a comment', t('100') + r('<w:commentReference w:id="1"/>'), '100', { comments: 1 }],
    ['a text box', t('a') + r(box('1000')), 'a[…]', { textBoxes: 1 }],
    ['a picture', r('<w:drawing/>'), '[…]', { pictures: 1 }],
    [
      'a box to tick in a font of pictures',
      r('<w:sym w:font="Wingdings" w:char="F0FE"/>') +
        t('\u00a8', '<w:rFonts w:ascii="Wingdings"/>'),
      '☑☐',
      {},
    ],
    ['an element of any name', r('<w:constructor/><w:toString/>'), '', {}],
    [
      'symbols that there are not',
      r('<w:sym w:font="Arial" w:char="-5"/><w:sym w:font="constructor" w:char="F0FE"/>'),
      '\ufffd\ufffd',
      { symbols: 2 },
    ],
    ['an unknown symbol', r('<w:sym w:font="Webdings" w:char="F041"/>'), '\ufffd', { symbols: 1 }],
    [
      'a box to tick of a form',
      r(
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>',
      ) + r('<w:fldChar w:fldCharType="end"/>'),
      '☒',
      {},
    ],
    ['a field', field(' PAGE ', '7'), '7', {}],
    ['a field that reckons', field(' = 10 * 100 ', '100'), '100', { fields: 1 }],
    ['a field that brings other words', field(' REF price ', '100'), '100', { fields: 1 }],
    [
      'a field that is worked out anew',
      `<w:fldSimple w:instr="PAGE" w:dirty="true">${t('7')}</w:fldSimple>`,
      '7',
      { fields: 1 },
    ],
    [
      'another one',
      r('<w:fldChar w:fldCharType="begin" w:dirty="1"/>') + r('<w:fldChar w:fldCharType="end"/>'),
      '',
      { fields: 1 },
    ],
    [
      'black on black',
      t('0', '<w:color w:val="000000"/><w:shd w:fill="000000"/>') +
        t('1') +
        t('0', '<w:color w:val="FF0000"/><w:highlight w:val="red"/>') +
        t('1') +
        t('0', '<w:color w:val="0000FF"/><w:shd w:val="solid" w:color="0000FE"/>'),
      '01010',
      { faint: 3 },
    ],
    [
      'white on its own light',
      t('0', '<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>'),
      '0',
      {},
    ],
    ['letters without width', t('0', '<w:w w:val="1"/>'), '0', { faint: 1 }],
    [
      'a field without an end',
      `${r('<w:fldChar w:fldCharType="begin"/>')}${t('9')}`,
      '',
      { others: 1 },
    ],
    [
      'a word and how it is said',
      r(`<w:ruby><w:rt>${t('sān')}</w:rt><w:rubyBase>${t('三')}</w:rubyBase></w:ruby>`),
      '三(sān)',
      {},
    ],
    ['a text from right to left', `<w:bdo w:val="rtl">${t('001')}</w:bdo>`, '\u202e001\u202c', {}],
    ['capitals', t('usd', '<w:caps/>'), 'USD', {}],
    [
      'a formula',
      `${t('x=')}<m:oMath xmlns:m="urn:m"><m:r><m:t>5</m:t></m:r></m:oMath>`,
      'x=[…]',
      { others: 1 },
    ],
    [
      'what is bound to data of the file',
      `<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>${t('100')}</w:sdtContent></w:sdt>`,
      '100',
      { bound: 1 },
    ],
    [
      'words of another vocabulary, which Word passes over',
      `${t('100')}<w:r xmlns:x="urn:x"><x:t>0</x:t></w:r><x:r xmlns:x="urn:x"><x:t>0</x:t></x:r>`,
      '100[…][…]',
      { others: 2 },
    ],
    [
      'a vocabulary under another’s name',
      `${t('1')}<w:r xmlns:w="urn:x"><w:t>0</w:t></w:r>`,
      '1[…]',
      { others: 1 },
    ],
  ])('I10 %s', async (_, inner, text, told) => {
    expect(await ofDocument(p(inner))).toEqual([text, told]);
  });
  test.each([
    ['<w:strike/>', { isStruck: true }],
    ['<w:dstrike/>', { isStruck: true }],
    ['<w:vertAlign w:val="superscript"/>', { rise: 'super' }],
    ['<w:vertAlign w:val="subscript"/>', { rise: 'sub' }],
    ['<w:position w:val="12"/>', { rise: 'super' }],
    ['<w:position w:val="-12"/>', { rise: 'sub' }],
  ])('I10 %s is seen', async (look, seen) => {
    expect(await read(docxOf(p(t('2', look))))).toMatchObject({
      blocks: [{ runs: [{ text: '2', ...seen }] }],
    });
  });
  test.each<readonly [string, string, Told]>([
    [
      'lines too low',
      `<w:p><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>${t('5')}</w:p>`,
      { faint: 1 },
    ],
    [
      'a row too low',
      `<w:tbl><w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr><w:tc>${p(t('5'))}</w:tc></w:tr></w:tbl>`,
      { faint: 1 },
    ],
    [
      'a cell of the ink’s colour',
      `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="123456"/></w:tcPr>${p(t('5', '<w:color w:val="123456"/>'))}</w:tc></w:tr></w:tbl>`,
      { faint: 1 },
    ],
    [
      'white in a dark cell',
      `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="123456"/></w:tcPr>${p(t('5', '<w:color w:val="FFFFFF"/>'))}</w:tc></w:tr></w:tbl>`,
      {},
    ],
  ])('I10 %s', async (_, body, told) => {
    expect(await ofDocument(body)).toEqual(['5', told]);
  });
  test.each<readonly [look: string, cell: string, told: Told]>([
    ['<w:vanish/>', '', { formats: 1 }],
    ['<w:strike/>', '', { formats: 1 }],
    ['<w:color w:val="FFFFFF"/>', '', { formats: 1 }],
    ['<w:color w:val="FFFFFF"/>', '<w:shd w:fill="123456"/>', {}],
    ['<w:b/>', '', {}],
  ])('I10 a style of tables with %s %s for a row is told', async (look, cell, told) => {
    const style = `<w:style w:styleId="a"><w:tblStylePr w:type="firstRow"><w:rPr>${look}</w:rPr><w:tcPr>${cell}</w:tcPr></w:tblStylePr></w:style>`;
    const styles = { name: 'word/own.xml', content: `<w:styles ${W}>${style}</w:styles>` };
    const rels = related('word/_rels/document.xml.rels', relation('styles', 'own.xml'));
    const table = `<w:tbl><w:tblPr><w:tblStyle w:val="a"/></w:tblPr><w:tr><w:tc>${p(t('5'))}</w:tc></w:tr></w:tbl>`;
    expect(await ofDocument(table, [styles, rels])).toEqual(['5', told]);
  });
  test('I10 a style hides as a mark does, and the one upon the other shows again', async () => {
    const hides = (id: string, more: string) =>
      `<w:style w:styleId="${id}"><w:rPr><w:vanish/></w:rPr>${more}</w:style>`;
    const styles = {
      name: 'word/own.xml',
      content: `<w:styles ${W}>${hides('a', '')}${hides('c', '')}<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>`,
    };
    const parts = [styles, related('word/_rels/document.xml.rels', relation('styles', 'own.xml'))];
    const of = (id: string, more = '') => t(id, `<w:rStyle w:val="${id}"/>${more}`);
    const body = p(of('a'), t('1'), of('b'), t('2'), of('a', '<w:vanish w:val="off"/>'));
    expect(await ofDocument(body, parts)).toEqual(['12a', { hidden: 2 }]);
    const both = `<w:p><w:pPr><w:pStyle w:val="c"/></w:pPr>${of('a')}${t('x')}</w:p>`;
    expect(await ofDocument(both, parts)).toEqual(['a', { hidden: 1 }]);
  });
  test('I10 rows and cells in wrappers are shown, hidden rows told, merged cells one', async () => {
    const tc = (text: string, look = '') => `<w:tc><w:tcPr>${look}</w:tcPr>${p(t(text))}</w:tc>`;
    const tr = (cells: string, look = '') => `<w:tr><w:trPr>${look}</w:trPr>${cells}</w:tr>`;
    const merge = (value: string) => `<w:vMerge w:val="${value}"/>`;
    const body = [
      tr(tc('总价', '<w:gridSpan w:val="2"/>') + tc('a', merge('restart'))),
      `<w:sdt><w:sdtContent>${tr(tc('100') + tc('200') + tc('9', merge('continue')))}</w:sdtContent></w:sdt>`,
      tr(tc('1000'), '<w:hidden/>'),
      tr(tc('gone'), '<w:del/>'),
    ].join('');
    const found = await read(docxOf(`<w:tbl>${body}</w:tbl>`));
    expect(found).toMatchObject({
      told: { rows: 1, covered: 1, changes: 1 },
      blocks: [
        {
          rows: [
            [{ columns: 2 }, { rows: 2 }],
            [{}, {}],
            [{ blocks: [{ runs: [{ text: 'gone', change: 'deleted' }] }] }],
          ],
        },
      ],
    });
    expect(found.kind === 'document' && textOf(found.blocks[0]!)).toBe('总价|a/100|200/gone');
  });
  test('I10 headers that say something, numbers, fonts and what comes from elsewhere are told', async () => {
    const header = (name: string, inner: string) => ({
      name: `word/${name}`,
      content: `<w:hdr ${W}>${inner}</w:hdr>`,
    });
    const level = (kind: string, text: string) =>
      `<w:lvl w:ilvl="0"><w:numFmt w:val="${kind}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const kinds = [level('bullet', '·'), level('none', '￥9')].map(
      (each, at) =>
        `<w:abstractNum w:abstractNumId="${at}">${each}</w:abstractNum><w:num w:numId="${at + 1}"><w:abstractNumId w:val="${at}"/></w:num>`,
    );
    const point = (list: number) =>
      `<w:p><w:pPr><w:numPr><w:numId w:val="${list}"/></w:numPr></w:pPr>${t('x')}</w:p>`;
    const body = `${point(1)}${point(2)}<w:altChunk/>`;
    const parts = [
      header('h1.xml', p(t('草稿'))),
      header('h2.xml', p()),
      { name: 'word/numbering.xml', content: `<w:numbering ${W}>${kinds.join('')}</w:numbering>` },
      { name: 'word/fonts/font1.odttf', content: 'x' },
      related(
        'word/_rels/document.xml.rels',
        relation('header', 'h1.xml', 'a'),
        relation('header', 'h2.xml', 'b'),
      ),
    ];
    const told = { headers: 1, numbers: 1, fonts: 1, others: 1 };
    expect(await ofDocument(body, parts)).toEqual(['x\nx\n[…]', told]);
  });
});

const styled = (formats: string, more = ''): Parts[number] => ({
  name: 'xl/styles.xml',
  content: `<styleSheet>${formats}${more}</styleSheet>`,
});

function bookOf(sheet: string, others: Parts = [], sheets = ''): Buffer {
  return zipOf([
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" r:id="rId1"/>${sheets}</sheets></workbook>`,
    },
    related(
      'xl/_rels/workbook.xml.rels',
      relation('worksheet', 'worksheets/sheet1.xml', 'rId1'),
      relation('worksheet', 'worksheets/sheet2.xml', 'rId2'),
    ),
    { name: 'xl/worksheets/sheet1.xml', content: `<worksheet>${sheet}</worksheet>` },
    ...others,
  ]);
}

async function ofBook(bytes: Buffer): Promise<readonly [readonly (readonly Cell[])[], Told]> {
  const found = await read(bytes);
  const [sheet] = found.kind === 'sheets' ? found.sheets : [];
  return [drawnRows(sheet!).map(({ cells }) => cells.map(({ cell }) => cell)), found.told];
}

const data = (...cells: readonly string[]): string =>
  `<sheetData><row r="1">${cells.join('')}</row></sheetData>`;

describe('I10 a workbook reads here as it reads in Excel', () => {
  test.each<readonly [code: string, value: string, shown: string, told: Told]>([
    ['General', '0.1', '0.1', {}],
    ['0.00%', '0.125', '12.50%', {}],
    ['#,##0.00', '1234567.895', '1,234,567.90', {}],
    ['#,##0.00', '-0.001', '0.00', {}],
    ['#,##0;[Red](#,##0)', '-1234', '(1,234)', {}],
    ['[$¥-804]#,##0.00', '1000', '¥1,000.00', {}],
    ['0.0?', '1.25', '1.25', {}],
    ['0"元"', '5', '5元', {}],
    ['_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-', '0', '-', {}],
    ['"1"0', '100', '1100 (100)', { formats: 1 }],
    ['0,', '1000000', '1000 (1000000)', { formats: 1 }],
    [';;;', '100', '100', { formats: 1 }],
    ['"100"', '900', '100 (900)', { formats: 1 }],
    ['[>5]"x";0', '9', '9', { formats: 1 }],
    ['# ?/?', '0.5', '0.5', { formats: 1 }],
    ['yyyy"年"m"月"', '46347', '2026-11-21', {}],
    ['mmm', '46347', '2026-11-21', {}],
    ['yyyy-mm-dd hh:mm', '46347.5', '2026-11-21 12:00', {}],
    ['yyyy-mm-dd;@', '46347', '2026-11-21', {}],
    ['hh:mm:ss', '46347.50001', '12:00:01', {}],
    ['yyyy-mm-dd;;"500,000"', '0', '1899-12-30', { formats: 1 }],
    ['yyyy-mm-dd', '0', '1899-12-30', { formats: 1 }],
    ['"Pay 500,000 by "yyyy', '46000', '2025-12-09', { formats: 1 }],
    ['[$500,000-409]yyyy', '46000', '2025-12-09', { formats: 1 }],
    ['yyyy*9', '46000', '2025-12-09', { formats: 1 }],
    ['mm:ss', '0.020844907', '00:30:01', { formats: 1 }],
    ['[s]', '1', '24:00:00', { formats: 1 }],
    ['*90', '5', '5', { formats: 1 }],
    ['[White]0', '5', '5', { formats: 1 }],
    ['[Color 2]0', '5', '5', { formats: 1 }],
    ['[h]:mm', '1.5', '36:00', {}],
    ['[h]:mm:ss', '1.5', '36:00:00', {}],
    ['yyyy-mm-dd', '1', '1900-01-01', {}],
    ['yyyy-mm-dd', '61', '1900-03-01', {}],
  ])('I10 %s of %s is %s', async (code, value, shown, told) => {
    const own = `<numFmts><numFmt numFmtId="164" formatCode="${code.replaceAll('"', '&quot;').replaceAll('>', '&gt;')}"/></numFmts>`;
    const styles = styled(own, '<cellXfs><xf/><xf numFmtId="164"/></cellXfs>');
    const book = bookOf(data(`<c r="A1" s="1"><v>${value}</v></c>`), [styles]);
    expect(await ofBook(book)).toEqual([[[shown]], told]);
  });
  test.each<readonly [code: string, shown: string, told: Told]>([
    ['@', 'A', {}],
    ['0', 'A', {}],
    ['yyyy-mm-dd;@', 'A', {}],
    ['0;0;0;"B Corp."', 'B Corp.', {}],
    ['yyyy-mm-dd;;;"B Corp."', 'B Corp.', {}],
    ['0;"B "@', 'B A', {}],
    ['@*9', 'A', { formats: 1 }],
  ])('I10 %s of a text is %s', async (code, shown, told) => {
    const own = `<numFmts><numFmt numFmtId="164" formatCode="${code.replaceAll('"', '&quot;')}"/></numFmts>`;
    const styles = styled(own, '<cellXfs><xf/><xf numFmtId="164"/></cellXfs>');
    const plain = bookOf(data('<c s="1" t="inlineStr"><is><t>A</t></is></c>'), [styles]);
    expect(await ofBook(plain)).toEqual([[[shown]], told]);
    const look = '<rPr><strike/></rPr>';
    const struck = `<c s="1" t="inlineStr"><is><r>${look}<t>A</t></r></is></c>`;
    const isSame = shown === 'A' && told.formats === undefined;
    expect(await ofBook(bookOf(data(struck), [styles]))).toEqual([
      [[[{ text: 'A', isStruck: true }]]],
      isSame ? {} : { formats: 1 },
    ]);
  });
  test.each<readonly [look: string, told: Told]>([
    ['<color rgb="FFFFFFFF"/>', { faint: 1 }],
    ['<color rgb="FFFEFEFE"/>', { faint: 1 }],
    ['<color theme="0" tint="-0.0001"/>', { faint: 1 }],
    ['<sz val="1"/>', { faint: 1 }],
    ['<sz val="11"/><color rgb="FF0000FF"/>', {}],
  ])('I10 a part of a text, a cell and a rule with %s is told', async (look, told) => {
    const part = `<c t="inlineStr"><is><r><t>1,000</t></r><r><rPr>${look}</rPr><t>,000</t></r></is></c>`;
    expect(await ofBook(bookOf(data(part)))).toEqual([[['1,000,000']], told]);
    const fonts = `<fonts><font/><font>${look}</font></fonts>`;
    const styles = styled(fonts, '<cellXfs><xf/><xf fontId="1"/></cellXfs>');
    const cell = bookOf(data('<c s="1"><v>5</v></c>'), [styles]);
    expect(await ofBook(cell)).toEqual([[['5']], told]);
    const rule = '<conditionalFormatting><cfRule dxfId="0"/></conditionalFormatting>';
    const looks = styled(`<dxfs><dxf><font>${look}</font></dxf></dxfs>`);
    const turned = bookOf(`${data('<c><v>5</v></c>')}${rule}`, [looks]);
    expect(await ofBook(turned)).toEqual([[['5']], told.faint ? { formats: 1 } : {}]);
  });
  test('I10 white is seen on what is dark, and black is not', async () => {
    const fonts = '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts>';
    const dark =
      '<fills><fill/><fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill></fills>';
    const xfs = '<cellXfs><xf fontId="1" fillId="1"/><xf fontId="0" fillId="1"/></cellXfs>';
    const cells = data('<c s="0"><v>5</v></c>', '<c s="1"><v>6</v></c>');
    const book = bookOf(cells, [styled(`${fonts}${dark}`, xfs)]);
    expect(await ofBook(book)).toEqual([[['5', '6']], { faint: 1 }]);
  });
  test.each([
    '<conditionalFormatting><cfRule><dataBar showValue="0"/></cfRule></conditionalFormatting>',
    '<extLst><x:cfRule xmlns:x="urn:x"><x:iconSet showValue="0"/></x:cfRule></extLst>',
  ])('I10 a rule that draws in place of a value is told: %s', async (rule) => {
    const book = bookOf(`${data('<c><v>5</v></c>')}${rule}`);
    expect(await ofBook(book)).toEqual([[['5']], { formats: 1 }]);
  });
  test.each<readonly [string, string, Cell, Told]>([
    ['a formula without a result', '<c><f>A1*2</f></c>', '=A1*2', { unreckoned: 1 }],
    ['a formula with one', '<c><f>A1*2</f><v>4</v></c>', '4', { formulas: 1 }],
    ['a formula that came to no text', '<c t="str"><f>A1</f><v></v></c>', '', { formulas: 1 }],
    [
      'letters by their numbers',
      '<c t="inlineStr"><is><t>1_x0030__x005F_x0030_</t></is></c>',
      '10_x0030_',
      {},
    ],
    ['a truth', '<c t="b"><v>0</v></c>', 'FALSE', {}],
    ['a fault', '<c t="e"><v>#DIV/0!</v></c>', '#DIV/0!', {}],
    ['no text at all', '<c t="s"><v/></c>', '', {}],
    ['a text that stands aside', '<c><v>5</v><is><t>9</t></is></c>', '5', {}],
    [
      'a word with looks',
      '<c t="inlineStr"><is><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r></is></c>',
      [{ text: '10' }, { text: '6', rise: 'super' }],
      {},
    ],
    ['a number that is struck out', '<c s="1"><v>5</v></c>', [{ text: '5', isStruck: true }], {}],
    ['a number in white', '<c s="2"><v>5</v></c>', '5', { faint: 1 }],
    ['a tick', '<c s="3" t="inlineStr"><is><t>\u00fc</t></is></c>', '✓', {}],
  ])('I10 %s', async (_, cell, shown, told) => {
    const fonts =
      '<fonts><font/><font><strike/></font><font><color rgb="FFFFFFFF"/></font><font><name val="Wingdings"/></font></fonts>';
    const xfs = [0, 1, 2, 3].map((font) => `<xf fontId="${font}"/>`).join('');
    const styles = styled(fonts, `<cellXfs>${xfs}</cellXfs>`);
    const first = '<c r="A1" t="inlineStr"><is><t>x</t></is></c>';
    const [rows, found] = await ofBook(bookOf(data(first, cell), [styles]));
    expect([rows[0]?.[1], found]).toEqual([shown, told]);
  });
  test('I10 hidden sheets, rows and columns are not shown, and told', async () => {
    const row = (n: number, look = '') =>
      `<row r="${n}" ${look}><c r="A${n}"><v>${n}</v></c><c r="B${n}"><v>7</v></c></row>`;
    const sheet = `<cols><col min="2" max="2" hidden="1"/><col min="4" max="16384" hidden="1"/></cols><sheetData>${row(1)}${row(2, 'hidden="1"')}${row(3)}</sheetData>`;
    const more = '<sheet name="b" state="veryHidden" r:id="rId2"/><sheet name="c" r:id="rId9"/>';
    const bytes = bookOf(sheet, [], more);
    expect(await ofBook(bytes)).toEqual([[['1'], ['3']], { sheets: 2, rows: 1, columns: 1 }]);
    const found = await read(bytes);
    const [shown] = found.kind === 'sheets' ? found.sheets : [];
    expect(drawnRows(shown!).map((each) => each.row)).toEqual([0, 2]);
  });
  test('I10 merged cells are one, and what they cover is told', async () => {
    const cell = (place: string) => `<c r="${place}"><v>${place.charCodeAt(0)}</v></c>`;
    const sheet = `<sheetData><row r="1">${cell('A1')}${cell('B1')}${cell('C1')}</row><row r="2">${cell('C2')}</row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`;
    const found = await read(bookOf(sheet));
    expect(found.told).toEqual({ covered: 1 });
    const [shown] = found.kind === 'sheets' ? found.sheets : [];
    expect(drawnRows(shown!)).toEqual([
      {
        row: 0,
        cells: [
          { column: 0, cell: '65', columns: 2, rows: 2 },
          { column: 2, cell: '67', columns: 1, rows: 1 },
        ],
      },
      { row: 1, cells: [{ column: 2, cell: '67', columns: 1, rows: 1 }] },
    ]);
  });
  test('I10 what lies over the cells and what turns them is told', async () => {
    const rule = '<conditionalFormatting><cfRule dxfId="0"/></conditionalFormatting>';
    const shape = (inner: string) => `<d:oneCellAnchor>${inner}</d:oneCellAnchor>`;
    const told = await ofBook(
      bookOf(`${data('<c r="A1"><v>1</v></c>')}${rule}`, [
        styled('<dxfs><dxf><numFmt formatCode="&quot;9&quot;"/></dxf></dxfs>'),
        related(
          'xl/worksheets/_rels/sheet1.xml.rels',
          relation('drawing', '../drawings/d.xml'),
          relation('comments', '../comments1.xml'),
        ),
        {
          name: 'xl/drawings/d.xml',
          content: `<d:wsDr xmlns:d="urn:d">${shape('<d:sp><d:txBody/></d:sp>')}${shape('<d:pic/>')}</d:wsDr>`,
        },
        {
          name: 'xl/comments1.xml',
          content: '<comments><commentList><comment/></commentList></comments>',
        },
      ]),
    );
    expect(told).toEqual([[['1']], { formats: 1, textBoxes: 1, pictures: 1, comments: 1 }]);
  });
  test('I10 a name of another vocabulary names nothing', async () => {
    const cell =
      '<c r="A1" t="n" x:t="s" xmlns:x="urn:x"><v>100</v><x:v>0</x:v></c><x:c xmlns:x="urn:x" r="B1"><v>9</v></x:c>';
    expect(await ofBook(xlsxOf(`<row r="1">${cell}</row>`, ['cheap']))).toEqual([[['100']], {}]);
  });
});
