import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approval, flow as flowOf, Play, testDirectory } from '../testing/index.ts';
import type { FlowDefinition, Forecast, JsonObject } from './index.ts';
import { explain, forecast, forecastStart, standingOf } from './index.ts';

const at = { nowMs: 1_000_000, directory: testDirectory };

const flow: FlowDefinition = {
  name: 'claim',
  version: '1.0.0',
  form: {
    type: 'object',
    properties: { amount: { type: 'number' }, note: { type: 'string' } },
  },
  steps: [
    {
      kind: 'approval',
      id: 'manager',
      ask: { of: [{ kind: 'manager', of: 'initiator', level: 1 }] },
      ballot: { kind: 'any' },
      rights: { amount: 'edit' },
    },
    {
      kind: 'choice',
      id: 'by-amount',
      branches: [
        {
          when: 'form.amount >= 100.0',
          steps: [
            {
              kind: 'approval',
              id: 'finance',
              ask: { of: [{ kind: 'role', role: 'finance' }] },
              ballot: { kind: 'vote', pass: { count: 2 } },
            },
          ],
        },
        { steps: [] },
      ],
    },
    {
      kind: 'call',
      id: 'post',
      skip: 'form.note == "no"',
      http: { method: 'POST', url: 'https://example.com' },
    },
    {
      kind: 'approval',
      id: 'chief',
      ask: { of: [{ kind: 'user', id: 'ceo' }, { kind: 'initiator' }] },
      initiator: 'skip',
      ballot: { kind: 'all' },
      require: ['comment', 'signature'],
    },
  ],
};

function must(forecasting: ReturnType<typeof forecast>): Forecast {
  if (!forecasting.ok) throw new Error(forecasting.refusal.code);
  return forecasting.forecast;
}

const outline = ({ steps }: Forecast) =>
  steps.map(
    ({ step, people, status }) => `${step}:${people.join('+')}${status === 'skipped' ? '!' : ''}`,
  );

test('R12.1 before the start the path ahead names steps and people', () => {
  const compiled = new Play(flow).flow;
  const start = { tenant: 'test', initiator: 'emma', form: { amount: 500, note: 'no' } };
  const path = must(forecastStart(compiled, start, at));
  expect(outline(path)).toEqual([
    'manager:max',
    'by-amount:',
    'finance:fay+finn+flo',
    'post:!',
    'chief:ceo',
  ]);
  expect(path.outcome).toBe('approved');
});

test('R12.1 the path says where it depends on data that may still change', () => {
  const play = new Play(flow);
  play.start('emma', { amount: 500, note: 'x' });
  const { steps } = must(forecast(play.flow, play.state!, at));
  expect(steps.find(({ step }) => step === 'by-amount')?.dependsOn).toEqual(['amount']);
  expect(steps.find(({ step }) => step === 'manager')?.when).toBe('now');
});

test('R12.1 where it goes by what is still to be filled in, no end is foretold', () => {
  const scored: FlowDefinition = {
    name: 'loan',
    version: '1.0.0',
    form: {
      type: 'object',
      properties: { amount: { type: 'number' }, score: { type: 'integer' } },
    },
    vars: { risk: { enum: ['low', 'high'] } },
    steps: [
      {
        kind: 'handle',
        id: 'score',
        ask: { of: [{ kind: 'user', id: 'fay' }] },
        ballot: { kind: 'any' },
        rights: { score: 'edit' },
      },
      {
        kind: 'rule',
        id: 'rate',
        table: {
          inputs: { score: 'has(form.score) ? form.score : 300' },
          rows: [
            { when: { score: '>= 700' }, set: { risk: '"low"' } },
            { when: { score: '< 700' }, set: { risk: '"high"' } },
          ],
        },
      },
      {
        kind: 'choice',
        id: 'by-risk',
        branches: [
          {
            when: 'vars.risk == "high"',
            steps: [{ kind: 'end', id: 'declined', outcome: 'declined' }],
          },
          { steps: [] },
        ],
      },
    ],
  };
  const compiled = new Play(scored).flow;
  const path = (form: JsonObject): Forecast =>
    must(forecastStart(compiled, { tenant: 'test', initiator: 'emma', form }, at));
  const unscored = path({ amount: 500 });
  expect(unscored.outcome).toBeUndefined();
  expect(unscored.unknown).toEqual(['score']);
  const depends = unscored.steps.flatMap(({ step, dependsOn }) =>
    dependsOn.includes('score') ? [step] : [],
  );
  expect(depends).toEqual(['rate', 'by-risk']);
  expect(outline(unscored)).toEqual(['score:fay', 'rate:', 'by-risk:']);
  expect(path({ amount: 500, score: 300 })).toMatchObject({ outcome: 'declined' });
  expect(path({ amount: 500, score: 800 })).toMatchObject({ outcome: 'approved' });
});

test('R12.1 what a formula computes of what is still to be filled in foretells no end either', () => {
  const formula = 'has(form.score) ? form.score : 300';
  const rated: FlowDefinition = {
    name: 'loan',
    version: '1.0.0',
    form: {
      type: 'object',
      properties: {
        score: { type: 'integer' },
        rated: { type: 'integer', 'x-formula': formula },
        sure: { type: 'integer', 'x-formula': 'form.rated - 10' },
      },
    },
    steps: [
      {
        kind: 'handle',
        id: 'score',
        ask: { of: [{ kind: 'user', id: 'fay' }] },
        ballot: { kind: 'any' },
        rights: { score: 'edit' },
      },
      {
        kind: 'choice',
        id: 'by-score',
        branches: [
          {
            when: 'form.sure < 690',
            steps: [{ kind: 'end', id: 'declined', outcome: 'declined' }],
          },
          { steps: [] },
        ],
      },
    ],
  };
  const compiled = new Play(rated).flow;
  const path = (form: JsonObject): Forecast =>
    must(forecastStart(compiled, { tenant: 'test', initiator: 'emma', form }, at));
  expect(path({}).outcome).toBeUndefined();
  expect(path({}).unknown).toEqual(['score']);
  expect(path({ score: 300 })).toMatchObject({ outcome: 'declined' });
  expect(path({ score: 800 })).toMatchObject({ outcome: 'approved' });
});

test('R12.1 a verdict tried first shows where it leads, and changes nothing', () => {
  const play = new Play(flow);
  play.start('emma', { amount: 5, note: 'x' });
  const before = JSON.stringify(play.state);
  const place = play.task('max');
  const rejected = must(forecast(play.flow, play.state!, at, { ...place, verdict: 'reject' }));
  expect(rejected.outcome).toBe('rejected');
  expect(rejected.brings).toEqual({ kind: 'end', outcome: 'rejected' });
  const approved = must(forecast(play.flow, play.state!, at, { ...place, verdict: 'approve' }));
  expect(outline(approved)).toEqual(['manager:max', 'by-amount:', 'post:', 'chief:ceo']);
  expect(approved.brings).toBeUndefined();
  expect(JSON.stringify(play.state)).toBe(before);
});

test('R12.1 R7.1 a rejection that sends back brings a way back, to whom, and no end', () => {
  const back = (to: 'initiator' | 'previous') =>
    new Play(
      flowOf([
        approval('first', 'fay'),
        approval('second', 'leo', { onReject: { kind: 'return', to, resume: 'forward' } }),
      ]),
    );
  for (const [to, step, person] of [
    ['initiator', 'start', 'emma'],
    ['previous', 'first', 'fay'],
  ] as const) {
    const play = back(to);
    play.start('emma', { amount: 5 });
    play.approve('fay');
    const tried = { ...play.task('leo'), verdict: 'reject' } as const;
    const { brings } = must(forecast(play.flow, play.state!, at, tried));
    expect(brings).toEqual({ kind: 'back', step, people: [person] });
  }
});

test('R12.1 a vote that only counts beside others brings nothing at once', () => {
  const of = ['fay', 'leo', 'max'].map((id) => ({ kind: 'user', id }) as const);
  const half = { kind: 'vote', pass: { share: '1/2' } } as const;
  const play = new Play(flowOf([{ ...approval('a', 'fay'), ask: { of }, ballot: half }]));
  play.start('emma', { amount: 5 });
  const tried = { ...play.task('fay'), verdict: 'reject' } as const;
  expect(must(forecast(play.flow, play.state!, at, tried)).brings).toBeUndefined();
});

test('R12.1 a start that would be refused is refused in the forecast too', () => {
  const compiled = new Play(flow).flow;
  const start = { tenant: 'test', initiator: 'emma', form: { amount: 'x' } };
  expect(forecastStart(compiled, start, at)).toMatchObject({ refusal: { code: 'form.invalid' } });
});

test('R12.1 the forecast equals what then happens when nothing changes', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 200, noNaN: true }), fc.boolean(), (amount, quiet) => {
      const form = { amount, note: quiet ? 'no' : 'x' };
      const play = new Play(flow);
      play.start('emma', form);
      const path = must(forecast(play.flow, play.state!, at));
      const asked: string[] = [];
      for (let i = 0; i < 20 && play.state?.status === 'running'; i++) {
        const call = play.state.visits.find((v) => v.kind === 'call' && v.status === 'open');
        if (call) {
          const result = { kind: 'delivered', status: 200 } as const;
          play.must({ type: 'SettleCall', visit: call.n, result }, { kind: 'system', cause: 'x' });
          continue;
        }
        const [open] = play.openTasks();
        if (!open) break;
        if (asked.at(-1) !== open.visit.step) asked.push(open.visit.step);
        play.approve(open.seat.person, { comment: 'c', signature: 's' });
      }
      const expected = path.steps.filter(({ people }) => people.length > 0);
      expect(expected.map(({ step }) => step)).toEqual(asked);
      expect(path.outcome).toBe(play.state?.outcome);
    }),
  );
});

test('R12.2 every automatic choice is explained by the events alone', () => {
  const play = new Play(flow);
  play.start('emma', { amount: 500, note: 'no' });
  play.approve('max');
  play.approve('fay');
  play.approve('flo');
  const explained = explain(play.events);
  expect(explained.find(({ step }) => step === 'by-amount')).toMatchObject({
    result: 'branch',
    because: { expression: 'form.amount >= 100.0', values: { 'form.amount': 500 } },
  });
  expect(explained.find(({ step }) => step === 'post')).toMatchObject({ result: 'skipped' });
  const finance = explained.find(({ step }) => step === 'finance')!;
  expect(standingOf(finance, 'fay')).toEqual({ kind: 'asked' });
  expect(standingOf(finance, 'gone')).toEqual({ kind: 'dropped', stage: 'inactive' });
  expect(standingOf(finance, 'max')).toEqual({ kind: 'not-found' });
  const chief = explained.find(({ step }) => step === 'chief')!;
  expect(standingOf(chief, 'emma')).toEqual({ kind: 'dropped', stage: 'initiator', rule: 'skip' });
  expect(finance.directory).toBe('test-1');
});
