import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CAPABILITIES } from '../../src/store/index.ts';

test('the page of the stores shows the table of their capabilities', () => {
  const page = readFileSync('docs/reference/stores.md', 'utf8');
  const stores = Object.values(CAPABILITIES);
  expect(page).toContain(`| | ${stores.map(({ name }) => name).join(' | ')} |`);
  const { name: _, ...capabilities } = CAPABILITIES.memory;
  const rows = page.split('\n').filter((line) => /^\| `\w+`: /.test(line));
  const shown = rows.map((row) => [row.match(/`(\w+)`/)![1]!, row.split('|').slice(2, -1)]);
  const kept = Object.keys(capabilities).map((name) => [
    name,
    stores.map((store) => (store[name as keyof typeof capabilities] ? ' yes ' : ' no ')),
  ]);
  expect(shown).toEqual(kept);
});
