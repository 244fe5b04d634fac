import { describe, expect, test } from 'vitest';
import { approval, flow, Play, testDirectory } from '../../testing/index.ts';
import type { Command, Context, LookupResult, Resolver, Step } from '../index.ts';
import { compileFlow, fold, forecastStart, handle } from '../index.ts';

const OWNER: Resolver = { kind: 'function', name: 'owner', with: { amount: 'form.amount' } };
const VETO = { kind: 'vote', pass: { count: 1 }, veto: [OWNER] } as const;
const SERVICE: Resolver = { kind: 'http', url: 'secret:people' };
const definition = flow([
  approval('a', 'x', { ask: { of: [OWNER] } }),
  approval('b', 'x', { ask: { of: [SERVICE], except: [{ kind: 'user', id: 'finn' }] } }),
]);
const compiled = compileFlow(definition, { name: 'test', version: '1.0.0', hash: 'h' });
const START = {
  type: 'StartInstance',
  tenant: 'test',
  instance: 'i1',
  form: { amount: 5 },
} as const;

function context(who: string, answers: readonly (readonly [string, LookupResult])[] = []): Context {
  return {
    nowMs: 1,
    actor: { kind: 'person', id: who },
    directory: testDirectory,
    may: () => false,
    lookups: new Map(answers),
  };
}

function started(result: LookupResult) {
  const pending = handle(compiled, undefined, START, context('emma'));
  if (pending.ok || !pending.lookups) throw new Error('nothing was asked');
  const answers = pending.lookups.map(({ key }) => [key, result] as const);
  return { pending, decision: handle(compiled, undefined, START, context('emma', answers)) };
}

describe('R3.1 people whom an outside service finds', () => {
  test('R3.1 the kernel says what it has to know, and decides once it is told', () => {
    const { pending, decision } = started({ ok: true, people: ['fay', 'gone'] });
    expect(pending.refusal.code).toBe('people.pending');
    expect(pending.lookups).toMatchObject([
      {
        kind: 'function',
        target: 'owner',
        input: { instance: 'i1', step: 'a', initiator: 'emma', with: { amount: 5 } },
      },
    ]);
    if (!decision.ok) throw new Error(decision.refusal.code);
    expect(decision.state.visits[1]?.seats?.map(({ person }) => person)).toEqual(['fay']);
    const opened = decision.events.find(({ type }) => type === 'VisitOpened');
    expect(opened).toMatchObject({
      trace: {
        people: [
          { stage: 'resolved', people: ['fay', 'gone'], rule: 'function owner' },
          { stage: 'inactive', people: ['fay'] },
        ],
      },
    });
    expect(fold(decision.events)).toEqual(decision.state);
  });
  test('R2.3 a service that fails is an incident, and a retry asks it again', () => {
    const { decision } = started({ ok: false, message: 'gone fishing' });
    if (!decision.ok) throw new Error(decision.refusal.code);
    expect(decision.state.visits[1]?.incident).toEqual({
      code: 'people.lookup-failed',
      message: 'gone fishing',
    });
    const retry: Command = { type: 'RetryStep', visit: 2 };
    const asked = handle(compiled, decision.state, retry, { ...context('ada'), may: () => true });
    expect(!asked.ok && asked.lookups).toHaveLength(1);
  });
  test('R3.1 a vote that leads to such a step waits for the answer, and is not lost', () => {
    const { decision } = started({ ok: true, people: ['fay'] });
    if (!decision.ok) throw new Error(decision.refusal.code);
    const vote: Command = { type: 'ApproveTask', visit: 2, seat: 1 };
    const pending = handle(compiled, decision.state, vote, context('fay'));
    if (pending.ok || !pending.lookups?.[0]) throw new Error('nothing was asked');
    expect(pending.lookups[0]).toMatchObject({ kind: 'http', target: 'secret:people' });
    const people = ['finn', 'flo'];
    const answers = [[pending.lookups[0].key, { ok: true, people }]] as const;
    const done = handle(compiled, decision.state, vote, context('fay', answers));
    if (!done.ok) throw new Error(done.refusal.code);
    expect(done.state.visits[2]?.seats?.map(({ person }) => person)).toEqual(['flo']);
  });
  test('R12.1 a forecast asks no service, and says which one it would be', () => {
    const at = { nowMs: 1, directory: testDirectory };
    const given = { tenant: 'test', initiator: 'emma', form: { amount: 5 } };
    const seen = forecastStart(compiled, given, at);
    if (!seen.ok) throw new Error(seen.refusal.code);
    expect(seen.forecast.steps.map(({ open }) => open)).toEqual([
      { kind: 'function', target: 'owner' },
      { kind: 'http', target: 'secret:people' },
    ]);
    expect(seen.forecast.outcome).toBe('approved');
  });
  test.each<[string, Step]>([
    ['whom a step tells', { kind: 'notify', id: 'a', tell: { of: [OWNER] } }],
    ['who has a veto', approval('a', 'fay', { ballot: VETO })],
    ['who is asked when nobody is left', approval('a', 'gone', { empty: { people: [OWNER] } })],
  ])('R12.1 a forecast leaves open %s where a service says it', (_whom, step) => {
    const at = { nowMs: 1, directory: testDirectory };
    const given = { tenant: 'test', initiator: 'emma', form: { amount: 5 } };
    const seen = forecastStart(new Play(flow([step])).flow, given, at);
    if (!seen.ok) throw new Error(seen.refusal.code);
    expect(seen.forecast.steps[0]?.open).toEqual({ kind: 'function', target: 'owner' });
    expect(seen.forecast.outcome).toBe('approved');
  });
});
