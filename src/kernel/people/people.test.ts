import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../identity/index.ts';
import { approval, flow, Play, parallel, people, TEST_ORGANISATION } from '../../testing/index.ts';
import type { ApprovalStep, FlowDefinition, People, Resolver } from '../index.ts';
import { LIMITS } from '../index.ts';

type More = Partial<ApprovalStep>;

/** Who sits at the one step of a flow, in order, without the initiator's own rule in the way. */
function asked(ask: People, form = {}, more: More = {}, initiator = 'emma'): readonly string[] {
  const step = approval('a', 'x', { ask, ballot: { kind: 'all' }, initiator: 'allow', ...more });
  const play = new Play(flow([step]));
  play.start(initiator, form);
  return play.openTasks().map(({ seat }) => seat.person);
}

function found(resolver: Resolver, form = {}, initiator = 'emma'): readonly string[] {
  return asked({ of: [resolver] }, form, {}, initiator);
}

describe('R3.1 resolvers', () => {
  const cases: readonly (readonly [string, Resolver, readonly string[]])[] = [
    ['a user', { kind: 'user', id: 'leo' }, ['leo']],
    ['a role', { kind: 'role', role: 'finance' }, ['fay', 'finn', 'flo']],
    ['a post', { kind: 'post', post: 'legal-counsel' }, ['leo']],
    ['the head of a department', { kind: 'head', of: { department: 'company' } }, ['ceo']],
    ['the head of the initiator’s department', { kind: 'head', of: 'initiator' }, ['dora']],
    ['the direct manager', { kind: 'manager', of: 'initiator', level: 1 }, ['max']],
    ['the manager at level 3', { kind: 'manager', of: 'initiator', level: 3 }, ['ceo']],
    [
      'the managers up to a level, bottom-up',
      { kind: 'managers', of: 'initiator', upTo: { level: 2 }, order: 'bottom-up' },
      ['max', 'dora'],
    ],
    [
      'the managers up to a post, top-down',
      { kind: 'managers', of: 'initiator', upTo: { post: 'director' }, order: 'top-down' },
      ['dora', 'max'],
    ],
    ['the initiator', { kind: 'initiator' }, ['emma']],
    ['a person field of the form', { kind: 'field', field: 'person' }, ['flo']],
    ['a field with several people', { kind: 'field', field: 'people' }, ['finn', 'fay']],
    ['a CEL expression', { kind: 'cel', cel: '[initiator.manager, "leo"]' }, ['max', 'leo']],
  ];
  test.each(cases)('R3.1 %s', (_name, resolver, expected) => {
    expect(found(resolver, { person: 'flo', people: ['finn', 'fay'] })).toEqual(expected);
  });
  test('R3.1 the members of a department and of those below it', () => {
    expect(found({ kind: 'members', department: 'company' })).toContain('emma');
    expect(found({ kind: 'members', department: 'office' })).not.toContain('ceo');
  });
  test('R3.1 except takes people out', () => {
    const ask = { of: [{ kind: 'role', role: 'finance' }], except: people('finn').of } as const;
    expect(asked(ask)).toEqual(['fay', 'flo']);
  });
  test('R3.1 a value that is no person is an incident, and so are too many people', () => {
    const step = (resolver: Resolver): ApprovalStep =>
      approval('a', 'x', { ask: { of: [resolver] } });
    const wrong = new Play(flow([step({ kind: 'cel', cel: '[1, 2]' })]));
    wrong.start('emma');
    expect(wrong.visit('a').incident?.code).toBe('people.not-a-person');
    const many = new Play(flow([step({ kind: 'field', field: 'people' })]));
    const crowd = Array.from({ length: LIMITS.seatsPerVisitMax + 1 }, (_, n) => `p${n}`);
    many.start('emma', { people: crowd });
    expect(many.visit('a').incident?.code).toBe('people.too-many');
  });
  test('R3.1 a loop of managers ends', () => {
    const loop = TEST_ORGANISATION.people.map((person) =>
      person.id === 'ceo' ? { ...person, manager: 'max' } : person,
    );
    const directory = directoryOf({ ...TEST_ORGANISATION, people: loop }, 'loop');
    const ask = {
      of: [{ kind: 'managers', of: 'initiator', upTo: { level: 9 }, order: 'bottom-up' }],
    } as const;
    const play = new Play(flow([approval('a', 'x', { ask, ballot: { kind: 'all' } })]), directory);
    play.start('emma');
    expect(play.asked()).toEqual(['a:max', 'a:dora', 'a:ceo']);
  });
});

test('R3.2 people are resolved at entry, and the directory’s version is recorded', () => {
  const ask = { of: [{ kind: 'role', role: 'finance' }] } as const;
  const play = new Play(flow([approval('a', 'max'), approval('b', 'x', { ask })]));
  play.start('emma');
  const fewer = TEST_ORGANISATION.people.filter((person) => person.id !== 'finn');
  play.directory = directoryOf({ ...TEST_ORGANISATION, people: fewer }, 'without-finn');
  play.approve('max');
  expect(play.asked()).toEqual(['b:fay', 'b:flo']);
  expect(play.last('VisitOpened').trace?.directory).toBe('without-finn');
});

test('R3.3 departed people drop first, then except; each stage is recorded', () => {
  const ask = {
    of: [{ kind: 'role', role: 'finance' }, ...people('gone', 'emma').of],
    except: people('finn').of,
  } as const;
  const definition = flow([approval('a', 'flo'), approval('b', 'x', { ask })], {
    distinct: [['a', 'b']],
  });
  const play = new Play(definition);
  play.start('emma');
  play.approve('flo');
  expect(play.asked()).toEqual(['b:fay', 'b:max']);
  const stages = play.last('VisitOpened').trace?.people;
  expect(stages?.map(({ stage, people: left }) => `${stage} ${left.join(' ')}`)).toEqual([
    'resolved fay finn flo gone emma',
    'inactive fay finn flo emma',
    'except fay flo emma',
    'initiator fay flo max',
    'distinct fay max',
  ]);
});

describe('R3.4 T5 who finds nobody', () => {
  const nobody = { of: [{ kind: 'role', role: 'ghost' }] } as const;
  const started = (more: More, definition: Partial<FlowDefinition> = {}): Play => {
    const first = approval('a', 'x', { ask: nobody, ...more });
    const play = new Play(flow([first, approval('b', 'ceo')], definition));
    play.start('emma');
    return play;
  };
  test('R3.4 the default is the administrators', () => {
    expect(started({}).asked()).toEqual(['a:ada']);
  });
  test('R3.4 block refuses the start', () => {
    const step = approval('a', 'x', { ask: nobody, empty: 'block' });
    const play = new Play(flow([step]));
    const start = { type: 'StartInstance', tenant: 't', instance: 'i', form: {} } as const;
    expect(play.refusal(start, 'emma')).toBe('start.nobody-to-ask');
    expect(play.state).toBeUndefined();
  });
  test('R3.4 block is an incident later, and retried once somebody is there', () => {
    const step = approval('b', 'x', { ask: nobody, empty: 'block' });
    const play = new Play(flow([approval('a', 'max'), step]));
    play.start('emma');
    play.approve('max');
    expect(play.visit('b')).toMatchObject({ status: 'incident' });
    const back = TEST_ORGANISATION.people.map((person) => ({ ...person, active: true }));
    play.directory = directoryOf({ ...TEST_ORGANISATION, people: back }, 'all-back');
    play.retry(play.visit('b').n);
    expect(play.asked()).toEqual(['b:gone']);
  });
  test('R3.4 named people, filtered again', () => {
    const empty = { people: people('gone', 'fay', 'emma').of };
    expect(started({ empty }).asked()).toEqual(['a:fay']);
  });
  test('R3.4 the excepted are not asked as named people either', () => {
    const ask = { of: nobody.of, except: people('fay').of };
    expect(started({ ask, empty: { people: people('fay', 'finn').of } }).asked()).toEqual([
      'a:finn',
    ]);
  });
  test('R3.4 skip, approve and reject settle the visit on record', () => {
    const skipped = started({ empty: 'skip' });
    expect(skipped.visit('a').status).toBe('skipped');
    expect(skipped.asked()).toEqual(['b:ceo']);
    const approved = started({ empty: 'approve' });
    expect(approved.visit('a').status).toBe('passed');
    expect(approved.last('VisitClosed').why).toBe('empty-policy');
    expect(approved.asked()).toEqual(['b:ceo']);
    const rejected = started({ empty: 'reject' });
    expect(rejected.state).toMatchObject({ status: 'ended', outcome: 'rejected' });
    expect(rejected.last('InstanceEnded').by).toEqual({ kind: 'system', cause: 'empty-policy' });
  });
  test('R3.4 the flow sets the default of its steps', () => {
    expect(started({}, { empty: 'skip' }).visit('a').status).toBe('skipped');
    expect(started({ empty: 'admin' }, { empty: 'skip' }).asked()).toEqual(['a:ada']);
  });
});

describe('R3.5 the initiator among the approvers', () => {
  const policy = (initiator: More['initiator'], who = 'emma'): readonly string[] =>
    asked(people(who), {}, { ...(initiator ? { initiator } : {}) }, who);
  const both = (initiator: NonNullable<More['initiator']>): readonly string[] =>
    asked(people('emma', 'fay'), {}, { initiator });
  test('R3.5 allow has to be written out', () => {
    expect(policy('allow')).toEqual(['emma']);
    const play = new Play(flow([approval('a', 'emma')]));
    play.start('emma');
    expect(play.asked()).toEqual(['a:max']);
  });
  test('R3.5 manager asks the nearest manager who is there, once', () => {
    expect(both('manager')).toEqual(['max', 'fay']);
    expect(asked(people('emma', 'max'), {}, { initiator: 'manager' })).toEqual(['max']);
  });
  test('R3.5 where there is no manager, the empty policy holds', () => {
    expect(policy('manager', 'ceo')).toEqual(['ada']);
  });
  test('R3.5 the manager who stands in is none of the excepted', () => {
    const ask = { of: people('emma').of, except: people('max').of };
    expect(asked(ask, {}, { initiator: 'manager' })).toEqual(['dora']);
  });
  test('R3.5 department-head asks the head, unless the initiator is it', () => {
    expect(both('department-head')).toEqual(['dora', 'fay']);
    expect(policy('department-head', 'dora')).toEqual(['ada']);
  });
  test('R3.5 forbid leaves the initiator out; who is left decides', () => {
    expect(both('forbid')).toEqual(['fay']);
    expect(policy('forbid')).toEqual(['ada']);
  });
  test('R3.5 skip passes over the step if only the initiator was found', () => {
    expect(both('skip')).toEqual(['fay']);
    const play = new Play(
      flow([approval('a', 'emma', { initiator: 'skip' }), approval('b', 'ceo')]),
    );
    play.start('emma');
    expect(play.visit('a').status).toBe('skipped');
    expect(play.asked()).toEqual(['b:ceo']);
  });
  test('R3.5 holds through escalation', () => {
    const ladder = [{ afterMs: 5, do: { kind: 'escalate' } }] as const;
    const play = new Play(flow([approval('a', 'emma', { initiator: 'forbid', ladder })]));
    play.start('max');
    expect(play.asked()).toEqual(['a:emma']);
    play.fireAfter(5, 2, 0);
    expect(play.asked()).toEqual(['a:dora']);
  });
});

describe('R3.6 separation of duty', () => {
  const steps = [approval('a', 'fay'), approval('b', 'fay,finn', { ballot: { kind: 'all' } })];
  test('R3.6 who acted on one step is not asked on the other', () => {
    const play = new Play(flow(steps, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn']);
  });
  test('R3.6 who is being asked on one step is not asked on the other at the same time', () => {
    const play = new Play(
      flow(
        [
          parallel(
            'f',
            steps.map((step) => [step]),
          ),
        ],
        { distinct: [['a', 'b']] },
      ),
    );
    play.start('emma');
    expect(play.asked()).toEqual(['a:fay', 'b:finn']);
  });
  test('R3.6 holds after a return: an act that was undone still counts', () => {
    const play = new Play(flow(steps, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('fay');
    play.sendBack('finn', 'previous');
    play.approve('fay');
    expect(play.asked()).toEqual(['b:finn']);
  });
  test('R3.6 holds for the fallback of a step that is left with nobody', () => {
    const only = [approval('a', 'ada'), approval('b', 'ada', { empty: 'admin' })];
    const play = new Play(flow(only, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('ada');
    expect(play.visit('b').incident?.code).toBe('people.nobody');
  });
  test('R3.6 holds through escalation', () => {
    const ladder = [{ afterMs: 5, do: { kind: 'escalate' } }] as const;
    const pair = [approval('a', 'dora'), approval('b', 'max', { ladder })];
    const play = new Play(flow(pair, { distinct: [['a', 'b']] }));
    play.start('emma');
    play.approve('dora');
    play.fireAfter(5, play.visit('b').n, 0);
    expect(play.asked()).toEqual(['b:ceo']);
  });
  test('R3.6 is looked at again before each vote', () => {
    const before = new Play(flow([approval('a', 'fay'), approval('b', 'fay')]));
    before.start('emma');
    before.approve('fay');
    const after = new Play(
      flow([approval('a', 'fay'), approval('b', 'fay')], { distinct: [['a', 'b']] }),
    );
    after.state = before.state;
    const vote = { type: 'ApproveTask', ...after.task('fay') } as const;
    expect(after.refusal(vote, 'fay')).toBe('distinct.conflict');
  });
});
