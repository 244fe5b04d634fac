import { describe, expect, test } from 'vitest';
import { approval, choice, flow, Play, parallel, task } from '../../testing/index.ts';
import type { FlowDefinition, MigrationPlan, Step } from '../index.ts';
import { changes } from '../index.ts';

function next(steps: readonly Step[], more: Partial<FlowDefinition> = {}): FlowDefinition {
  return flow(steps, { version: '2.0.0', ...more });
}

const ladder = [
  { afterMs: 1_000, do: { kind: 'remind' } },
  { afterMs: 2_000, do: { kind: 'remind' } },
] as const;
const ALL = { ballot: { kind: 'all' } } as const;

/** Fay of three has voted, finn has been asked by flo. */
function begun(): Play {
  const play = new Play(
    flow([approval('a', 'fay,finn,flo', { ...ALL, ladder }), task('b', 'leo')]),
  );
  play.start('emma');
  play.approve('fay');
  play.delegate('flo', 'max');
  return play;
}

describe('R8.4 a migration', () => {
  test('R8.4 keeps votes, delegations and timers of a step that stays', () => {
    const play = begun();
    const before = play.visit('a');
    const steps = [
      approval('a', 'fay,finn,flo', { ...ALL, ladder, title: 'New' }),
      task('c', 'ceo'),
    ];
    expect(play.migrate(next(steps))).toBe('accepted');
    expect(play.state?.flow.version).toBe('2.0.0');
    expect(play.visit('a')).toEqual(before);
    play.advise('max', 'approve');
    play.approve('flo');
    play.approve('finn');
    expect(play.asked()).toEqual(['c:ceo']);
  });
  test('R8.4 goes by the plan where a step has another id', () => {
    const play = begun();
    const plan: MigrationPlan = { steps: { a: { to: 'first' } } };
    expect(play.migrate(next([approval('first', 'fay,finn,flo', ALL)]), plan)).toBe('accepted');
    expect(play.state?.visits.map(({ step }) => step)).toEqual(['start', 'first']);
    expect(play.visit('first')).toMatchObject({ status: 'open', timers: [] });
    expect(play.last('InstanceMigrated').visits).toEqual([{ visit: 2, votes: 'kept', rungs: 0 }]);
  });
  test('R8.4 asks again where the plan says so, by the rules of the new version', () => {
    const play = begun();
    const steps = [approval('a', 'leo,max', ALL)];
    expect(play.migrate(next(steps), { votes: 'ask-again' })).toBe('accepted');
    expect(play.state?.visits.map(({ status }) => status)).toEqual(['passed', 'cancelled', 'open']);
    expect(play.asked()).toEqual(['a:leo', 'a:max']);
  });
  test.each([
    ['a title', { title: 'New' }, ['a:finn', 'a:max']],
    ['another ladder', { ladder: ladder.slice(0, 1) }, ['a:finn', 'a:max']],
    ['a field right', { rights: { note: 'edit' } }, ['a:fay', 'a:finn', 'a:flo']],
  ] as const)('R8.4 ask again if the content changed: by %s', (_what, more, asked) => {
    const play = begun();
    const steps = [approval('a', 'fay,finn,flo', { ...ALL, ladder, ...more })];
    play.migrate(next(steps), { steps: { a: { votes: 'ask-again-if-content-changed' } } });
    expect(play.asked()).toEqual(asked);
  });
  test('R8.4 votes are kept only where they are counted in the same way', () => {
    const play = begun();
    play.migrate(next([approval('a', 'fay,finn', { ballot: { kind: 'sequence' } })]));
    expect(play.asked()).toEqual(['a:fay']);
  });
  test('R5.5 kept votes are counted anew by the new ballot', () => {
    const half = { kind: 'vote', pass: { share: '2/3' } } as const;
    const play = new Play(flow([approval('a', 'fay,finn,flo', { ballot: half })]));
    play.start('emma');
    play.approve('fay');
    const third = { kind: 'vote', pass: { share: '1/3' } } as const;
    play.migrate(next([approval('a', 'fay,finn,flo', { ballot: third }), task('b', 'leo')]));
    expect(play.asked()).toEqual(['b:leo']);
  });
  test('R8.4 leaves every branch of a fork where it is', () => {
    const branches = [[approval('a', 'fay')], [choice('c', 'true', [approval('b', 'leo')])]];
    const play = new Play(flow([parallel('p', branches)]));
    play.start('emma');
    expect(play.migrate(next([parallel('p', branches), task('z', 'max')]))).toBe('accepted');
    play.approve('fay');
    play.approve('leo');
    expect(play.asked()).toEqual(['z:max']);
  });
  test('R8.4 an instance with its initiator goes on in the new version', () => {
    const play = begun();
    play.sendBack('finn', 'initiator', 'back');
    expect(play.migrate(next([approval('a', 'leo')]))).toBe('accepted');
    play.resubmit('emma');
    expect(play.asked()).toEqual(['a:leo']);
  });
  test('R8.4 a form that the new version does not take is told, and changes nothing', () => {
    const play = new Play(flow([approval('a', 'fay')]));
    play.start('emma', { note: 'x' });
    const form = { type: 'object', properties: { amount: { type: 'number' } } };
    expect(play.migrate(next([approval('a', 'fay')], { form }))).toBe('form.invalid');
    expect(play.state?.flow.version).toBe('1.0.0');
  });
});

test('R3.5 nobody migrates what they started, nor takes its migration back', () => {
  const play = new Play(flow([approval('a', 'fay')]));
  play.start('ada');
  const lenient = next([approval('a', 'ada', { initiator: 'allow' })]);
  expect(play.migrate(lenient, { votes: 'ask-again' })).toBe('admin.own-instance');
  const undo = { type: 'UndoMigration', reason: 'too early' } as const;
  expect(play.refusal(undo, 'ada')).toBe('admin.own-instance');
});

describe('R8.4 its undoing', () => {
  const UNDO = { type: 'UndoMigration', reason: 'too early' } as const;
  test('R8.4 everything is as it was, rows included', () => {
    const play = begun();
    const { flow: old, state: before } = play;
    play.migrate(next([approval('a', 'leo')]), { votes: 'ask-again' });
    const moved = play.state!;
    play.must({ type: 'AddComment', text: 'hm' }, { kind: 'person', id: 'emma' });
    play.order(UNDO);
    expect(play.state).not.toHaveProperty('migration');
    expect(play.state?.flow).toEqual(before?.flow);
    expect(play.state?.visits.slice(0, 2)).toEqual(before?.visits);
    expect(play.visit('a')).toMatchObject({ n: 3, status: 'cancelled' });
    const { tasks, timersArmed } = changes(moved, play.state!);
    expect(tasks.map(({ id, status }) => [id, status])).toEqual([
      ...[
        ['i1.2.2', 'open'],
        ['i1.2.3', 'open'],
      ],
      ['i1.3.1', 'closed'],
    ]);
    expect(timersArmed).toHaveLength(2);
    play.flow = old;
    play.approve('finn');
    expect(play.refusal(UNDO, 'ada')).toBe('migrate.nothing-to-undo');
  });
  test('R8.4 not where the migration ended the instance', () => {
    const play = begun();
    play.migrate(next([approval('a', 'gone', { empty: 'reject' })]), { votes: 'ask-again' });
    expect(play.state?.outcome).toBe('rejected');
    expect(play.refusal(UNDO, 'ada')).toBe('instance.ended');
  });
  test('R8.4 not once the instance has moved', () => {
    const play = begun();
    play.migrate(next([approval('a', 'fay,finn,flo', ALL)]));
    play.approve('finn');
    expect(play.state).not.toHaveProperty('migration');
    expect(play.refusal(UNDO, 'ada')).toBe('migrate.nothing-to-undo');
  });
});
