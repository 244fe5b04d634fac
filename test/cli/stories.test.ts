/** The stories of docs/guides/stories.md, typed as they stand. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Ran } from './terminal.ts';
import { serveDemo, vermilion } from './terminal.ts';

const STORIES = readFileSync(new URL('../../docs/guides/stories.md', import.meta.url), 'utf8');

interface Line {
  readonly command: string;
  /** Each is somewhere in what the command prints. */
  readonly shows: readonly string[];
}

function linesOf(story: string): readonly Line[] {
  const lines: { command: string; shows: string[] }[] = [];
  for (const [, block = ''] of story.matchAll(/```console\n([\s\S]*?)```/g)) {
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) lines.push({ command: line.slice(2), shows: [] });
      else lines.at(-1)!.shows.push(line.trim());
    }
  }
  return lines;
}

/** The words of a command, as a shell takes them. */
function wordsOf(command: string): readonly string[] {
  const words = [...command.matchAll(/(?:'([^']*)'|"([^"]*)"|[^\s'"]+)+/g)].map(([word]) => word);
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

const PARTS = STORIES.split(/^## /m)
  .slice(1)
  .map((story) => ({ title: story.slice(0, story.indexOf('\n')), story }));

test('every example flow has its story', () => {
  expect(PARTS.map(({ title }) => title)).toEqual([
    ...['Expense claim', 'Leave', 'Access request', 'Staff loan', 'Vendor onboarding'],
    ...['Contract', 'Production deployment', 'Purchase', 'Travel settlement'],
  ]);
});

test.each(PARTS)('$title goes as it is told', async ({ story }) => {
  const demo = await serveDemo();
  const env = { VERMILION_URL: demo.url };
  for (const { command, shows } of linesOf(story)) {
    const [program, ...words] = wordsOf(command);
    expect(program).toBe('vermilion');
    const { code, out, err } = await settled(words, env, shows);
    const said = `${command}\n${out}${err}`;
    expect(err === '' || shows.length > 0, said).toBe(true);
    if (shows.every((line) => !line.startsWith('['))) expect(code, said).toBe(0);
    for (const line of shows) expect(said).toContain(line);
  }
  await demo.close();
});

/** Calls and other instances take a moment: what is not there yet is asked for again. */
async function settled(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  shows: readonly string[],
): Promise<Ran> {
  for (let tries = 0; ; tries++) {
    const ran = await vermilion(words, { env });
    const isThere = words[0] !== 'show' || shows.every((line) => ran.out.includes(line));
    if ((isThere && !/None of your open tasks/.test(ran.err)) || tries >= 60) return ran;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
