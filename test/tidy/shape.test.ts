import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourcesIn, trackedFiles } from './sources.ts';

const LINES_MAX = 600;
const COLUMNS_MAX = 100;
const P90_LINES_MAX = 350;
const files = trackedFiles();
const sources = [...sourcesIn('src'), ...sourcesIn('test'), ...sourcesIn('bench')];
const isGenerated = (path: string) => /(^|\/)(golden|generated)\/.*\.json$|\.gen\.ts$/.test(path);

test('no source file is longer than 600 lines, nine in ten not longer than 350', () => {
  const lengths = sources
    .filter(({ path }) => !isGenerated(path))
    .map(({ path, lines }) => ({ path, length: lines.length }))
    .sort((a, b) => a.length - b.length);
  expect(lengths.filter(({ length }) => length > LINES_MAX)).toEqual([]);
  expect(lengths[Math.floor(lengths.length * 0.9)]?.length).toBeLessThanOrEqual(P90_LINES_MAX);
});

test('no line of code is wider than 100 columns, long texts aside', () => {
  const wide = sources.flatMap(({ path, lines }) =>
    lines
      .map((line, index) => ({ at: `${path}:${index + 1}`, line }))
      .filter(({ line }) => [...line].length > COLUMNS_MAX && !/['"`/]|^\s*(\*|\|)/.test(line)),
  );
  expect(wide).toEqual([]);
});

test('files are named in kebab-case and no room has a name that says nothing', () => {
  const named = files.filter((path) => /^(src|test|bench)\//.test(path));
  const odd = named.filter((path) => !/^[a-z0-9./-]+$/.test(path));
  const empty = named.filter((path) =>
    /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.)/.test(path),
  );
  expect([...odd, ...empty]).toEqual([]);
});

test('nothing unfinished is left in the code', () => {
  const words = new RegExp(
    ['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck', '\\.on' + 'ly\\('].join('|'),
  );
  const left = sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (words.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(left).toEqual([]);
});

test('the lock file names no host', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved":\s*"http/);
});

test('the lock file knows every optional package, so that npm ci takes it anywhere', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('every link of the docs leads somewhere', () => {
  const pages = files.filter((path) => path.endsWith('.md'));
  const broken = pages.flatMap((page) => brokenLinks(page));
  expect(pages.length).toBeGreaterThan(3);
  expect(broken).toEqual([]);
});

function brokenLinks(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
  const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/')) : '.';
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1]!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const target = new URL(link, `file:///${folder}/`).pathname.slice(1).replace(/^\.\//, '');
      return !files.some(
        (path) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`),
      );
    })
    .map((link) => `${page}: ${link}`);
}
