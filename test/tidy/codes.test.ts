import { expect, test } from 'vitest';
import { celErrors } from '../../src/cel/index.ts';
import { ENGINE_FAULTS, ENGINE_REFUSALS } from '../../src/engine/index.ts';
import { INCIDENTS, REFUSALS } from '../../src/kernel/index.ts';
import { languageErrors } from '../../src/language/index.ts';
import { DOOR_PROBLEMS, REFUSAL_STATUS } from '../../src/protocol/index.ts';
import { ENGINE_STATUS } from '../../src/server/index.ts';
import { STORE_FAULTS } from '../../src/store/index.ts';

type Row = readonly [code: string, status: string, text: string];

const statuses: Readonly<Record<string, number>> = { ...REFUSAL_STATUS, ...ENGINE_STATUS };
const withStatus = (catalogue: Readonly<Record<string, string>>): Row[] =>
  Object.entries(catalogue).map(([code, text]) => [code, String(statuses[code]), text]);
const plain = (catalogue: Readonly<Record<string, string>>): Row[] =>
  Object.entries(catalogue).map(([code, text]) => [code, '', text]);

const SECTIONS: readonly {
  readonly title: string;
  readonly intro: string;
  readonly rows: Row[];
}[] = [
  {
    title: 'Refusals of the kernel',
    intro: 'A person asked for something that is not allowed now. Nothing changed.',
    rows: withStatus(REFUSALS),
  },
  {
    title: 'Refusals of the engine',
    intro: 'What was asked for is not there, or not for this caller.',
    rows: withStatus(ENGINE_REFUSALS),
  },
  {
    title: 'Incidents',
    intro: 'A step stands still until somebody retries it, after data or people were mended.',
    rows: plain(INCIDENTS),
  },
  {
    title: 'Faults',
    intro: 'The world failed. A retry with the same idempotency key is safe.',
    rows: withStatus(ENGINE_FAULTS),
  },
  {
    title: 'Problems of the HTTP door',
    intro: 'The request itself is wrong.',
    rows: Object.entries(DOOR_PROBLEMS).map(([code, { status, title }]) => [
      code,
      String(status),
      title,
    ]),
  },
  {
    title: 'Diagnostics of definitions',
    intro: 'An author’s mistake, with its place.',
    rows: plain(languageErrors),
  },
  {
    title: 'Errors of expressions',
    intro: 'When an expression is checked, or fails while it runs (then as an incident’s code).',
    rows: plain(celErrors),
  },
  {
    title: 'Faults of the store',
    intro: 'For those who embed the store; the HTTP door answers with faults of the engine.',
    rows: Object.entries(STORE_FAULTS).map(([code, { message }]) => [code, '', message]),
  },
];

function page(): string {
  const sections = SECTIONS.map(({ title, intro, rows }) => {
    const lines = rows.map(([code, status, text]) => `| \`${code}\` | ${status} | ${text} |`);
    return `## ${title}\n\n${intro}\n\n| code | HTTP | meaning |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `# Codes\n\nEvery code that an answer may carry. Match on these, never on a text.\n\n${sections.join('\n')}`;
}

test('the page of codes is that of the catalogues', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/reference/codes.md');
});

test('no code stands in two catalogues', () => {
  const codes = SECTIONS.flatMap(({ rows }) => rows.map(([code]) => code));
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
