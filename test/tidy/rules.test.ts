import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourcesIn } from './sources.ts';

/** A rule's number at the start of a line, or of a cell of a table. */
const RULE = /(?:^|\| )(R\d+\.\d+) /gm;

/** What a call's text begins with: one or more numbers of rules and invariants. */
const TITLE = /(\w*)\(\s*(['"`])((?:[A-Z]{1,2}\d+(?:\.\d+)?[ :,]+)+)/g;

/** The numbers that titles of tests begin with; a group's title proves nothing. */
function provenIn(text: string): readonly string[] {
  return [...text.matchAll(TITLE)]
    .filter(([, callee]) => callee !== 'describe')
    .flatMap(([, , , numbers = '']) => numbers.match(/[A-Z]{1,2}\d+(?:\.\d+)?/g) ?? []);
}

const OWN = 'test/tidy/rules.test.ts';

const rules = [...readFileSync('docs/spec/semantics.md', 'utf8').matchAll(RULE)].map(
  ([, rule]) => rule!,
);
const proven = new Set(
  [...sourcesIn('src'), ...sourcesIn('test')]
    .filter((source) => source.path.endsWith('.test.ts') && source.path !== OWN)
    .flatMap((source) => provenIn(source.text)),
);

describe('the rules of the semantics', () => {
  test('are numbered, each once', () => {
    expect(rules.length).toBeGreaterThan(60);
    expect(new Set(rules).size).toBe(rules.length);
  });
  test('each have a test that bears their number first', () => {
    expect(rules.filter((rule) => !proven.has(rule))).toEqual([]);
  });
  test('are all that the titles name', () => {
    const known = new Set(rules);
    const named = [...proven].filter((number) => number.startsWith('R') && number.includes('.'));
    expect(named.filter((rule) => !known.has(rule))).toEqual([]);
  });
  test('are found in titles of tests, of tables of cases too, and not of groups', () => {
    const text = [
      "test('R1.1 L2 a fact', () => {});",
      "test.each(cases)('R1.2 %s', () => {});",
      'test(\n  "R1.3: a fact",\n  () => {});',
      "describe('R1.4 a group', () => {});",
      "test('a fact after R1.5', () => {});",
    ].join('\n');
    expect(provenIn(text)).toEqual(['R1.1', 'L2', 'R1.2', 'R1.3']);
  });
});
