import { describe, expect, test } from 'vitest';
import {
  type CelEnvironment,
  type CelErrorCode,
  type CelProgram,
  type CelType,
  celErrors,
  celLimits,
  compile,
} from './index.ts';

const string: CelType = { kind: 'string' };
const environment: CelEnvironment = {
  variables: {
    form: {
      kind: 'record',
      name: 'form',
      fields: {
        amount: { type: { kind: 'double' } },
        count: { type: { kind: 'int' } },
        category: { type: { kind: 'string', values: ['travel', 'meals'] } },
        note: { type: string, optional: true },
        due: { type: { kind: 'timestamp' } },
        tags: { type: { kind: 'list', element: string } },
      },
    },
    vars: { kind: 'dyn' },
    now: { kind: 'timestamp' },
    wait: { kind: 'duration' },
    rates: { kind: 'map', key: { kind: 'int' }, value: { kind: 'double' } },
  },
  functions: {
    twice: {
      parameters: [{ kind: 'int' }],
      result: { kind: 'int' },
      call: (one) => Number(one) * 2,
    },
    shout: {
      parameters: [string],
      result: string,
      member: true,
      cost: 5,
      call: (text) => `${text}!`,
    },
    broken: { parameters: [], result: { kind: 'int' }, call: () => 'no int' },
    throwing: {
      parameters: [],
      result: { kind: 'int' },
      call: () => {
        throw new Error('with a secret');
      },
    },
  },
};

const data = {
  form: {
    amount: 60_000,
    count: 3,
    category: 'travel',
    due: '2026-03-01',
    tags: ['urgent', 'abroad'],
  },
  vars: { n: 3, list: [1, 'a', null] },
  now: Date.UTC(2026, 1, 1),
  wait: '90m',
  rates: { '1': 0.5, '2': 1 },
};

function programOf(source: string): CelProgram {
  const made = compile(source, environment);
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join(' '));
  return made.program;
}

function give(source: string, bindings: Readonly<Record<string, unknown>> = data): unknown {
  const result = programOf(source).evaluate(bindings);
  return result.ok ? result.value : result.error.code;
}

describe('values', () => {
  test.each<readonly [string, unknown]>([
    ['form.amount >= 50000', true],
    ['form.amount * 2.0', 120_000],
    ['form.count / 2', 1],
    ['-form.count % 2', -1],
    ['9007199254740993 - 2', 9_007_199_254_740_991],
    ['9007199254740991 + 2', 9_007_199_254_740_993n],
    ['9223372036854775807 + form.count', 'cel.overflow'],
    ['form.count / 0', 'cel.division-by-zero'],
    ['form.count % 0', 'cel.modulus-by-zero'],
    ['form.tags[5]', 'cel.index-out-of-range'],
    ['form.note', 'cel.no-such-key'],
    ['has(form.note)', false],
    ['form.due', Date.UTC(2026, 2, 1)],
    ['form.due - now > wait', true],
    ['wait + duration("1.5s")', '5401.5s'],
    ['now.getHours("Asia/Shanghai")', 8],
    ['rates[1] + rates[2]', 1.5],
    ['form.tags.map(t, size(t))', [6, 6]],
    ['form.tags.filter(t, t.startsWith("u"))', ['urgent']],
    ['{"a": [1u], "b": null}', { a: [1], b: null }],
    ['type(form.tags)', 'list'],
    ['b"\\xff"', Uint8Array.of(255)],
    ['vars.n == 3', true],
    ['vars.n + 1', 'cel.no-such-overload'],
    ['vars.list.exists(x, x == "a")', true],
    ['twice(form.count)', 6],
    ['form.category.shout()', 'travel!'],
    ['broken()', 'cel.bad-binding'],
    ['throwing()', 'cel.host-function'],
  ])('%s', (source, value) => {
    expect(give(source)).toEqual(value);
  });

  test('an error is absorbed by a deciding value on either side', () => {
    expect(give('form.note == "x" || true')).toBe(true);
    expect(give('true || form.note == "x"')).toBe(true);
    expect(give('form.note == "x" && false')).toBe(false);
    expect(give('form.note == "x" || false')).toBe('cel.no-such-key');
    expect(give('form.tags.exists(t, t == "abroad" || 1 / 0 == 1)')).toBe(true);
    expect(give('true ? 1 : 1 / 0')).toBe(1);
  });

  test('data of another type than declared is an error, and only where it is read', () => {
    const spoilt = { ...data, form: { ...data.form, count: 1.5, amount: 'many' } };
    expect(give('form.count > 1', spoilt)).toBe('cel.bad-binding');
    expect(give('form.amount > 1', spoilt)).toBe('cel.bad-binding');
    expect(give('form.category == "travel"', spoilt)).toBe(true);
    expect(give('form.amount > 1.0', {})).toBe('cel.unbound');
  });

  test('a null in a field that knows no null is an absent field', () => {
    const cleared = { ...data, form: { ...data.form, note: null } };
    expect(give('has(form.note)', cleared)).toBe(false);
    expect(give('form.note', cleared)).toBe('cel.no-such-key');
    expect(give('"note" in dyn(form)', cleared)).toBe(false);
  });

  test('inherited properties are not there', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(give(`vars.${name}`)).toBe('cel.no-such-key');
      expect(give(`has(vars.${name})`)).toBe(false);
      expect(give(`"${name}" in vars`)).toBe(false);
    }
    expect(Object.keys(give('{"__proto__": 1}') as object)).toEqual(['__proto__']);
  });

  test('an expected type holds for a dynamic result at run time', () => {
    const made = compile('vars.n', environment, { kind: 'int' });
    if (!made.ok) throw new Error('does not compile');
    expect(made.program.type).toEqual({ kind: 'int' });
    expect(made.program.evaluate(data)).toMatchObject({ ok: true, value: 3 });
    expect(made.program.evaluate({ vars: { n: 'x' } })).toMatchObject({
      ok: false,
      error: { code: 'cel.bad-binding' },
    });
  });
});

describe('lineage', () => {
  test('references are the longest static paths, sorted and unique', () => {
    const source =
      'form.tags.exists(t, t == vars.a.b) && form["count"] > form.count || has(form.note)';
    expect(programOf(source).references).toEqual([
      'form.count',
      'form.note',
      'form.tags',
      'vars.a.b',
    ]);
  });

  test('a loop variable is no reference', () => {
    expect(programOf('[1].map(form, form)').references).toEqual([]);
  });
});

describe('cost', () => {
  test('what can be known without the data is known', () => {
    expect(programOf('form.amount > 1.0 && form.category == "meals"').cost).toBe(9);
    expect(programOf('[1, 2].all(i, i > 0)').cost).toBeGreaterThan(8);
    expect(programOf('form.tags.all(t, t == "a")').cost).toBe('unbounded');
    expect(programOf('form.category + "x"').cost).toBe('unbounded');
  });

  test('evaluation stops at the limit, and no operator absorbs that', () => {
    const many = { ...data, form: { ...data.form, tags: Array.from({ length: 500 }, String) } };
    const program = programOf('form.tags.all(a, form.tags.all(b, a < b || true)) || true');
    expect(program.evaluate(many)).toMatchObject({ error: { code: 'cel.cost-exceeded' } });
    expect(program.evaluate(many, 10_000_000)).toMatchObject({ ok: true, value: true });
    const failing = programOf('(1 / 0 == 1 && form.tags.all(t, t == t) && true) || true');
    expect(failing.evaluate(many, 100)).toMatchObject({ error: { code: 'cel.cost-exceeded' } });
  });

  test('text and patterns cost by their size', () => {
    const costOf = (source: string, note: string) => {
      const result = programOf(source).evaluate({ ...data, form: { ...data.form, note } });
      return result.ok ? result.cost : Number.NaN;
    };
    for (const source of [
      'form.note + "x"',
      'form.note.contains("y")',
      'form.note.matches("y*z")',
    ]) {
      expect(costOf(source, 'a'.repeat(10_000))).toBeGreaterThan(costOf(source, 'a') + 1_000);
    }
  });
});

describe('the catalogue', () => {
  test('a long chain is no deep nesting', () => {
    const chain = Array.from({ length: 500 }, (_, index) => `vars.n==${index}`).join('||');
    expect(chain.length).toBeLessThan(celLimits.sourceLengthMax * 2);
    expect(give(chain.slice(0, 4_000).replace(/\|\|[^|]*$/, ''))).toBe(true);
  });

  test('every code is explained in one sentence', () => {
    for (const [code, sentence] of Object.entries(celErrors)) {
      expect(code satisfies string as CelErrorCode).toMatch(/^cel\.[a-z-]+$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
