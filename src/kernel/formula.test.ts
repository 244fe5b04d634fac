import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../testing/index.ts';
import type { FlowDefinition, Json, JsonObject } from './index.ts';
import { compileFlow, compileForm, compileFormulas, fold, formulaOrder } from './index.ts';

const MONEY = { type: 'number', 'x-kind': 'money', 'x-currency': 'CNY' };

/** A claim with lines: an amount a line, a total, a share a line, tax, and days between dates. */
const CLAIM: JsonObject = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          price: MONEY,
          quantity: { type: 'integer', minimum: 0 },
          amount: { ...MONEY, 'x-formula': 'row.price * row.quantity' },
          share: {
            type: 'number',
            'x-formula': 'form.total > 0 ? round(row.amount / form.total, 4) : 0',
          },
        },
      },
    },
    total: { ...MONEY, maximum: 100_000, 'x-formula': 'sum(form.items.map(i, i.amount))' },
    rate: { type: 'number' },
    parts: { type: 'array' },
    tax: { ...MONEY, 'x-formula': 'form.total * form.rate' },
    from: { type: 'string', format: 'date' },
    until: { type: 'string', format: 'date' },
    days: { type: 'integer', 'x-formula': 'days(form.until - form.from) + 1' },
    ends: { type: 'string', format: 'date', 'x-formula': 'form.until + duration("24h")' },
    note: { type: 'string' },
  },
};

const formulas = compileFormulas(CLAIM);
const computed = (form: JsonObject): JsonObject => formulas.compute(form).form;
const ITEMS = [
  { price: 19.99, quantity: 3 },
  { price: 0.1, quantity: 7 },
];

describe('R6.19 what is computed', () => {
  test('R6.19 sums rows of a table, exactly, and columns from the row they stand in', () => {
    expect(computed({ items: ITEMS, rate: 0.06 })).toEqual({
      items: [
        { price: 19.99, quantity: 3, amount: 59.97, share: 0.9885 },
        { price: 0.1, quantity: 7, amount: 0.7, share: 0.0115 },
      ],
      rate: 0.06,
      total: 60.67,
      tax: 3.64,
    });
  });
  test('R6.19 an amount keeps the places of its currency, a half going away from zero', () => {
    const amount = (currency: string, value: number): Json | undefined =>
      compileFormulas({
        type: 'object',
        properties: {
          of: { type: 'number' },
          is: { type: 'number', 'x-kind': 'money', 'x-currency': currency, 'x-formula': 'form.of' },
        },
      }).compute({ of: value }).form['is'];
    expect(amount('CNY', 1.005)).toBe(1.01);
    expect(amount('CNY', -1.005)).toBe(-1.01);
    expect(amount('JPY', 99.5)).toBe(100);
    expect(amount('KWD', 0.0005)).toBe(0.001);
  });
  test('R6.19 a whole number is rounded as an amount is, whatever else its field says', () => {
    const third = (more: JsonObject, value: number): Json => {
      const is = { type: 'integer', ...more, 'x-formula': 'form.of / 3' };
      const schema = { type: 'object', properties: { of: { type: 'number' }, is } };
      const { form } = compileFormulas(schema).compute({ of: value });
      expect(compileForm(schema)(form)).toEqual([]);
      return form['is']!;
    };
    expect(third({}, 10)).toBe(3);
    expect(third({}, 7.5)).toBe(3);
    expect(third({}, -7.5)).toBe(-3);
    expect(third({ multipleOf: 0.5 }, 10)).toBe(3);
    expect(third({ 'x-kind': 'money', 'x-currency': 'CNY' }, 10)).toBe(3);
  });
  test('R6.19 dates are counted with, and what is not there yet computes nothing', () => {
    const form = computed({ from: '2026-11-21', until: '2026-11-24' });
    expect([form['days'], form['ends']]).toEqual([4, '2026-11-25']);
    expect(computed({ from: '2026-11-21' })).not.toHaveProperty('days');
    expect(computed({ from: '2026-11-21', until: 'soon', days: 4 })).not.toHaveProperty('days');
  });
  test('R6.19 a number that is not there counts as none, and a half typed one spoils the sum', () => {
    expect(computed({ items: [{ price: 5 }, {}] })['total']).toBe(0);
    expect(computed({ items: [{ price: 'five', quantity: 1 }] })['total']).toBe(0);
    expect(computed({ items: 'many' })).not.toHaveProperty('total');
  });
  test('R6.19 what cannot be computed says so, and never picks a value', () => {
    const broken = compileFormulas({
      type: 'object',
      properties: {
        a: { type: 'number' },
        b: { type: 'number', 'x-formula': '1 / form.a' },
      },
    });
    const { form, problems } = broken.compute({ a: 0, b: 3 });
    expect(form).toEqual({ a: 0 });
    expect(problems).toMatchObject([{ field: 'b', keyword: 'formula' }]);
  });
  test('R6.19 all formulas of a form together cost no more than a limit', () => {
    const rows = Array.from({ length: 20_000 }, () => ({ a: 1 }));
    const { problems } = compileFormulas({
      type: 'object',
      properties: {
        rows: { type: 'array', items: { type: 'object', properties: { a: { type: 'number' } } } },
        sum: { type: 'number', 'x-formula': 'sum(form.rows.map(r, r.a * r.a * r.a))' },
      },
    }).compute({ rows });
    expect(problems).toMatchObject([{ field: 'sum', keyword: 'formula' }]);
  });
  test.each(['row.p * 2 + sum(form.rows.map(r, r.p))', 'sum(form.rows.map(r, r.p)) / 0'])(
    'R6.19 a form whose %s costs too much stops at once, with one problem',
    (source) => {
      const schema: JsonObject = {
        type: 'object',
        properties: {
          rows: {
            type: 'array',
            items: {
              type: 'object',
              properties: { p: { type: 'number' }, c: { type: 'number', 'x-formula': source } },
            },
          },
          last: { type: 'number', 'x-formula': 'size(form.rows)' },
        },
      };
      let looks = 0;
      const rowsOf = (count: number): Json[] =>
        Array.from({ length: count }, () => ({
          get p() {
            looks += 1;
            return 1;
          },
        }));
      const dear = compileFormulas(schema);
      const spent = dear.compute({ rows: rowsOf(500), last: 7 });
      expect(spent.problems).toMatchObject([{ keyword: 'cost' }]);
      expect(spent.form).not.toHaveProperty('last');
      // All of it reads 500 rows for each of 500 rows.
      expect(looks).toBeGreaterThan(0);
      expect(looks).toBeLessThan(500 * 120);
      const rows = [{ p: 1 }];
      const changed = new Set(['note']);
      const after = dear.compute({ ...spent.form, rows }, { problems: spent.problems, changed });
      expect(after).toEqual(dear.compute({ rows }));
    },
  );
  test('R6.19 who does not see a field computes nothing from it', () => {
    const half = compileFormulas(CLAIM, ['rate']);
    expect(half.compute({ items: ITEMS, tax: 7 }).form).toMatchObject({ total: 60.67, tax: 7 });
    expect(compileFormulas(CLAIM, ['items']).compute({ rate: 2, tax: 7 }).form).toEqual({
      rate: 2,
      tax: 7,
    });
  });
  test('R6.19 a circle is named', () => {
    const read = (path: string, ...reads: string[]) => ({ path, reads });
    expect(formulaOrder([read('a', 'b'), read('b', 'items.*.c'), read('items.*.c', 'a')])).toEqual({
      cycle: ['a', 'b', 'items.*.c', 'a'],
    });
    expect(formulaOrder([read('a', 'a')])).toEqual({ cycle: ['a', 'a'] });
    expect(formulaOrder([read('a', 'b'), read('b', 'x')])).toMatchObject({
      order: [{ path: 'b' }, { path: 'a' }],
    });
  });
});

const cents = fc.integer({ min: 0, max: 99_999 }).map((n) => n / 100);
const row = fc.record(
  { price: cents, quantity: fc.integer({ min: 0, max: 9 }) },
  { requiredKeys: [] },
);
const claim = fc.record(
  {
    items: fc.array(row, { maxLength: 4 }),
    rate: fc.constantFrom(0, 0.06, 0.13),
    parts: fc.array(fc.record({ of: fc.constantFrom(0, 1) }), { maxLength: 3 }),
    from: fc.constantFrom('2026-11-21', '2026-12-01'),
    until: fc.constantFrom('2026-12-24', 'soon'),
    note: fc.string({ maxLength: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

/** Fails without a rate, and for rows without a quantity. */
const fragile = compileFormulas({
  ...CLAIM,
  properties: {
    ...(CLAIM['properties'] as JsonObject),
    ratio: { type: 'number', 'x-formula': 'form.total / form.rate' },
    twice: { type: 'number', 'x-formula': 'form.ratio * 2' },
    parts: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          of: { type: 'number' },
          each: { type: 'number', 'x-formula': 'form.rate / row.of' },
        },
      },
    },
  },
});

function sorted({ form, problems }: ReturnType<typeof fragile.compute>) {
  return { form, problems: problems.map(({ field }) => field).toSorted() };
}

describe('R6.19 the laws of computing', () => {
  test('R6.19 computing again changes nothing, and keeps every object', () => {
    fc.assert(
      fc.property(claim, (form) => {
        const once = computed(form);
        expect(computed(once)).toBe(once);
        expect(computed(formulas.bare(once))).toEqual(once);
      }),
    );
  });
  test('R6.19 what follows from a change alone is what follows from everything', () => {
    fc.assert(
      fc.property(claim, fc.array(claim, { maxLength: 5 }), (first, changes) => {
        let live = fragile.compute(first);
        for (const change of changes) {
          const form = { ...live.form, ...change };
          const changed = new Set(Object.keys(change));
          live = fragile.compute(form, { problems: live.problems, changed });
          expect(sorted(live)).toEqual(sorted(fragile.compute(form)));
        }
      }),
    );
  });
});

function begun(more: Parameters<typeof approval>[2] = {}): Play {
  return new Play({ ...flow([approval('a', 'fay', more), approval('b', 'ceo')]), form: CLAIM });
}

describe('R6.19 an instance', () => {
  test('R6.19 records what is computed, whoever left it out', () => {
    const play = begun();
    play.start('emma', { items: ITEMS, rate: 0.06 });
    expect(play.state?.form).toMatchObject({ total: 60.67, tax: 3.64 });
    expect(play.events[0]).toMatchObject({ type: 'InstanceStarted', form: { total: 60.67 } });
  });
  test('R6.19 a sent value that is another is refused, and its field and value are named', () => {
    const start = (form: JsonObject) => {
      const command = { type: 'StartInstance', tenant: 't', instance: 'i', form } as const;
      const decision = begun().send(command, { kind: 'person', id: 'emma' });
      return decision.ok ? 'accepted' : decision.refusal;
    };
    expect(start({ items: ITEMS, total: 60.67 })).toBe('accepted');
    expect(start({ items: ITEMS, total: 60 })).toMatchObject({
      code: 'form.invalid',
      problems: [{ field: 'total', keyword: 'formula', message: 'is computed, and is 60.67' }],
    });
    expect(start({ items: [{ price: 1, quantity: 1, amount: 2 }] })).toMatchObject({
      problems: [{ field: 'items.0.amount', keyword: 'formula' }],
    });
    expect(start({ items: [], days: 3 })).toMatchObject({ problems: [{ field: 'days' }] });
  });
  test('R6.19 the rules of the schema hold for what is computed', () => {
    const play = begun();
    const items = [{ price: 60_000, quantity: 2 }];
    const command = { type: 'StartInstance', tenant: 't', instance: 'i', form: { items } } as const;
    const decision = play.send(command, { kind: 'person', id: 'emma' });
    expect(!decision.ok && decision.refusal).toMatchObject({
      problems: [{ field: 'total', keyword: 'maximum' }],
    });
  });
  test('R6.19 follows what a voter changes, in the same event', () => {
    const play = begun({ rights: { rate: 'edit', items: 'edit', total: 'read' } });
    play.start('emma', { items: ITEMS });
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    expect(play.refusal({ ...vote, form: { total: 60.67 } }, 'fay')).toBe('form.read-only');
    play.approve('fay', { form: { rate: 0.1 } });
    expect(play.events.find(({ type }) => type === 'FormChanged')).toMatchObject({
      form: { rate: 0.1, tax: 6.07 },
    });
  });
  test('R6.18 what is hidden from a voter is not told in what is wrong with it', () => {
    const number = { type: 'number' };
    const form: JsonObject = {
      type: 'object',
      properties: {
        qty: { ...number, maximum: 500 },
        secret: number,
        total: { ...number, maximum: 1000, 'x-formula': 'form.qty * form.secret' },
        lines: {
          type: 'array',
          items: {
            type: 'object',
            properties: { due: { ...number, maximum: 900, 'x-formula': 'form.total' } },
          },
        },
        share: { ...number, 'x-formula': '1 / (form.qty - 101 * form.secret / 10)' },
      },
    };
    const problemsOf = (hidden: readonly string[]) => {
      const rights = Object.fromEntries(hidden.map((field) => [field, 'hidden'] as const));
      const steps = [approval('a', 'fay', { rights: { ...rights, qty: 'edit' } })];
      const play = new Play({ ...flow(steps), form });
      play.start('emma', { qty: 1, secret: 10, lines: [{}] });
      const vote = { type: 'ApproveTask', ...play.task('fay'), form: { qty: 101 } } as const;
      const decision = play.send(vote, { kind: 'person', id: 'fay' });
      return decision.ok ? undefined : decision.refusal.problems;
    };
    expect(problemsOf([])?.map(({ field }) => field)).toEqual(['share', 'lines.0.due', 'total']);
    const untold = {
      field: '',
      keyword: 'hidden',
      message: 'something that is not shown to you does not hold',
    };
    expect(problemsOf(['secret', 'total', 'lines', 'share'])).toEqual([untold]);
    expect(problemsOf(['secret', 'total', 'share'])).toMatchObject([
      { field: 'lines.0.due', keyword: 'maximum' },
      untold,
    ]);
  });
  test('R6.18 a hidden result without a rule answers those who try values, as it is kept exactly', () => {
    const number = { type: 'number' };
    const total = { ...number, 'x-formula': 'form.qty * form.secret' };
    const form = { type: 'object', properties: { qty: number, secret: number, total } };
    const rights = { qty: 'edit', secret: 'hidden', total: 'hidden' } as const;
    const play = new Play({ ...flow([approval('a', 'fay', { rights })]), form });
    play.start('emma', { qty: 1, secret: 5 });
    const answer = (qty: number): string =>
      play.refusal({ type: 'ApproveTask', ...play.task('fay'), form: { qty } }, 'fay');
    const largest = Math.floor(Number.MAX_SAFE_INTEGER / 5);
    expect([answer(largest + 1), answer(largest)]).toEqual(['form.invalid', 'accepted']);
  });
  test('R6.19 what can no longer be computed goes', () => {
    const play = begun({ rights: { until: 'edit' } });
    play.start('emma', { from: '2026-11-21', until: '2026-11-24' });
    expect(play.state?.form['days']).toBe(4);
    play.approve('fay', { form: { until: '2026-11-22' } });
    expect(play.state?.form['days']).toBe(2);
  });
  test('R6.19 the stored form is what computing it again gives, after every event', () => {
    fc.assert(
      fc.property(claim, claim, (first, second) => {
        const { until: _, ...form } = first;
        const { until: __, ...change } = second;
        const rights = {
          items: 'edit',
          rate: 'edit',
          from: 'edit',
          note: 'edit',
          parts: 'edit',
        } as const;
        const play = begun({
          rights,
          onReject: { kind: 'return', to: 'initiator', resume: 'back' },
        });
        play.start('emma', form);
        play.approve('fay', { form: change });
        for (let upTo = 1; upTo <= play.events.length; upTo += 1) {
          const then = fold(play.events.slice(0, upTo))!.form;
          expect(computed(then)).toEqual(then);
        }
      }),
      { numRuns: 40 },
    );
  });
  test('R6.19 R8.4 a version that computes otherwise changes the form, and undoing gives it back', () => {
    const dearer: FlowDefinition = {
      ...flow([approval('a', 'fay'), approval('b', 'ceo')]),
      version: '2.0.0',
      form: {
        ...CLAIM,
        properties: {
          ...(CLAIM['properties'] as JsonObject),
          tax: { ...MONEY, 'x-formula': 'form.total * form.rate + 1' },
        },
      },
    };
    const play = begun();
    play.start('emma', { items: ITEMS, rate: 0.06 });
    expect(play.migrate(dearer)).toBe('accepted');
    expect(play.state?.form['tax']).toBe(4.64);
    expect(play.refusal({ type: 'UndoMigration', reason: 'no' }, 'ada')).toBe('accepted');
    expect(play.state?.form['tax']).toBe(3.64);
  });
  test('a definition without formulas computes nothing', () => {
    const plain = flow([approval('a', 'fay')]);
    const { formulas: none } = compileFlow(plain, { name: 'p', version: '1.0.0', hash: 'h' });
    const form = { amount: 1 };
    expect(none.compute(form)).toEqual({ form, problems: [] });
    expect(none.compute(form).form).toBe(form);
  });
});
