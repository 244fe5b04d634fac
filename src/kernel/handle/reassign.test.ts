import { expect, test } from 'vitest';
import { directoryOf } from '../../identity/index.ts';
import { approval, flow, MACHINE, Play, parallel, people, task } from '../../testing/index.ts';
import { TEST_ORGANISATION } from '../../testing/people.ts';
import type { ApprovalStep, FlowDefinition } from '../index.ts';
import { explain, standingOf } from '../index.ts';

const FINANCE = { of: [{ kind: 'role', role: 'finance' }] } as const;
const LINE = { of: [{ kind: 'manager', of: 'initiator', level: 1 }] } as const;
const ALL = { kind: 'all' } as const;
const SEQUENCE = { kind: 'sequence' } as const;
const REASSIGN = { onLeave: 'reassign' } as const;

/** One step `a` of an instance by emma, and one behind it. */
function asked(step: Partial<ApprovalStep>, more: Partial<FlowDefinition> = REASSIGN): Play {
  const play = new Play(flow([approval('a', 'max', step), approval('last', 'ceo')], more));
  play.start('emma');
  return play;
}

type Person = (typeof TEST_ORGANISATION)['people'][number];

/** The directory becomes another one, and the engine says so. */
function changed(play: Play, change: { readonly [id: string]: Partial<Person> }): string {
  const people = TEST_ORGANISATION.people.map((one) => ({ ...one, ...change[one.id] }));
  play.directory = directoryOf({ ...TEST_ORGANISATION, people }, 'test-2');
  return play.refusal({ type: 'ReassignTasks' }, MACHINE);
}

const GONE = { active: false } as const;

test('R3.2 the task of somebody who left goes to whom the step names now', () => {
  const play = asked({ ask: LINE });
  expect(play.asked()).toEqual(['a:max']);
  expect(changed(play, { max: GONE, emma: { manager: 'dora' } })).toBe('accepted');
  expect(play.asked()).toEqual(['a:dora']);
  const by = { kind: 'system', cause: 'directory' };
  expect(play.last('SeatReplaced')).toMatchObject({ reason: 'left', directory: 'test-2', by });
  play.approve('dora');
  expect(play.asked()).toEqual(['last:ceo']);
});

test('R3.2 keep, which is the default, leaves the task where it is', () => {
  const play = asked({ ask: LINE }, {});
  expect(changed(play, { max: GONE, emma: { manager: 'dora' } })).toBe('people.unchanged');
  expect(play.asked()).toEqual(['a:max']);
});

test('R3.2 a step says it differently from its flow', () => {
  const play = asked({ ask: LINE, onLeave: 'keep' });
  expect(changed(play, { max: GONE })).toBe('people.unchanged');
});

test('R3.2 R5.5 where nobody follows, the ballot is counted without the one who left', () => {
  const play = asked({ ask: FINANCE, ballot: ALL });
  play.approve('fay');
  play.approve('finn');
  expect(changed(play, { flo: GONE })).toBe('accepted');
  expect(play.asked()).toEqual(['last:ceo']);
});

test('R3.2 a vote that was cast stands when its voter leaves', () => {
  const play = asked({ ask: FINANCE, ballot: ALL });
  play.approve('fay');
  expect(changed(play, { fay: GONE })).toBe('people.unchanged');
  expect(play.visit('a').seats?.[0]?.vote).toBe('approve');
});

test('R3.2 the successor has the weight and the veto', () => {
  const ballot = {
    kind: 'vote',
    pass: { weight: 3 },
    weights: { 'user:fay': 3 },
    veto: FINANCE.of,
  } as const;
  const play = asked({ ask: FINANCE, ballot });
  changed(play, { fay: GONE, leo: { roles: ['finance'] } });
  expect(play.visit('a').seats?.at(-1)).toMatchObject({ person: 'leo', weight: 3, veto: true });
});

test('R3.2 R5.3 who waits for a turn and has left makes room when it comes', () => {
  const play = asked({ ask: people('fay', 'finn', 'leo'), ballot: SEQUENCE });
  expect(changed(play, { finn: GONE })).toBe('people.unchanged');
  play.approve('fay');
  expect(play.asked()).toEqual(['a:leo']);
});

test('R3.2 R5.3 where nobody is left when the turn comes, the step stands still', () => {
  const play = asked({ ask: people('fay', 'finn'), ballot: SEQUENCE, empty: 'block' });
  changed(play, { finn: GONE });
  play.directory = directoryOf({ ...TEST_ORGANISATION, people: [] }, 'test-3');
  play.must({ type: 'RemoveTask', ...play.task('fay') }, MACHINE);
  expect(play.visit('a').incident?.code).toBe('people.nobody');
});

test('R3.2 R6.5 a task lent to somebody who left is its owner’s again', () => {
  const play = asked({ ask: LINE });
  play.send({ type: 'DelegateTask', ...play.task('max'), to: 'leo' }, person('max'));
  expect(play.asked()).toEqual(['a:leo']);
  changed(play, { leo: GONE });
  expect(play.asked()).toEqual(['a:max']);
});

test('R3.2 R6.3 a pool forgets the claim of one who left', () => {
  const play = asked({ ask: { ...FINANCE, as: 'pool' } });
  play.send({ type: 'ClaimTask', ...play.task('fay') }, person('fay'));
  changed(play, { fay: GONE });
  expect(play.asked()).toEqual(['a:finn', 'a:flo']);
});

test('R3.2 R6.6 who was brought in goes, and the vote waits no more', () => {
  const play = asked({ ask: LINE });
  const add = { type: 'AddPeople', where: 'before', people: ['leo'] } as const;
  play.send({ ...add, ...play.task('max') }, person('max'));
  expect(play.asked()).toEqual(['a:leo']);
  changed(play, { leo: GONE });
  expect(play.asked()).toEqual(['a:max']);
});

test('R3.2 R3.4 the empty policy speaks where nobody is left', () => {
  const admin = asked({ ask: LINE });
  changed(admin, { max: GONE, emma: { manager: 'max' } });
  expect(admin.asked()).toEqual(['a:ada']);
  const skips = asked({ ask: LINE, empty: 'skip' });
  changed(skips, { max: GONE });
  expect(skips.asked()).toEqual(['last:ceo']);
  const rejects = asked({ ask: LINE, empty: 'reject' });
  changed(rejects, { max: GONE });
  expect(rejects.state).toMatchObject({ status: 'ended', outcome: 'rejected' });
  const blocks = asked({ ask: LINE, empty: 'block' });
  changed(blocks, { max: GONE });
  expect(blocks.visit('a')).toMatchObject({ incident: { code: 'people.nobody' } });
  expect(blocks.asked()).toEqual([]);
});

test('R3.2 R2.3 where a ballot stands still nobody is asked, and no vote there is taken back', () => {
  const legal = { name: 'legal', ask: people('leo'), ballot: ALL };
  const ladder = [{ afterMs: 5, do: { kind: 'remind' } }] as const;
  const play = asked({ ask: FINANCE, ballot: ALL, groups: [legal], empty: 'block', ladder });
  const vote = play.task('fay');
  play.approve('fay');
  changed(play, { leo: GONE });
  expect(play.visit('a')).toMatchObject({ status: 'incident' });
  expect(play.visit('a').timers).toBeUndefined();
  expect(play.asked()).toEqual([]);
  const back = { type: 'TakeBackVote', ...vote } as const;
  expect(play.refusal(back, 'fay')).toBe('take-back.acted-on');
  play.directory = directoryOf(TEST_ORGANISATION, 'test-3');
  play.retry(play.visit('a').n);
  expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo', 'a:leo']);
});

test('R3.2 R5.8 the empty policy of a group is its outcome', () => {
  const legal = { name: 'legal', ask: people('leo'), ballot: ALL };
  const play = asked({ ask: FINANCE, ballot: ALL, groups: [legal], empty: 'reject' });
  changed(play, { leo: GONE });
  expect(play.state).toMatchObject({ status: 'ended', outcome: 'rejected' });
});

test('R3.2 R3.6 separation of duty keeps a successor away', () => {
  const steps = [
    parallel('p', [[approval('a', 'max', { ask: FINANCE })], [task('b', 'x', { ask: LINE })]]),
    approval('last', 'ceo'),
  ];
  const play = new Play(flow(steps, { ...REASSIGN, distinct: [['a', 'b']] }));
  play.start('emma');
  changed(play, { max: GONE, emma: { manager: 'fay' } });
  expect(play.asked()).toEqual(['a:fay', 'a:finn', 'a:flo', 'b:ada']);
});

test('R3.2 onMove: whom the step names no more loses the task to whom it names', () => {
  const play = asked({ ask: LINE }, { onMove: 'reassign' });
  expect(changed(play, { emma: { manager: 'leo' } })).toBe('accepted');
  expect(play.asked()).toEqual(['a:leo']);
  expect(play.last('SeatReplaced').reason).toBe('moved');
  expect(changed(play, { emma: { manager: 'leo' }, leo: GONE })).toBe('people.unchanged');
});

test('R3.2 R6.4 onMove leaves a task with the one whom it was given to', () => {
  const play = asked({ ask: LINE }, { onMove: 'reassign' });
  play.send({ type: 'TransferTask', ...play.task('max'), to: 'leo' }, person('max'));
  expect(changed(play, { emma: { manager: 'dora' } })).toBe('people.unchanged');
  expect(play.asked()).toEqual(['a:leo']);
});

test('R3.2 R8.2 a suspended instance looks when it is resumed', () => {
  const play = asked({ ask: LINE });
  play.must({ type: 'SuspendInstance', reason: 'audit' }, person('ada'));
  expect(changed(play, { max: GONE, emma: { manager: 'dora' } })).toBe('accepted');
  expect(play.asked()).toEqual(['a:max']);
  play.must({ type: 'ResumeInstance', reason: 'done' }, person('ada'));
  expect(play.asked()).toEqual(['a:dora']);
});

test('R12.2 explain says why somebody has the task now', () => {
  const play = asked({ ask: LINE });
  changed(play, { max: GONE, emma: { manager: 'dora' } });
  const last = explain(play.events).at(-1)!;
  expect(last).toMatchObject({ step: 'a', result: 'reassigned', directory: 'test-2' });
  expect(last.people?.at(-1)).toEqual({ stage: 'reassigned', people: ['dora'], rule: 'left' });
  expect(standingOf(last, 'dora')).toEqual({ kind: 'asked' });
});

function person(id: string) {
  return { kind: 'person', id } as const;
}
