import { describe, expect, test } from 'vitest';
import { type CelDiagnostic, type CelEnvironment, type CelType, compile } from '../index.ts';

const environment: CelEnvironment = {
  variables: {
    form: {
      kind: 'record',
      name: 'form',
      fields: {
        amount: { type: { kind: 'double' } },
        count: { type: { kind: 'int' } },
        category: { type: { kind: 'string', values: ['travel', 'meals'] } },
        tags: { type: { kind: 'list', element: { kind: 'string' } } },
      },
    },
    initiator: { kind: 'dyn' },
  },
  functions: {
    spent: { parameters: [{ kind: 'string' }], result: { kind: 'double' }, call: () => 0 },
  },
};

function diagnose(source: string, expected?: CelType): readonly CelDiagnostic[] {
  return compile(source, environment, expected).diagnostics;
}

function shown(source: string, { code, start, end, advice }: CelDiagnostic): string {
  return `${code} at ${JSON.stringify(source.slice(start, end))}: ${advice ?? ''}`;
}

describe('mistakes', () => {
  test.each([
    ['form.amout > 1', 'cel.unknown-field at "amout": Did you mean `amount`?'],
    ['frm.amount > 1', 'cel.unknown-variable at "frm": Did you mean `form`?'],
    ['has(form.cout)', 'cel.unknown-field at "cout": Did you mean `count`?'],
    ['form["amoumt"]', 'cel.unknown-field at "\\"amoumt\\"": Did you mean `amount`?'],
    ['form.amount * 2', 'cel.no-such-overload at "form.amount * 2": Write `2.0`.'],
    [
      'form.amount * form.count',
      'cel.no-such-overload at "form.amount * form.count": ' +
        'Bring both to one type with `double(...)`.',
    ],
    ['sise(form.tags)', 'cel.unknown-function at "sise": Did you mean `size`?'],
    ['form.tags.exist(t, t == "")', 'cel.unknown-function at "exist": Did you mean `exists`?'],
    ['form.tags.all(1, true)', 'cel.bad-macro at "form.tags.all(1, true)": '],
    [
      'startsWith("a", "b")',
      'cel.unknown-function at "startsWith": Write it after a value: `value.startsWith(...)`.',
    ],
    ['spent(1)', 'cel.no-such-overload at "spent(1)": It takes (string).'],
    ['form.tags.name', 'cel.no-such-overload at "name": '],
    ['form.category.matches("(")', 'cel.bad-regex at "\\"(\\"": '],
    ['form.count && true', 'cel.no-such-overload at "form.count": '],
    ['{1.5: 1}', 'cel.bad-key at "1.5": '],
    ['form.count.all(i, true)', 'cel.no-such-overload at "form.count": '],
    ['A.B{c: 1}', 'cel.unsupported at "A.B{c: 1}": '],
  ])('%s', (source, expected) => {
    expect(diagnose(source).map((one) => shown(source, one))).toEqual([expected]);
  });

  test('all of them are reported, in order', () => {
    const source = '(form.amout > 1) && frm.x == 2 || form.count + "a" > 3';
    expect(diagnose(source).map(({ code }) => code)).toEqual([
      'cel.unknown-field',
      'cel.unknown-variable',
      'cel.no-such-overload',
    ]);
  });

  test('a wrong result names both types', () => {
    expect(diagnose('form.count', { kind: 'bool' })).toEqual([
      {
        code: 'cel.wrong-result',
        message: 'This gives int, and bool is wanted.',
        advice: 'Compare it with something.',
        start: 0,
        end: 10,
      },
    ]);
    expect(diagnose('initiator.name', { kind: 'string' })).toEqual([]);
  });

  test('branches of two types are refused', () => {
    expect(diagnose('true ? 1 : "a"').map(({ code }) => code)).toEqual(['cel.no-such-overload']);
    expect(diagnose('true ? dyn(1) : "a"')).toEqual([]);
    expect(diagnose('true ? [] : ["a"]')).toEqual([]);
  });
});

describe('doubts', () => {
  test.each([
    ['form.category == "travle"', 'cel.unlikely-value at "\\"travle\\"": Did you mean "travel"?'],
    [
      '"food" != form.category',
      'cel.unlikely-value at "\\"food\\"": It is one of "travel", "meals".',
    ],
    ['form.category in ["meal"]', 'cel.unlikely-value at "\\"meal\\"": Did you mean "meals"?'],
    ['form.count == "3"', 'cel.always-false at "form.count == \\"3\\"": '],
    ['form.count != "3"', 'cel.always-true at "form.count != \\"3\\"": '],
    ['3 in form.tags', 'cel.always-false at "3 in form.tags": '],
  ])('%s', (source, expected) => {
    const found = diagnose(source);
    expect(found.map((one) => shown(source, one))).toEqual([expected]);
    expect(found[0]?.severity).toBe('warning');
  });

  test('numbers of two types may be compared', () => {
    expect(diagnose('form.amount >= 50000 && form.count == 1.0 && 2u < form.count')).toEqual([]);
  });
});
