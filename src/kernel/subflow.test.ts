import { describe, expect, test } from 'vitest';
import { approval, flow, MACHINE, Play } from '../testing/index.ts';
import type { StartInstance, SubflowStep } from './index.ts';
import { forecast, LIMITS } from './index.ts';

const VARS = {
  total: { type: 'number' },
  notes: { type: 'array', items: { type: 'string' } },
} as const;

function parent(more: Partial<SubflowStep> = {}, form = {}): Play {
  const step: SubflowStep = { kind: 'subflow', id: 's', flow: 'child', ...more };
  const play = new Play(flow([approval('a', 'fay'), step, approval('b', 'leo')], { vars: VARS }));
  play.start('emma', form);
  play.approve('fay');
  return play;
}

const EACH = { each: 'form.people', form: { note: 'item' } } as const;
const THREE = { people: ['x', 'y', 'z'] };

describe('a subflow', () => {
  test('R11.1 asks the outbox for its child, whose id follows from where it stands', () => {
    const play = parent({ form: { amount: '5.0' }, version: '2.0.0' });
    const [child] = play.visit('s').children ?? [];
    expect(child).toMatchObject({ n: 1, status: 'running', id: expect.stringMatching(/^\w{32}$/) });
    expect(play.effects).toMatchObject([
      {
        kind: 'start-child',
        id: 'i1.3.c1',
        child: child!.id,
        flow: 'child',
        version: '2.0.0',
        initiator: 'emma',
        form: { amount: 5 },
        parent: { instance: 'i1', visit: 3, child: 1, depth: 1 },
      },
    ]);
  });
  test('takes from its child, and goes on, once', () => {
    const play = parent({ set: { total: 'child.form.amount * 2.0' } });
    play.childEnds(3, 1, 'approved', { amount: 4.5 });
    expect(play.state?.vars).toEqual({ total: 9 });
    expect(play.asked()).toEqual(['b:leo']);
    const result = { kind: 'ended', outcome: 'approved' } as const;
    const again = { type: 'SettleChild', visit: 3, child: 1, result } as const;
    expect(play.refusal(again, MACHINE)).toBe('child.not-awaited');
  });
  test('that does not wait goes on at once and leaves its child alone', () => {
    const play = parent({ wait: false });
    expect(play.asked()).toEqual(['b:leo']);
    expect(play.visit('s').children).toMatchObject([{ status: 'detached' }]);
    play.order({ type: 'TerminateInstance', reason: 'x' });
    expect(play.effects.map(({ kind }) => kind)).toEqual(['start-child']);
  });
  test.each([
    ['initiator', 'emma'],
    ['actor', 'fay'],
    [{ cel: '"max"' }, 'max'],
  ] as const)('starts in the name that %j says', (initiator, who) => {
    expect(parent({ initiator }).effects).toMatchObject([{ initiator: who }]);
  });
  test('R2.3 what cannot be started is an incident; a retry starts another child', () => {
    const play = parent();
    const result = { kind: 'failed', message: 'There is no flow child.' } as const;
    play.must({ type: 'SettleChild', visit: 3, child: 1, result }, MACHINE);
    expect(play.visit('s').incident?.code).toBe('subflow.not-started');
    play.retry(3);
    expect(play.effects.map(({ id }) => id)).toEqual(['i1.3.c1', 'i1.4.c1']);
  });
  test('R12.1 the path ahead goes through it', () => {
    const { flow: compiled, state, nowMs, directory } = parent({ set: { total: 'child.vars.x' } });
    const found = forecast(compiled, state!, { nowMs, directory });
    expect(found.ok && found.forecast.steps.map(({ step }) => step)).toEqual(['s', 'b']);
  });
});

describe('a subflow for each element', () => {
  test('starts a child for each, and takes lists in their order', () => {
    const play = parent({ ...EACH, set: { notes: 'child.form.note' } }, THREE);
    expect(play.effects).toMatchObject(['x', 'y', 'z'].map((note) => ({ form: { note } })));
    for (const [n, note] of ['1', '2', '3'].entries()) {
      play.childEnds(3, 3 - n, 'approved', { note });
    }
    expect(play.state?.vars).toEqual({ notes: ['3', '2', '1'] });
  });
  test('of an empty list passes at once', () => {
    expect(parent(EACH, { people: [] }).asked()).toEqual(['b:leo']);
  });
  test('R8.3 join any: the first that passes is enough, the others are terminated', () => {
    const play = parent({ ...EACH, join: 'any' }, THREE);
    play.childEnds(3, 1, 'rejected');
    play.childEnds(3, 3, 'approved');
    expect(play.asked()).toEqual(['b:leo']);
    expect(play.visit('s').children?.map(({ status }) => status)).toEqual([
      'ended',
      'stopped',
      'ended',
    ]);
    expect(play.effects.at(-1)).toMatchObject({ kind: 'tell-child', act: 'TerminateInstance' });
  });
  test('a join that can no longer be met rejects, and follows onReject', () => {
    const ended = parent({ ...EACH, join: { count: 2 } }, THREE);
    ended.childEnds(3, 1, 'rejected');
    ended.childEnds(3, 2, 'withdrawn');
    expect(ended.state).toMatchObject({ status: 'ended', outcome: 'rejected' });
    const onReject = { kind: 'return', to: 'previous', resume: 'forward' } as const;
    const back = parent({ onReject });
    back.childEnds(3, 1, 'rejected');
    expect(back.asked()).toEqual(['a:fay']);
  });
  test('accept ended counts every end', () => {
    const play = parent({ accept: 'ended' });
    play.childEnds(3, 1, 'rejected');
    expect(play.asked()).toEqual(['b:leo']);
  });
  test.each([
    ['"x"', 'cel.wrong-result'],
    ['form.people', 'subflow.too-many'],
  ])('R2.3 %s as the list is an incident', (each, code) => {
    const people = Array.from({ length: LIMITS.childrenPerVisitMax + 1 }, String);
    const dyn = each === '"x"' ? '[form.note, 1][0]' : each;
    const play = parent({ each: dyn }, { people, note: 'n' });
    expect(play.visit('s').incident?.code).toMatch(each === '"x"' ? /./ : code);
  });
});

describe('R8.3 children follow their parent', () => {
  const acts = (play: Play) =>
    play.effects.flatMap((effect) => (effect.kind === 'tell-child' ? [effect.act] : []));
  test('R8.3 terminate, suspend and resume cascade', () => {
    const play = parent(EACH, THREE);
    play.childEnds(3, 1, 'approved');
    play.order({ type: 'SuspendInstance', reason: 'audit' });
    expect(play.effects.at(-1)).toMatchObject({ kind: 'tell-child', reason: 'audit' });
    play.order({ type: 'ResumeInstance', reason: 'done' });
    play.order({ type: 'TerminateInstance', reason: 'over' });
    expect(acts(play)).toEqual([
      ...['SuspendInstance', 'SuspendInstance', 'ResumeInstance', 'ResumeInstance'],
      ...['TerminateInstance', 'TerminateInstance'],
    ]);
    const ids = play.effects.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('R8.3 so does a way past the step: a jump, an advance, a return behind it', () => {
    for (const command of [
      { type: 'JumpInstance', to: 'b', reason: 'x' },
      { type: 'AdvanceVisit', visit: 3, reason: 'x' },
    ] as const) {
      const play = parent();
      play.order(command);
      expect(acts(play)).toEqual(['TerminateInstance']);
      expect(play.asked()).toEqual(['b:leo']);
    }
  });
});

describe('R8.3 a child', () => {
  const START: StartInstance = {
    type: 'StartInstance',
    tenant: 'test',
    instance: 'c1',
    form: {},
    parent: { instance: 'i1', visit: 3, child: 2, depth: 1, initiator: 'emma' },
  };
  function child(): Play {
    const play = new Play(flow([approval('x', 'fay', { returns: ['initiator', 'parent'] })]));
    play.must(START, { kind: 'system', cause: 'subflow' });
    return play;
  }
  test('R8.3 knows its parent, and tells it how it ended', () => {
    const play = child();
    const known = { instance: 'i1', visit: 3, child: 2, depth: 1 };
    expect(play.state).toMatchObject({ initiator: 'emma', parent: known });
    play.approve('fay');
    expect(play.effects).toMatchObject([
      { kind: 'tell-parent', parent: known, outcome: 'approved', form: {}, vars: {} },
    ]);
  });
  test('R8.3 may be returned to its parent where the step says so', () => {
    const play = child();
    play.sendBack('fay', 'parent');
    expect(play.state).toMatchObject({ status: 'ended', outcome: 'returned' });
    expect(play.effects).toMatchObject([{ kind: 'tell-parent', outcome: 'returned' }]);
    const alone = new Play(flow([approval('x', 'fay', { returns: ['parent'] })]));
    alone.start('emma');
    const back = { type: 'ReturnTask', visit: 2, seat: 1, to: 'parent' } as const;
    expect(alone.refusal(back, 'fay')).toBe('return.not-visited');
  });
  test('R8.3 the parent goes back to where its step says', () => {
    const plain = parent();
    plain.childEnds(3, 1, 'returned');
    expect(plain.asked()).toEqual(['a:fay']);
    const home = parent({ returned: { to: 'initiator', resume: 'back' } });
    home.childEnds(3, 1, 'returned');
    expect(home.asked()).toEqual(['start:emma']);
    home.resubmit('emma');
    expect(home.visit('s')).toMatchObject({ n: 5, status: 'open' });
  });
  test('nobody but the machine names a parent', () => {
    const play = new Play(flow([approval('x', 'fay')]));
    play.must(START, { kind: 'person', id: 'dora' });
    expect(play.state).toMatchObject({ initiator: 'dora' });
    expect(play.state).not.toHaveProperty('parent');
  });
  test('R2.4 flows that start each other stop at a depth', () => {
    const step = { kind: 'subflow', id: 's', flow: 'child' } as const;
    const play = new Play(flow([step]));
    const deep = { ...START.parent!, depth: LIMITS.subflowDepthMax };
    play.must({ ...START, parent: deep }, { kind: 'system', cause: 'subflow' });
    expect(play.visit('s').incident?.code).toBe('subflow.too-deep');
  });

  test('R2.4 children share the room of their parent, so that a family stays finite', () => {
    const step = { kind: 'subflow', id: 's', flow: 'child', each: '[1, 2, 3]' } as const;
    const rooms: (number | undefined)[] = [];
    let parent = START.parent!;
    for (;;) {
      const play = new Play(flow([step]));
      play.must({ ...START, parent }, { kind: 'system', cause: 'subflow' });
      const { incident } = play.visit('s');
      if (incident) {
        expect(incident.code).toBe('subflow.too-wide');
        break;
      }
      const child = play.effects.find((effect) => effect.kind === 'start-child');
      rooms.push(child?.parent.room);
      parent = { ...START.parent!, ...child!.parent, depth: 1 };
    }
    expect(rooms).toEqual([3333, 1111, 370, 123, 41, 13, 4, 1]);
  });
});
