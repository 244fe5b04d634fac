import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attached } from '../index.ts';
import { attachedIn, check, inlineTables, renderDiagnostics } from '../index.ts';
import { readCsv } from './csv.ts';

const flow = (file: string, more = '') => `apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: purchase }
spec:
  version: 1.0.0
  form:
    type: object
    required: [amount, kind]
    properties:
      amount: { type: number, minimum: 0 }
      kind: { enum: [goods, works, services] }
  steps:
    - approval: release
      ask:
        matrix: { amount: form.amount, kind: form.kind }
        rows: { file: ${file} }
${more}`;

const CSV = `amount,kind,ask
< 5000,,role: finance
>= 5000,goods | works,"[{ post: director }, { user: fay }]"
>= 5000,services,head: initiator
`;

const INLINE = `rows:
          - { when: { amount: '< 5000' }, ask: { role: finance } }
          - { when: { amount: '>= 5000', kind: 'in ["goods","works"]' }, ask: [{ post: director }, { user: fay }] }
          - { when: { amount: '>= 5000', kind: '"services"' }, ask: { head: initiator } }`;

/** Each diagnostic with the text that its range covers. */
function found(table: string, file = 'table.csv', name = file) {
  const attached: Attached = { [name]: table };
  const text = flow(file);
  return check(text, attached).diagnostics.map(({ code, range, file: where }) => {
    const source = where === undefined ? text : attached[where]!;
    return [code, where ?? 'flow', source.slice(range.start.offset, range.end.offset)];
  });
}

describe('an authority matrix in a file of its own', () => {
  test('R3.1 is the same flow as one with the rows written out', () => {
    const written = flow('x').replace('rows: { file: x }', INLINE);
    const { hash, diagnostics } = check(flow('table.csv'), { 'table.csv': CSV });
    expect(diagnostics).toEqual([]);
    expect(hash).toBe(check(written).hash);
    expect(hash).toBeDefined();
  });

  test('R3.1 is the same as YAML, and with semicolons, tabs, quotes or a mark at its start', () => {
    const { hash } = check(flow('table.csv'), { 'table.csv': CSV });
    const rows = INLINE.replace('rows:\n', '');
    expect(check(flow('t.yaml'), { 't.yaml': rows }).hash).toBe(hash);
    const others = [
      CSV.replace('"[{ post: director }, { user: fay }]"', '[{ post: director }\\, { user: fay }]')
        .replaceAll(',', ';')
        .replace('\\;', ','),
      `\uFEFF${CSV.replaceAll('\n', '\r\n')}`,
      CSV.replace('goods | works', '"in [""goods"",""works""]"'),
      CSV.trimEnd(),
    ];
    for (const text of others) {
      expect(check(flow('t.csv'), { 't.csv': text })).toMatchObject({ hash, diagnostics: [] });
    }
  });

  test('a mistake is told at its cell, in the table', () => {
    expect(found(CSV.replace('role: finance', 'rle: finance'))).toEqual([
      ['flow.expected', 'table.csv', 'rle'],
    ]);
    expect(found(CSV.replace('< 5000', '< form.amout'))).toEqual([
      ['matrix.not-searched', 'table.csv', 'amount,kind,ask'],
      ['cel.unknown-field', 'table.csv', '< form.amout'],
    ]);
    expect(found(CSV.replace('kind,ask', 'sort,ask'))).toContainEqual([
      'matrix.unknown-input',
      'table.csv',
      'sort',
    ]);
  });

  test('a gap is told at the head of the table, an overlap at the second row', () => {
    expect(found(CSV.replace('< 5000', '< 4000'))).toEqual([
      ['matrix.gap', 'table.csv', 'amount,kind,ask'],
    ]);
    expect(found(CSV.replace('>= 5000,services', '>= 4000,services'))).toEqual([
      ['matrix.rows-overlap', 'table.csv', '>= 4000,services,head: initiator'],
    ]);
  });

  test('a table that cannot be read is told as one', () => {
    expect(found(CSV, 'table.csv', 'other.csv')).toEqual([['table.missing', 'flow', 'table.csv']]);
    expect(found(CSV, 'table.xlsx')).toEqual([['table.format', 'table.xlsx', 'a']]);
    expect(found(CSV.replace(',ask', ',who'))).toEqual([
      ['table.no-ask', 'table.csv', 'amount,kind,who'],
    ]);
    expect(found(CSV.replace('services,', 'services,,'))).toContainEqual([
      'table.ragged',
      'table.csv',
      '>= 5000,services,,head: initiator',
    ]);
    expect(found(CSV.replace('fay }]"', 'fay }]'))).toEqual([['table.quote', 'table.csv', '"']]);
    expect(found('- just words', 't.yaml')).toContainEqual([
      'flow.expected',
      't.yaml',
      'just words',
    ]);
  });

  test('what is printed names the table and shows its line', () => {
    const attached = { 'table.csv': CSV.replace('< 5000', '< 4000') };
    const text = flow('table.csv');
    const { diagnostics } = check(text, attached);
    const printed = renderDiagnostics(text, 'flows/purchase.yaml', diagnostics, attached);
    expect(printed).toContain('flows/table.csv:1:1: error: No row holds');
    expect(printed).toContain('1 | amount,kind,ask');
  });

  test('the text with its tables written out is the same flow, and names no file', () => {
    const attached = { 'a b.csv': CSV };
    const text = flow("'a b.csv'");
    expect(attachedIn(text)).toEqual(['a b.csv']);
    const inlined = inlineTables(text, attached);
    expect(attachedIn(inlined)).toEqual([]);
    expect(check(inlined).hash).toBe(check(text, attached).hash);
    expect(inlineTables(text, {})).toBe(text);
  });
});

describe('CSV', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('', ' ', 'a"b', 'a,b', 'a\r\nb', '"', '""'));

  test('whatever is written is read again, cell by cell', () => {
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (cells) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = [['x', 'y'], ...cells].map((row) => row.map(quote).join(',')).join('\n');
        const { records, broken } = readCsv(text);
        expect(broken).toBeUndefined();
        const kept = cells.filter((row) => row.some((each) => each.trim() !== ''));
        expect(records.slice(1).map((row) => row.map((each) => each.text))).toEqual(kept);
      }),
    );
  });

  test('no text makes the reader fail, and each cell stands where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') }), (text) => {
        for (const { text: held, span, isExact } of readCsv(text).records.flat()) {
          if (isExact) expect(text.slice(span.start, span.end)).toBe(held);
        }
      }),
    );
  });
});
