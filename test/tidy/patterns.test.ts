/** The table of workflow patterns and the tests of those that apply say the same. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Row {
  readonly number: number;
  readonly name: string;
  readonly applies: string;
  readonly how: string;
}

const rows: readonly Row[] = read('docs/reference/patterns.md')
  .split('\n')
  .flatMap((line) => {
    const [, number, name, applies, how] =
      /^\| (\d+) \| (.+?) \| (\w+) \| (.+) \|$/.exec(line) ?? [];
    if (!number || !name || !applies || !how) return [];
    return [{ number: Number(number), name, applies, how }];
  });

const titles = [...read('src/kernel/patterns.test.ts').matchAll(/^test\('(\d+) ([^:]+): /gm)].map(
  ([, number, name]) => `${number} ${name}`,
);

test('all forty-three patterns stand in the table, each once, in order', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 43 }, (_, n) => n + 1));
  expect(new Set(rows.map(({ name }) => name)).size).toBe(43);
});

test('each says yes or no', () => {
  expect(rows.filter(({ applies }) => applies !== 'yes' && applies !== 'no')).toEqual([]);
});

test('those that apply have a test of their number and name, and no others', () => {
  const applying = rows.filter(({ applies }) => applies === 'yes');
  expect(titles).toEqual(applying.map(({ number, name }) => `${number} ${name}`));
});
