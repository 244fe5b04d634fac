import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { docxOf, xlsxOf, zipOf } from '../../../../testing/index.ts';
import { OFFICE_LIMITS } from './limits.ts';
import { readOffice } from './read-office.ts';
import { csvSheet } from './sheet/csv.ts';
import type { Office } from './shown.ts';
import { parseXml } from './xml.ts';
import { Unreadable } from './zip.ts';

const read = (bytes: Buffer): Promise<Office | undefined> =>
  readOffice(new Uint8Array(bytes).buffer);
const p = (text: string, look = ''): string =>
  `<w:p>${look}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

describe('I10 a document', () => {
  test('I10 shows its headings, lists, tables and looks as words', async () => {
    const body = [
      p('报价说明', '<w:pPr><w:pStyle w:val="1"/></w:pPr>'),
      `<w:p><w:r><w:rPr><w:b/><w:i w:val="0"/></w:rPr><w:t>Price &lt;1 &amp; &#x4E2D;</w:t></w:r></w:p>`,
      p('point', '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'),
      `<w:tbl><w:tr><w:tc>${p('a')}</w:tc><w:tc>${p('b')}</w:tc></w:tr></w:tbl>`,
      `<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`,
    ].join('');
    expect(await read(docxOf(body))).toEqual({
      kind: 'document',
      isCut: false,
      hasMacros: false,
      told: { changes: 1 },
      blocks: [
        { kind: 'paragraph', level: 1, runs: [{ text: '报价说明' }] },
        { kind: 'paragraph', runs: [{ text: 'Price <1 & 中', isBold: true }] },
        { kind: 'paragraph', depth: 2, runs: [{ text: 'point' }] },
        {
          kind: 'table',
          rows: [['a', 'b'].map((text) => ({ blocks: [{ kind: 'paragraph', runs: [{ text }] }] }))],
        },
        {
          kind: 'paragraph',
          runs: [
            { text: 'new', change: 'inserted' },
            { text: 'old', change: 'deleted' },
          ],
        },
      ],
    });
  });
  test('I10 that is long is cut, and says so', async () => {
    const many = OFFICE_LIMITS.blocksMax + 1;
    const found = await read(docxOf(`<w:p>${'<w:r/>'.repeat(3)}</w:p>`.repeat(many)));
    expect(found).toMatchObject({ kind: 'document', isCut: true });
    const { rowsMax, columnsMax, charsMax } = OFFICE_LIMITS;
    const table = (rows: number, columns: number) =>
      `<w:tbl>${`<w:tr>${'<w:tc/>'.repeat(columns)}</w:tr>`.repeat(rows)}</w:tbl>`;
    for (const body of [
      table(rowsMax + 1, 1),
      table(1, columnsMax + 1),
      p('x'.repeat(charsMax + 1)),
    ]) {
      expect(await read(docxOf(body))).toMatchObject({ isCut: true });
    }
    const fits = table(rowsMax, columnsMax) + p('x'.repeat(charsMax));
    expect(await read(docxOf(fits))).toMatchObject({ isCut: false });
  });
  test('I10 shows what was moved as gone where it was, and as come where it is', async () => {
    const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
    const body = `<w:p><w:moveFrom>${run('5%')}</w:moveFrom></w:p><w:p><w:moveTo>${run('5%')}</w:moveTo></w:p>`;
    expect(await read(docxOf(body))).toMatchObject({
      blocks: [
        { runs: [{ text: '5%', change: 'deleted' }] },
        { runs: [{ text: '5%', change: 'inserted' }] },
      ],
    });
  });
});

describe('I10 a workbook', () => {
  test('I10 shows texts, numbers, dates, and what its formulas came to', async () => {
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>inline</t></is></c></row>' +
      '<row r="3"><c r="A3"><f>SUM(A1:A2)</f><v>0.30000000000000004</v></c>' +
      '<c r="B3" s="1"><v>46347</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><v>#REF!</v></c></row>';
    expect(await read(xlsxOf(rows, ['服务器']))).toEqual({
      kind: 'sheets',
      hasMacros: false,
      told: { formulas: 1 },
      sheets: [
        {
          name: '报价',
          isCut: false,
          rows: [['服务器', '', 'inline'], [], ['0.3', '2026-11-21', 'TRUE', '#REF!']],
        },
      ],
    });
  });
  test('I10 that is large is cut by rows and columns, and says so', async () => {
    const row = (n: number) => `<row r="${n}"><c r="A${n}"><v>${n}</v></c></row>`;
    const all = Array.from({ length: 300 }, (_, n) => row(n + 1)).join('');
    const found = await read(xlsxOf(all));
    expect(found?.kind === 'sheets' && found.sheets[0]).toMatchObject({ isCut: true });
    expect(found?.kind === 'sheets' && found.sheets[0]?.rows.length).toBe(OFFICE_LIMITS.rowsMax);
    const far = await read(xlsxOf('<row r="1"><c r="XFD1"><v>1</v></c></row>'));
    expect(far?.kind === 'sheets' && far.sheets[0]).toEqual({
      name: '报价',
      isCut: true,
      rows: [[]],
    });
    const low = await read(xlsxOf('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'));
    expect(low?.kind === 'sheets' && low.sheets[0]).toMatchObject({ isCut: true, rows: [] });
  });
});

describe('X5 a hostile file', () => {
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  test.each<readonly [string, Buffer]>([
    ['unpacks to far more than it is', zipOf([{ name: 'word/document.xml', content: bomb }])],
    ['is cut off', docxOf(p('x')).subarray(0, 200)],
    [
      'lies about the size of a part',
      zipOf([{ name: 'word/document.xml', content: 'x', packed: 4e9 }]),
    ],
    ['lies about how many parts it has', zipOf([{ name: 'word/document.xml', content: 'x' }], 900)],
    ['has more parts than are read', zipOf([{ name: 'word/document.xml', content: 'x' }], 60_000)],
    ['names one part twice', zipOf(['a', 'a'].map((name) => ({ name, content: 'x' })))],
    ['is encrypted', zipOf([{ name: 'word/document.xml', content: '<a/>', flags: 1 }])],
    ['nests without end', docxOf('<w:p>'.repeat(10_000))],
    [
      'asks for a file of the reader (XXE)',
      zipOf([
        {
          name: 'word/document.xml',
          content: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        },
      ]),
    ],
    [
      'laughs a billion times',
      zipOf([
        {
          name: 'word/document.xml',
          content: '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>',
        },
      ]),
    ],
  ])('X5 that %s is not read', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(Unreadable);
  });
  const main = (target: string) => ({
    name: '_rels/.rels',
    content: `<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="${target}"/></Relationships>`,
  });
  test.each(['word/document2.xml', '/word/Document.xml', 'http://elsewhere/'])(
    'X5 words that no other program shows are not shown: the document is %s',
    async (target) => {
      const bytes = docxOf(p('cheap'), [
        main(target),
        { name: 'word/document2.xml', content: p('dear') },
      ]);
      await expect(read(bytes)).rejects.toThrow(Unreadable);
    },
  );
  test('X5 the document is where it says, and one name in other letters is one name', async () => {
    for (const target of ['word/document.xml', '/word/document.xml']) {
      expect(await read(docxOf(p('x'), [main(target)]))).toMatchObject({ kind: 'document' });
    }
    const twice = docxOf(p('cheap'), [{ name: 'Word/Document.xml', content: p('dear') }]);
    await expect(read(twice)).rejects.toThrow(Unreadable);
  });
  test('X5 a workbook takes its words from where it says', async () => {
    const relation = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
    const sheet = relation('rId1', 'worksheet', 'worksheets/sheet1.xml');
    const words = relation('rId2', 'sharedStrings', 'other.xml');
    const bytes = zipOf([
      {
        name: 'xl/workbook.xml',
        content: '<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: `<Relationships>${sheet}${words}</Relationships>`,
      },
      { name: 'xl/sharedStrings.xml', content: '<sst><si><t>cheap</t></si></sst>' },
      { name: 'xl/other.xml', content: '<sst><si><t>dear</t></si></sst>' },
      {
        name: 'xl/worksheets/sheet1.xml',
        content: '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>',
      },
    ]);
    expect(await read(bytes)).toMatchObject({ sheets: [{ rows: [['dear']] }] });
  });
  test('X5 a package of another kind is none', async () => {
    expect(await read(zipOf([{ name: 'a.txt', content: 'x' }]))).toBeUndefined();
  });
  test('X5 macros are told of, and what lies elsewhere is not asked for', async () => {
    const macros = [{ name: 'word/vbaProject.bin', content: 'Shell "calc"' }];
    expect(await read(docxOf(p('x'), macros))).toMatchObject({ hasMacros: true });
    const external =
      '<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://evil/"/></Relationships>';
    const bytes = zipOf([
      {
        name: 'xl/workbook.xml',
        content: '<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
      },
      { name: 'xl/_rels/workbook.xml.rels', content: external },
    ]);
    await expect(read(bytes)).rejects.toThrow(Unreadable);
  });
  test('X5 an entity that XML does not have stays as it stands', () => {
    expect(parseXml('<a b="&quot;&nope;">&x;&#65;</a>')).toMatchObject({
      attributes: { b: '"&nope;' },
      children: ['&x;A'],
    });
  });
  test('X5 any bytes, and any file with bytes that were turned, are read or refused', async () => {
    const whole = xlsxOf('<row r="1"><c r="A1"><v>1</v></c></row>', ['a']);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        async (turned) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of turned) bytes[at] = value;
          await read(bytes).catch((error) => expect(error).toBeInstanceOf(Unreadable));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('I10 separated values', () => {
  test.each<readonly [string, readonly (readonly string[])[]]>([
    [
      'a,b\r\n1,"x, ""y"""\n',
      [
        ['a', 'b'],
        ['1', 'x, "y"'],
      ],
    ],
    [
      '品名;单价\n笔;3,5',
      [
        ['品名', '单价'],
        ['笔', '3,5'],
      ],
    ],
    ['a\tb\n\n1\t', [['a', 'b'], [''], ['1', '']]],
    ['=cmd|calc', [['=cmd|calc']]],
  ])('I10 %j is a table', (text, rows) => {
    expect(csvSheet(text)).toEqual({ name: '', rows, isCut: false });
  });
  test.each([
    ['a cell without end', `"${'x'.repeat(10_000_000)}"`],
    ['quotes without end', `"${'""'.repeat(5_000_000)}`],
    ['nothing but separators', ','.repeat(10_000_000)],
  ])('X5 %s is cut', (_, text) => {
    expect(csvSheet(text)).toMatchObject({ isCut: true });
  });
  test('I10 many rows are cut', () => {
    expect(csvSheet('1\n'.repeat(999))).toMatchObject({ isCut: true });
  });
});
