import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

type Words = Readonly<Record<string, unknown>>;
type Pair = Readonly<Record<'en' | 'zh-CN', Words>>;

const FILES = globSync('src/studio/**/{texts,why}.ts').filter((file) => !file.includes('words/'));
const pairs: readonly { readonly name: string; readonly pair: Pair }[] = (
  await Promise.all(
    FILES.map(async (file) => {
      const module = (await import(pathToFileURL(file).href)) as Words;
      return Object.entries(module)
        .filter(([, value]) => typeof value === 'object' && value !== null && 'zh-CN' in value)
        .map(([name, pair]) => ({ name: `${file} ${name}`, pair: pair as Pair }));
    }),
  )
).flat();

/** `a.b` of every text, and of what kind it is. */
function shapeOf(words: Words, path = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (Array.isArray(value)) return [`${at} list of ${value.length}`];
    return typeof value === 'object' && value !== null
      ? shapeOf(value as Words, at)
      : [`${at} ${typeof value}`];
  });
}

function textsOf(words: Words): readonly string[] {
  return Object.values(words).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? textsOf(value as Words) : [];
  });
}

test('every screen of the studio has the same texts in both languages', () => {
  expect(pairs.length).toBeGreaterThan(8);
  for (const { name, pair } of pairs) {
    expect(shapeOf(pair['zh-CN']), name).toEqual(shapeOf(pair.en));
  }
});

test('no text of the studio is empty, or the same in both languages where it has words', () => {
  for (const { name, pair } of pairs) {
    const [en, zh] = [textsOf(pair.en), textsOf(pair['zh-CN'])];
    expect(
      zh.filter((text) => text.trim() === ''),
      name,
    ).toEqual([]);
    const same = zh.filter((text, index) => text === en[index] && /[a-z]{4}/i.test(text));
    expect(
      same.filter((text) => text !== 'Vermilion'),
      name,
    ).toEqual([]);
  }
});
