import { describe, expect, test } from 'vitest';
import { celLimits } from '../limits.ts';
import { parse } from './parse.ts';
import { childrenOf, type Node } from './tree.ts';

function parts(source: string): readonly string[] {
  const { tree } = parse(source);
  const walk = (node: Node): string[] => [
    source.slice(node.start, node.end),
    ...childrenOf(node).flatMap(walk),
  ];
  return tree ? walk(tree) : [];
}

function problems(source: string): readonly string[] {
  return parse(source).diagnostics.map(
    ({ start, end, message, advice }) => `${start}-${end} ${message}${advice ? ` ${advice}` : ''}`,
  );
}

describe('ranges', () => {
  test.each([
    ['( a + b ) * c', ['( a + b ) * c', 'a + b', 'a', 'b', 'c']],
    ['a . b [ 1 ]', ['a . b [ 1 ]', 'a . b', 'a', '1']],
    ['- ( a )', ['- ( a )', 'a']],
    ['f ( a , -1 )', ['f ( a , -1 )', 'a', '-1']],
    ['x in ( y )', ['x in ( y )', 'x', 'y']],
    ['"😀" + b', ['"😀" + b', '"😀"', 'b']],
    ['a // one\n && b', ['a // one\n && b', 'a', 'b']],
    ['has ( ( a ) . b )', ['has ( ( a ) . b )', 'a']],
    [
      'a.map ( i , i > 1 , [ i ] )',
      ['a.map ( i , i > 1 , [ i ] )', 'a', 'i > 1', 'i', '1', '[ i ]', 'i'],
    ],
    ['{ "a" : b }', ['{ "a" : b }', '"a"', 'b']],
    ['a ? b : ( c )', ['a ? b : ( c )', 'a', 'b', 'c']],
    ['a.`b-c`', ['a.`b-c`', 'a']],
  ])('%s', (source, expected) => {
    expect(parts(source)).toEqual(expected);
  });
});

describe('mistakes', () => {
  test.each([
    ['', '0-0 The expression ends too early.'],
    ['1 +', '3-3 The expression ends too early. Something must follow `+`.'],
    ['a ? b', '2-3 The `:` of this `?` is missing.'],
    ['f(a ? b)', '4-5 The `:` of this `?` is missing.'],
    ['((a)', '0-1 This `(` is never closed.'],
    ['(a]', '2-3 `]` does not close the `(` before it.'],
    ['a)', '1-2 `)` closes nothing.'],
    ['a and b', '2-5 An operator is missing before `and`. And is written `&&`.'],
    ['a = b', '2-3 "=" means nothing here. Equality is written `==`.'],
    ['a.1', '1-3 An operator is missing before `.1`.'],
    ['a.+', '2-3 A name must follow the dot, not `+`.'],
    ['* a', '0-1 A value is missing before `*`.'],
    ['"abc', '0-4 This text is never closed with ".'],
    ['"\\q"', '1-3 \\q is no escape.'],
    ['"\\ud800"', '1-7 \\ud800 is no Unicode character.'],
    ['9223372036854775808', '0-19 9223372036854775808 does not fit in an int.'],
    ['if', '0-2 `if` is a reserved word.'],
    ['!-a', '1-2 `-` cannot stand here.'],
  ])('%s', (source, expected) => {
    expect(problems(source)).toEqual([expected]);
  });

  test('every unreadable part is reported', () => {
    expect(problems('a @ b $ "\\q"')).toHaveLength(3);
  });
});

describe('limits', () => {
  test('a chain of && and || is flat, however long', () => {
    const terms = 800;
    const { tree } = parse(Array.from({ length: terms }, () => 'a').join(' || '));
    expect(tree?.kind === 'logic' && tree.terms.length).toBe(terms);
  });

  test.each(['(', '[', '{1:', '-', '!', 'a?', 'f(', 'a['])('%s deeper than the limit', (open) => {
    const deep = open.repeat(celLimits.nestingMax + 1);
    expect(parse(deep).diagnostics.map(({ code }) => code)).toEqual(['cel.nesting-too-deep']);
  });

  test('a deep chain of operators and a long source are refused', () => {
    const codes = (source: string) => parse(source).diagnostics.map(({ code }) => code);
    expect(codes(`a${'+a'.repeat(celLimits.treeDepthMax + 1)}`)).toEqual(['cel.nesting-too-deep']);
    expect(codes('a'.repeat(celLimits.sourceLengthMax + 1))).toEqual(['cel.source-too-long']);
  });
});
