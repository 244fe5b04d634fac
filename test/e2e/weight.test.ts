import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isBuilt, STUDIO } from './world.ts';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

type Manifest = Readonly<Record<string, Chunk>>;

/** The scripts that the page names itself. */
const PAGE = 'index.html';
const LAYERS = ['reset', 'tokens', 'base', 'kit', 'screen'];
const CSS_KB_MAX = 25;
const FONT_KB_MAX = 60;

/** What has to be there to act on a route, in kB of script after gzip. */
const ROUTES: readonly (readonly [name: string, kb: number, modules: readonly string[]])[] = [
  ['sign in', 110, [PAGE, 'shell/login.tsx']],
  ['inbox', 150, [PAGE, 'inbox/inbox.tsx']],
  ['start', 150, [PAGE, 'start/start.tsx', 'form/files/attach.tsx', 'form/table/table-entry.tsx']],
  ['case', 175, [PAGE, 'instance/viewer.tsx']],
];

function filesOf(manifest: Manifest, modules: readonly string[]): ReadonlySet<Chunk> {
  const found = new Set<Chunk>();
  const add = (name: string): void => {
    if (name === PAGE) {
      for (const each of chunksOfPage(manifest)) add(each);
      return;
    }
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const each of chunk.imports ?? []) add(each);
  };
  for (const module of modules) add(module);
  return found;
}

function chunksOfPage(manifest: Manifest): readonly string[] {
  const html = readFileSync(join(STUDIO, PAGE), 'utf8');
  const scripts = [...html.matchAll(/ (?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file);
  const names = Object.keys(manifest).filter((name) => scripts.includes(manifest[name]?.file));
  expect(names.length).toBe(scripts.length);
  return names;
}

function kilobytes(files: Iterable<string>): number {
  let bytes = 0;
  for (const file of new Set(files)) bytes += gzipSync(readFileSync(join(STUDIO, file))).length;
  return bytes / 1024;
}

describe.skipIf(!isBuilt)('the weight of the studio (needs a build)', () => {
  const at = join(STUDIO, '.manifest.json');
  const manifest = (existsSync(at) ? JSON.parse(readFileSync(at, 'utf8')) : {}) as Manifest;

  test.each(ROUTES)('%s needs no more than %i kB of script', (_name, limit, modules) => {
    const chunks = [...filesOf(manifest, modules)];
    expect(kilobytes(chunks.map(({ file }) => file))).toBeLessThanOrEqual(limit);
  });

  test(`the stylesheet needs no more than ${CSS_KB_MAX} kB`, () => {
    expect(kilobytes(globSync('assets/*.css', { cwd: STUDIO }))).toBeLessThanOrEqual(CSS_KB_MAX);
  });

  test('there is one stylesheet, and it says the order of the layers first', () => {
    const [sheet, ...more] = globSync('assets/*.css', { cwd: STUDIO });
    expect(more).toEqual([]);
    const css = readFileSync(join(STUDIO, sheet!), 'utf8');
    const named = [...css.matchAll(/@layer ([^{;]+)/g)].flatMap(([, names]) => names!.split(','));
    expect([...new Set(named)]).toEqual(LAYERS);
  });

  test('the Latin fonts weigh no more than 60 kB together', () => {
    const chunks = [...filesOf(manifest, [PAGE])];
    const fonts = chunks.flatMap(({ assets = [] }) => assets);
    const latin = fonts.filter((file) => /-latin-(wght|\d+)-.*\.woff2$/.test(file));
    expect(latin.length).toBe(2);
    expect(kilobytes(latin)).toBeLessThanOrEqual(FONT_KB_MAX);
  });

  test('no screen says how bare elements look: one stylesheet serves them all', () => {
    const css = globSync('assets/*.css', { cwd: STUDIO }).map((file) =>
      readFileSync(join(STUDIO, file), 'utf8'),
    );
    const screens = css.join('').split('@layer screen{').slice(1);
    expect(screens.length).toBeGreaterThan(0);
    const bare = screens.flatMap(
      (rules) => `}${rules}`.match(/[{}](?:html|body|h[1-6]|d[dlt]|main|form|p)[{,]/g) ?? [],
    );
    expect(bare).toEqual([]);
  });
});
