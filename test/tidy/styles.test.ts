/** Styles: there is one stylesheet for all pages, so a rule says whom it is for. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The sheets that are for every page. */
const EVERYWHERE = /^look\//;

/** Selectors of a sheet: what stands before a brace, but for at-rules and steps of an animation. */
function selectorsOf(css: string): readonly string[] {
  const code = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...code.matchAll(/([^{};]+)\{/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((selector) => selector.trim())
    .filter((selector) => !/^(@|from$|to$|\d+%$|\(|$)/.test(selector));
}

test('a rule of one page or screen names a class, so that no other page is touched by it', () => {
  const root = join(ROOT, 'src/studio');
  const files = globSync('**/*.css', { cwd: root }).filter((file) => !EVERYWHERE.test(file));
  expect(files.length).toBeGreaterThan(10);
  const bare = files.flatMap((file) =>
    selectorsOf(readFileSync(join(root, file), 'utf8'))
      .filter((selector) => !/[.&]/.test(selector))
      .map((selector) => `${file}: ${selector}`),
  );
  expect(bare).toEqual([]);
});
