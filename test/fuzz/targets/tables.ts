/** Authority matrices in files of their own, as CSV. */

import { readFileSync } from 'node:fs';
import { check } from '../../../src/language/index.ts';
import { readCsv } from '../../../src/language/table/csv.ts';
import { readTable } from '../../../src/language/table/table.ts';
import type { Node } from '../../../src/language/yaml/nodes.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { isOneIn } from '../draw/sample.ts';
import { changeText, heap } from '../draw/text.ts';
import type { Target, Witness } from '../target.ts';

const EXAMPLE = new URL('../../../examples/flows/purchase-authority.csv', import.meta.url);

const FLOW = `apiVersion: vermilion.dev/v1
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
        rows: { file: table.csv }
`;

const TABLES: readonly string[] = [
  readFileSync(EXAMPLE, 'utf8'),
  `amount,kind,ask
< 5000,,role: finance
>= 5000,goods | works,"[{ post: director }, { user: fay }]"
>= 5000,services,head: initiator
`,
  `\ufeffkind;amount;ask\r\n"goods";[0..100);role: finance\r\nnot in ["a"];>= 100;user: "x ""y"""\r\n`,
  `amount\tif\task\n-\tform.amount > 5\tmanager: initiator\n`,
];

const WORDS: readonly string[] = [
  ...[',', ';', '\t', '"', '""', '\n', '\r', '\r\n', '"\n"', ' | ', 'ask', 'if', 'amount', 'kind'],
  ...['< ', '>= ', '!= ', '[1..2)', '(..]', 'in ', 'not in ', '-', 'true', 'null', 'role: finance'],
  ...['user: fay', '{ post: director }', '[', ']', '{', '}', ': ', '&a ', '*a', '!!x ', '\ufeff'],
];

const CHANGE = { words: WORDS, donors: TABLES, charsMax: 4_000 };

function draw(chance: Chance): string {
  if (chance.happens(0.1)) return heap(chance, WORDS, 40);
  return changeText(chance, chance.pick(TABLES), CHANGE, 6);
}

/** So many tables go through the whole check of a flow as well. */
const CHECKED_ONE_IN = 50;

function hold(text: string, witness: Witness): void {
  holdCells(text, witness);
  const places: { readonly start: number; readonly end: number }[] = [];
  const node = readTable('table.csv', text, (span) => places.push(span));
  const isTold = node !== undefined || places.length > 0;
  witness.holds('a table is read, or told what is wrong', isTold, () => '');
  const isPlaced = places.every(({ start, end }) => start <= end && start <= text.length);
  witness.holds('a mistake stands in the table', isPlaced, () => JSON.stringify(places));
  if (node) holdSpans(node, text, witness);
  if (!isOneIn(CHECKED_ONE_IN, text)) return;
  const { hash, diagnostics } = check(FLOW, { 'table.csv': text });
  const isSound = diagnostics.every(({ severity }) => severity !== 'error');
  witness.holds('a hash is given to what has no mistake', (hash !== undefined) === isSound, () =>
    JSON.stringify(diagnostics),
  );
}

/** Cells stand in the text where they say, and in its order. */
function holdCells(text: string, witness: Witness): void {
  let last = 0;
  for (const cell of readCsv(text).records.flat()) {
    const { start, end } = cell.span;
    const spelled = text.slice(start, end);
    const isItself = cell.isExact ? spelled === cell.text : spelled.includes('""');
    const isPlaced = last <= start && start <= end && end <= text.length;
    witness.holds('a cell is what its place spells', isItself && isPlaced, () =>
      JSON.stringify({ cell, spelled, last }),
    );
    last = end;
  }
}

function holdSpans(node: Node, text: string, witness: Witness): void {
  const { start, end } = node.span;
  const isInside = start <= end && end <= text.length + 1;
  witness.holds('a part stands in the table', isInside, () => JSON.stringify(node.span));
  if (node.kind === 'list') for (const item of node.items) holdSpans(item, text, witness);
  if (node.kind !== 'map') return;
  for (const { value } of node.entries.values()) holdSpans(value, text, witness);
}

/** Tables that flows name. */
export const tables: Target = {
  name: 'tables',
  share: 153,
  cpuMsMax: 300,
  life: Number.POSITIVE_INFINITY,
  shape: 'text',
  properties: [
    'a cell is what its place spells',
    'a table is read, or told what is wrong',
    'a mistake stands in the table',
    'a part stands in the table',
    'a hash is given to what has no mistake',
  ],
  open: () => ({ draw, hold }),
};
