import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check, languageLimits, renderDiagnostics } from '../../src/language/index.ts';
import { effort } from '../../src/testing/index.ts';
import { EXAMPLES } from './examples.ts';

const RUNS = { numRuns: effort(300, 1_000) };
const BITS = [
  '[',
  '{',
  '}',
  '- ',
  ': ',
  '? ',
  '&a ',
  '*a',
  '!!js/function ',
  '|\n',
  '>-\n',
  '"',
  "'",
  '\n',
  '\t',
  '\r\n',
  '#',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<: ',
  '__proto__: ',
  'constructor: ',
  '\u0000',
  '\ud800',
  '费',
  '1e999',
  '.nan',
  '99999999999999999999',
  'null',
  'form.',
  '((((',
  'steps:\n',
  'approval: ',
  'spec: []\n',
] as const;

/** Checks a text and returns what was said; asserts what holds for every text. */
function survive(text: string): ReturnType<typeof check> {
  const checked = check(text);
  // One expectation for all: hundreds of diagnostics a text take longer to expect than to find.
  let last = 0;
  const wrong = checked.diagnostics.filter(({ range, message, code }) => {
    const { start, end } = range;
    const before = text.slice(0, start.offset);
    const isInOrder = start.offset >= last;
    last = start.offset;
    const isInside = end.offset >= start.offset && end.offset <= text.length;
    const isPlaced =
      before.split('\n').length === start.line &&
      start.column === start.offset - before.lastIndexOf('\n');
    const isTold = message.length > 0 && /^[a-z]+\.[a-z-]+$/.test(code);
    return !(isInOrder && isInside && isPlaced && isTold);
  });
  expect(wrong).toEqual([]);
  if (text.length < 20_000) renderDiagnostics(text, 'fuzz.yaml', checked.diagnostics);
  const sound = checked.diagnostics.every(({ severity }) => severity !== 'error');
  expect(checked.hash !== undefined).toBe(sound);
  return checked;
}

describe('a text nobody meant', () => {
  const example = fc.constantFrom(...EXAMPLES.map(({ text }) => text));

  test('an example with pieces put in, taken out and doubled is answered in good order', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 40 }),
      insert: fc.oneof(fc.constantFrom('', ...BITS), fc.string({ maxLength: 6 })),
      repeat: fc.constantFrom(1, 1, 2, 50),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(example, edits, (text, changes) => {
        let changed = text;
        for (const { at, remove, insert, repeat } of changes) {
          const place = at % (changed.length + 1);
          const rest = changed.slice(place + remove);
          changed = changed.slice(0, place) + insert.repeat(repeat) + rest;
        }
        survive(changed);
      }),
      RUNS,
    );
  });

  test('an example with lines dropped, moved and indented is answered in good order', () => {
    fc.assert(
      fc.property(
        example,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.nat()), { maxLength: 4 }),
        (text, moves) => {
          const lines = text.split('\n');
          for (const [from, how, to] of moves) {
            const [line = ''] = lines.splice(from % lines.length, 1);
            if (how === 0) continue;
            const indented = how === 1 ? `  ${line}` : how === 2 ? line.slice(2) : line;
            lines.splice(to % (lines.length + 1), 0, indented);
          }
          survive(lines.join('\n'));
        },
      ),
      RUNS,
    );
  });

  test('a heap of pieces is answered in good order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...BITS), { maxLength: 40 }), (bits) => {
        survive(bits.join(''));
      }),
      RUNS,
    );
  });
});

describe('a hostile text', () => {
  const codes = (text: string): readonly string[] =>
    survive(text).diagnostics.map(({ code }) => code);

  test('one character beyond the limit is refused', () => {
    expect(codes('#'.repeat(languageLimits.textCharsMax + 1))).toEqual(['yaml.too-large']);
  });

  test.each(['[', '{a: ', '- ', '? ', '[a, '])('nesting with %j is refused', (opening) => {
    expect(codes(opening.repeat(5_000))).toContain('yaml.too-deep');
  });

  test('an alias bomb is refused at its aliases', () => {
    const bomb = ['a: &a [x,x]', 'b: &b [*a,*a]', 'c: &c [*b,*b]', 'd: [*c,*c]'].join('\n');
    expect(codes(bomb).filter((code) => code === 'yaml.alias').length).toBeGreaterThan(6);
  });

  test('merge keys, tags, directives, second documents and __proto__ are refused', () => {
    expect(codes('<<: {a: 1}')).toContain('yaml.key');
    expect(codes('a: !!js/function x')).toContain('yaml.tag');
    expect(codes('a: !!binary aGk=')).toContain('yaml.tag');
    expect(codes('%YAML 1.1\n---\na: yes')).toContain('yaml.directive');
    expect(codes('a: 1\n---\nb: 1')).toContain('yaml.documents');
    expect(codes('__proto__: {polluted: true}')).toContain('yaml.key');
    expect(codes('{ [a]: 1 }')).toContain('yaml.key');
    expect(codes('a: 1\na: 2')).toContain('yaml.duplicate-key');
    expect(codes('spec: { form: { maximum: 1e999 } }')).toContain('yaml.number');
    expect(({} as { readonly polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['closing brackets', '}'],
    ['anchors', '&a '],
    ['tags', '! '],
    ['quotes', '"\n'],
    ['commas', ','],
    ['directives', '%a\n'],
    ['documents', '---\n'],
    ['block scalars', 'a: |\n'],
    ['colons', ': '],
    ['list items', '- *a\n'],
  ])('a quarter of a megabyte of %s ends', (_name, bit) => {
    const text = bit.repeat(Math.floor(languageLimits.textCharsMax / 4 / bit.length));
    const { diagnostics } = check(text);
    expect(diagnostics.length).toBeLessThanOrEqual(languageLimits.diagnosticsMax + 1);
  });

  test('sixty thousand keys end', () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(check(text).diagnostics.at(-1)?.code).toBe('flow.too-many');
  });

  test('many diagnostics are cut at the limit, with a word that says so', () => {
    const steps = Array.from({ length: 1_000 }, () => '    - aproval: x').join('\n');
    const { diagnostics } = check(`spec:\n  steps:\n${steps}\n`);
    expect(diagnostics).toHaveLength(languageLimits.diagnosticsMax + 1);
    expect(diagnostics.at(-1)?.code).toBe('flow.too-many');
  });
});
