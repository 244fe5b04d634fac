import { type CelInput, celEnv, isCelError, isCelList, isCelMap, parse, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/cel/index.ts';
import { parse as parseOurs } from '../../src/cel/syntax/parse.ts';
import { environment, expressionOf, type Sort, someData } from './expressions.ts';

const sorts: readonly Sort[] = ['int', 'double', 'string', 'bool', 'ints', 'strings'];

/** The library takes a JSON number for a double, so declared ints are given to it as bigints. */
function forLibrary(data: Readonly<Record<string, unknown>>): Record<string, CelInput> {
  const form = data['form'] as Record<string, unknown>;
  const big = (value: unknown) => BigInt(value as number);
  const bigs = (values: unknown) => (values as number[]).map(BigInt);
  const map = Object.entries(data['m'] as Record<string, number>);
  const lines = (form['lines'] as { price: number; label: string }[]).map((line) => ({
    ...line,
    price: big(line.price),
  }));
  return {
    ...data,
    i: big(data['i']),
    li: bigs(data['li']),
    m: new Map(map.map(([key, value]) => [key, BigInt(value)])),
    form: { ...form, count: big(form['count']), lines },
  } as Record<string, CelInput>;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (isCelList(value)) return [...value].map(plain);
  if (isCelMap(value)) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  return value;
}

const library = celEnv();

describe('beside the library', () => {
  test('every expression gives the same value, or an error in both', () => {
    const sample = fc.constantFrom(...sorts).chain((sort) => expressionOf(sort, 3));
    fc.assert(
      fc.property(sample, someData, (source, data) => {
        const made = compile(source, environment);
        if (!made.ok) throw new Error(`${source} does not compile`);
        const ours = made.program.evaluate(data);
        const theirs = plan(library, parse(source))(forLibrary(data));
        if (isCelError(theirs)) expect(ours.ok ? ours.value : 'an error').toBe('an error');
        else expect(ours).toMatchObject({ ok: true, value: plain(theirs) });
      }),
      { numRuns: 2000 },
    );
  });

  test('a text whose literals have values is an expression for both or for neither', () => {
    const words =
      'a b has ( ) [ ] { } . , ? : ! - + * && || == < in true null if // \n a.b x.all(y,';
    const literals = '1 2u 0x1F 1.5 1e3 .5 "t" \'u\' r"\\" b"x"';
    const word = fc.constantFrom(...`${words} ${literals}`.split(' '));
    const soup = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    const damaged = fc
      .tuple(expressionOf('bool', 2), fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }))
      .map(([source, at, cut, more]) => {
        const place = at % (source.length + 1);
        return source.slice(0, place) + more + source.slice(place + cut);
      });
    fc.assert(
      fc.property(fc.oneof(soup, damaged), (source) => {
        let accepted = true;
        try {
          parse(source);
        } catch {
          accepted = false;
        }
        const ours = parseOurs(source);
        const stricter = ours.diagnostics.some(({ code }) => code === 'cel.bad-literal');
        if (!stricter) expect({ source, accepted: !!ours.tree }).toEqual({ source, accepted });
      }),
      { numRuns: 5000 },
    );
  });
});
