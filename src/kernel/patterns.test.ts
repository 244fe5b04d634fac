/** The control-flow patterns of the workflow-patterns catalogue; docs/reference/patterns.md lists all. */

import { expect, test } from 'vitest';
import { approval, call, choice, flow, Play, parallel, rule, task } from '../testing/index.ts';
import type { FlowDefinition, InclusiveStep, JsonObject, Step, SubflowStep } from './index.ts';
import { LIMITS } from './index.ts';

function begun(steps: readonly Step[], form: JsonObject = {}, more: Partial<FlowDefinition> = {}) {
  const play = new Play(flow(steps, more));
  play.start('emma', form);
  return play;
}

/** Branches that are entered when the amount is above 1, 2, 3. */
function inclusive(id: string, branches: readonly (readonly Step[])[]): InclusiveStep {
  const entered = branches.map((steps, index) => ({ when: `form.amount > ${index + 1}.0`, steps }));
  return { kind: 'inclusive', id, branches: [...entered, { steps: [] }] };
}

function subflow(more: Partial<SubflowStep> = {}): SubflowStep {
  return { kind: 'subflow', id: 's', flow: 'child', ...more };
}

const children = (play: Play) => play.visit('s').children?.map(({ status }) => status);
const [a, b, c] = [approval('a', 'fay'), approval('b', 'leo'), approval('c', 'max')];
const done = task('done', 'finn');

test('1 Sequence: a step is entered when the one before it has passed', () => {
  const play = begun([a, b]);
  expect(play.asked()).toEqual(['a:fay']);
  play.approve('fay');
  expect(play.asked()).toEqual(['b:leo']);
});

test('2 Parallel Split: every branch is entered at once', () => {
  expect(begun([parallel('p', [[a], [b], [c]])]).asked()).toEqual(['a:fay', 'b:leo', 'c:max']);
});

test('3 Synchronization: what follows waits for every branch', () => {
  const play = begun([parallel('p', [[a], [b]]), done]);
  play.approve('leo');
  expect(play.asked()).toEqual(['a:fay']);
  play.approve('fay');
  expect(play.asked()).toEqual(['done:finn']);
});

test('4 Exclusive Choice: one branch is entered, by the data', () => {
  const step = choice('way', 'form.amount > 5.0', [a], [b]);
  expect(begun([step], { amount: 9 }).asked()).toEqual(['a:fay']);
  expect(begun([step], { amount: 1 }).asked()).toEqual(['b:leo']);
});

test('5 Simple Merge: either branch leads on, once', () => {
  const play = begun([choice('way', 'form.amount > 5.0', [a], [b]), done], { amount: 1 });
  play.approve('leo');
  expect(play.asked()).toEqual(['done:finn']);
});

test('6 Multi-Choice: every branch whose condition holds is entered', () => {
  expect(begun([inclusive('i', [[a], [b], [c]])], { amount: 2.5 }).asked()).toEqual([
    ...['a:fay', 'b:leo'],
  ]);
});

test('7 Structured Synchronizing Merge: the join waits for the branches that were entered', () => {
  const play = begun([inclusive('i', [[a], [b], [c]]), done], { amount: 2.5 });
  play.approve('fay');
  expect(play.asked()).toEqual(['b:leo']);
  play.approve('leo');
  expect(play.asked()).toEqual(['done:finn']);
});

test('10 Arbitrary Cycles: a step may be come to again from several places', () => {
  const again = (id: string, limit: string): Step => ({ kind: 'goto', id, to: 'a', skip: limit });
  const count = rule('count', { score: 'has(vars.score) ? vars.score + 1.0 : 1.0' });
  const steps = [a, count, again('g1', 'vars.score != 1.0'), b, again('g2', 'vars.score > 2.0'), c];
  const play = begun(steps, {}, { vars: { score: { type: 'number' } } });
  for (const person of ['fay', 'fay', 'leo', 'fay', 'leo']) play.approve(person);
  expect(play.asked()).toEqual(['c:max']);
});

test('11 Implicit Termination: with nothing left to do the instance ends', () => {
  const play = begun([parallel('p', [[a], [b]])]);
  play.approve('fay');
  expect(play.state?.status).toBe('running');
  play.approve('leo');
  expect(play.state).toMatchObject({ status: 'ended', outcome: 'approved' });
});

test('12 Multiple Instances without Synchronization: children that nobody waits for', () => {
  const play = begun([subflow({ each: 'form.people', wait: false }), a], { people: ['x', 'y'] });
  expect(children(play)).toEqual(['detached', 'detached']);
  expect(play.asked()).toEqual(['a:fay']);
});

test('13 Multiple Instances with a Priori Design-Time Knowledge: as many as the flow says', () => {
  const play = begun([subflow({ each: '["x", "y", "z"]' }), a]);
  for (const n of [1, 2, 3]) play.childEnds(2, n, 'approved');
  expect(play.asked()).toEqual(['a:fay']);
});

test('14 Multiple Instances with a Priori Run-Time Knowledge: as many as the form says', () => {
  const play = begun([subflow({ each: 'form.people' }), a], { people: ['x', 'y'] });
  play.childEnds(2, 2, 'approved');
  expect(play.asked()).toEqual([]);
  play.childEnds(2, 1, 'approved');
  expect(play.asked()).toEqual(['a:fay']);
});

test('15 Multiple Instances without a Priori Run-Time Knowledge: voters join an open ballot', () => {
  const play = begun([approval('a', 'fay', { ballot: { kind: 'all' } }), done]);
  const add = { type: 'AddPeople', visit: 2, seat: 1, where: 'beside', people: ['leo'] } as const;
  play.must(add, { kind: 'person', id: 'fay' });
  play.approve('fay');
  expect(play.asked()).toEqual(['a:leo']);
  play.approve('leo');
  expect(play.asked()).toEqual(['done:finn']);
});

test('16 Deferred Choice: what comes first decides, the message or the clock', () => {
  const limit = { afterMs: 1_000, late: { kind: 'end', outcome: 'expired' } } as const;
  const wait: Step = { kind: 'wait', id: 'w', message: 'paid', key: '"k"', limit };
  const paid = begun([wait, a]);
  paid.receive(2);
  expect(paid.asked()).toEqual(['a:fay']);
  const late = begun([wait, a]);
  late.fireAfter(1_000, 2, 0);
  expect(late.state?.outcome).toBe('expired');
});

test('19 Cancel Activity: an open visit closes with everything that was asked in it', () => {
  const play = begun([approval('a', 'fay,leo', { ballot: { kind: 'all' } }), done]);
  play.order({ type: 'AdvanceVisit', visit: 2, reason: 'x' });
  expect(play.visit('a').seats?.map(({ status }) => status)).toEqual(['closed', 'closed']);
  expect(play.asked()).toEqual(['done:finn']);
});

test('20 Cancel Case: nothing is left open when the instance is withdrawn', () => {
  const play = begun([parallel('p', [[a], [call('x')]])]);
  play.must({ type: 'WithdrawInstance' }, { kind: 'person', id: 'emma' });
  expect(play.state?.visits.filter(({ status }) => status === 'open')).toEqual([]);
});

test('21 Structured Loop: repeats until its condition holds', () => {
  const steps: readonly Step[] = [
    rule('count', { score: 'has(vars.score) ? vars.score + 1.0 : 1.0' }),
    a,
    { kind: 'goto', id: 'again', to: 'count', skip: 'vars.score >= 3.0' },
  ];
  const play = begun(steps, {}, { vars: { score: { type: 'number' } } });
  for (let n = 0; n < 3; n += 1) play.approve('fay');
  expect(play.state).toMatchObject({ outcome: 'approved', vars: { score: 3 } });
});

test('22 Recursion: a flow starts itself, down to a depth', () => {
  const play = new Play(flow([subflow({ flow: 'test' })]));
  const parent = { instance: 'i0', visit: 2, child: 1, initiator: 'emma' };
  const start = { type: 'StartInstance', tenant: 'test', instance: 'i1', form: {} } as const;
  const machine = { kind: 'system', cause: 'subflow' } as const;
  play.must({ ...start, parent: { ...parent, depth: 1 } }, machine);
  expect(play.effects).toMatchObject([{ flow: 'test', parent: { depth: 2 } }]);
  const deep = new Play(flow([subflow({ flow: 'test' })]));
  deep.must({ ...start, parent: { ...parent, depth: LIMITS.subflowDepthMax } }, machine);
  expect(deep.visit('s').incident?.code).toBe('subflow.too-deep');
});

const waiting: Step = { kind: 'wait', id: 'w', message: 'paid', key: 'form.note' };

test('23 Transient Trigger: only an open wait takes a message', () => {
  const play = begun([a, waiting, b], { note: 'k' });
  const early = { type: 'ReceiveMessage', visit: 3, message: 'm1' } as const;
  expect(play.refusal(early, { kind: 'system', cause: 'x' })).toBe('message.not-awaited');
  play.approve('fay');
  expect(play.refusal(early, { kind: 'system', cause: 'x' })).toBe('accepted');
});

test('24 Persistent Trigger: a wait says what it waits for, so that what was kept finds it', () => {
  const play = begun([a, waiting, b], { note: 'k' });
  play.approve('fay');
  expect(play.visit('w').awaits).toEqual({ message: 'paid', key: 'k' });
  play.receive(3);
  expect(play.asked()).toEqual(['b:leo']);
});

test('25 Cancel Region: a return retires what lies behind its target, and nothing beside it', () => {
  const inner = parallel('q', [[approval('d', 'dora')], [approval('e', 'eric')]]);
  const returns = [{ step: 'a' }] as const;
  const play = begun([parallel('p', [[a, inner, done], [b]])]);
  play.approve('fay');
  play.order({ type: 'JumpInstance', to: 'a', reason: 'x' });
  expect(play.asked()).toEqual(['b:leo', 'a:fay']);
  const back = begun([parallel('p', [[a, approval('d', 'dora', { returns })], [b]])]);
  back.approve('fay');
  back.sendBack('dora', 'a');
  expect(back.asked()).toEqual(['b:leo', 'a:fay']);
});

test('26 Cancel Multiple Instance Activity: children end with their step', () => {
  const play = begun([subflow({ each: '["x", "y"]' }), a]);
  play.order({ type: 'TerminateInstance', reason: 'x' });
  expect(children(play)).toEqual(['stopped', 'stopped']);
});

test('27 Complete Multiple Instance Activity: the step passes, the rest is stopped', () => {
  const play = begun([subflow({ each: '["x", "y"]' }), a]);
  play.childEnds(2, 1, 'approved');
  play.order({ type: 'AdvanceVisit', visit: 2, reason: 'x' });
  expect(children(play)).toEqual(['ended', 'stopped']);
  expect(play.asked()).toEqual(['a:fay']);
});

test('29 Cancelling Discriminator: the first branch wins, the others are cancelled', () => {
  const play = begun([parallel('p', [[a], [b], [c]], { join: 'any' }), done]);
  play.approve('leo');
  expect(play.visit('a').status).toBe('cancelled');
  expect(play.asked()).toEqual(['done:finn']);
});

test('32 Cancelling Partial Join: the first n branches win', () => {
  const play = begun([parallel('p', [[a], [b], [c]], { join: { count: 2 } }), done]);
  play.approve('max');
  expect(play.asked()).toEqual(['a:fay', 'b:leo']);
  play.approve('fay');
  expect(play.visit('b').status).toBe('cancelled');
  expect(play.asked()).toEqual(['done:finn']);
});

test('35 Cancelling Partial Join for Multiple Instances: the first n children win', () => {
  const play = begun([subflow({ each: '["x", "y", "z"]', join: { count: 2 } }), a]);
  play.childEnds(2, 3, 'approved');
  play.childEnds(2, 1, 'approved');
  expect(children(play)).toEqual(['ended', 'stopped', 'ended']);
  expect(play.asked()).toEqual(['a:fay']);
});

test('36 Dynamic Partial Join for Multiple Instances: a share of voters who still change', () => {
  const ballot = { kind: 'vote', pass: { share: '2/3' } } as const;
  const play = begun([approval('a', 'fay,leo', { ballot }), done]);
  const add = { type: 'AddPeople', visit: 2, seat: 1, where: 'beside', people: ['max'] } as const;
  play.must(add, { kind: 'person', id: 'fay' });
  play.approve('fay');
  expect(play.asked()).toEqual(['a:leo', 'a:max']);
  play.approve('max');
  expect(play.asked()).toEqual(['done:finn']);
});

test('37 Local Synchronizing Merge: a join inside a branch knows what was entered there', () => {
  const inner = inclusive('j', [[b], [c]]);
  const play = begun([inclusive('i', [[a], [inner, done]])], { amount: 2.5 });
  play.approve('leo');
  expect(play.asked()).toEqual(['a:fay', 'c:max']);
  play.approve('max');
  expect(play.asked()).toEqual(['a:fay', 'done:finn']);
});

test('42 Thread Split: as many threads as the list is long', () => {
  const play = begun([subflow({ each: 'form.people' })], { people: ['w', 'x', 'y', 'z'] });
  expect(play.effects.map(({ id }) => id)).toEqual(['i1.2.c1', 'i1.2.c2', 'i1.2.c3', 'i1.2.c4']);
});

test('43 Explicit Termination: an end ends everything, with its own outcome', () => {
  const end: Step = { kind: 'end', id: 'over', outcome: 'not-needed' };
  const play = begun([parallel('p', [[a, end], [b]])]);
  play.approve('fay');
  expect(play.state).toMatchObject({ status: 'ended', outcome: 'not-needed' });
  expect(play.visit('b').status).toBe('cancelled');
});
