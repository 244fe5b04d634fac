import { expect, test } from 'vitest';
import { approval, call, flow, MACHINE, Play, parallel, task } from '../testing/index.ts';
import type { Actor, Command, Directory, FlowRef, RefusalCode, Step } from './index.ts';
import { compileFlow, LIMITS, REFUSALS, refusal } from './index.ts';

const ladder = [{ afterMs: 9, do: { kind: 'remind' } }] as const;

/** A flow of one vote by fay, with everything that a refusal may need. */
function begun(more: Parameters<typeof approval>[2] = {}): Play {
  const one = approval('a', 'fay', { ladder, ...more });
  const play = new Play(flow([one, approval('b', 'finn,flo', { ballot: { kind: 'sequence' } })]));
  play.start('emma');
  return play;
}

function pooled(): Play {
  const play = new Play(flow([approval('a', 'fay,finn', { ask: POOL })]));
  play.start('emma');
  return play;
}

const POOL = {
  of: ['fay', 'finn'].map((id) => ({ kind: 'user', id }) as const),
  as: 'pool',
} as const;
const START: Command = { type: 'StartInstance', tenant: 't', instance: 'i', form: {} };
const APPROVE = { type: 'ApproveTask', visit: 2, seat: 1 } as const;
const DELEGATE = { type: 'DelegateTask', visit: 2, seat: 1 } as const;
const ADD = { type: 'AddPeople', visit: 2, seat: 1, where: 'before', people: ['leo'] } as const;
const AHEAD = { type: 'AddAhead', visit: 2, seat: 1, step: 'b', people: ['leo'] } as const;
const RETURN = { type: 'ReturnTask', visit: 2, seat: 1 } as const;
const CHOSEN = { of: [{ kind: 'choose', by: 'initiator' }] } as const;
const LOOKED_UP = { kind: 'function', name: 'owner' } as const;
const long = 'x'.repeat(LIMITS.signatureCharsMax + 1);

function ended(): Play {
  const play = begun();
  play.reject('fay');
  return play;
}

function suspended(): Play {
  const play = begun();
  play.order({ type: 'SuspendInstance', reason: 'audit' });
  return play;
}

function fresh(more: Parameters<typeof approval>[2]): Play {
  return new Play(flow([approval('a', 'fay', more)], { withdraw: 'never' }));
}

function wornOut(): Play {
  const play = new Play(flow([approval('a', 'fay')]));
  play.start('emma');
  for (let n = 0; n < LIMITS.visitsPerStepMax; n++) {
    play.sendBack('fay', 'initiator');
    play.resubmit('emma');
  }
  return play;
}

function crowded(): Play {
  const ask = {
    of: Array.from({ length: LIMITS.seatsPerVisitMax }, (_, n) => `p${n}`).map(
      (id) => ({ kind: 'user', id }) as const,
    ),
  };
  const directory: Directory = {
    version: 'crowd',
    person: (id) => ({ id, name: id, active: true, posts: [], roles: [] }),
    withRole: () => [],
    inGroup: () => [],
    withPost: () => [],
    members: () => [],
    headOf: () => undefined,
    department: () => undefined,
    calendar: () => undefined,
  };
  const play = new Play(flow([approval('a', 'p0', { ask })]), directory);
  play.start('emma');
  return play;
}

function conflicted(): Play {
  const steps = [approval('a', 'fay'), approval('b', 'fay')];
  const before = new Play(flow(steps));
  before.start('emma');
  before.approve('fay');
  const play = new Play(flow(steps, { distinct: [['a', 'b']] }));
  play.state = before.state;
  return play;
}

/** A migration of what has begun, to a version of these steps. */
function migrating(steps: readonly Step[], ref: Partial<FlowRef> = {}) {
  return (): readonly [Play, Command, string] => {
    const play = begun();
    const to = { name: 'test', version: '2.0.0', hash: 'two', ...ref };
    play.target = compileFlow(flow(steps), to);
    return [play, { type: 'MigrateInstance', to, plan: {}, reason: 'x' }, 'ada'];
  };
}

/** For each code an act that it answers: who does it, and on what. */
const CASES: { readonly [code in RefusalCode]: () => readonly [Play, Command, string | Actor] } = {
  'instance.exists': () => [begun(), START, 'emma'],
  'instance.ended': () => [ended(), { type: 'WithdrawInstance' }, 'emma'],
  'instance.suspended': () => [suspended(), APPROVE, 'fay'],
  'instance.not-suspended': () => [begun(), { type: 'ResumeInstance', reason: 'x' }, 'ada'],
  'instance.not-ended': () => [begun(), { type: 'VoidInstance', reason: 'x' }, 'ada'],
  'instance.not-returned': () => [begun(), { type: 'ResubmitInstance' }, 'emma'],
  'start.not-allowed': () => [fresh({}), START, 'gone'],
  'start.nobody-to-ask': () => [fresh({ ask: { of: [] }, empty: 'block' }), START, 'emma'],
  'start.no-calendar': () => {
    const deadline = [{ afterMs: 9, working: true, do: { kind: 'reject' } }] as const;
    const more = { deadline, calendar: 'nowhere' };
    return [new Play(flow([approval('a', 'fay')], more)), START, 'emma'];
  },
  'choose.missing': () => [fresh({ ask: CHOSEN }), START, 'emma'],
  'choose.not-allowed': () => {
    const named = { ...START, choices: { a: ['gone'] } } as Command;
    return [fresh({ ask: CHOSEN }), named, 'emma'];
  },
  'people.pending': () => [fresh({ ask: { of: [LOOKED_UP] } }), START, 'emma'],
  'form.invalid': () => [fresh({}), { ...START, form: { note: 1 } } as Command, 'emma'],
  'form.read-only': () => [begun(), { ...APPROVE, form: { note: 'x' } }, 'fay'],
  'task.unknown': () => [begun(), { ...APPROVE, visit: 9 }, 'fay'],
  'task.closed': () => {
    const play = begun();
    play.approve('fay');
    return [play, APPROVE, 'fay'];
  },
  'task.waiting': () => {
    const play = begun();
    play.approve('fay');
    return [play, { type: 'ApproveTask', visit: 3, seat: 2 }, 'flo'];
  },
  'task.not-yours': () => [begun(), APPROVE, 'finn'],
  'task.wrong-act': () => [begun(), { ...APPROVE, type: 'CompleteTask' }, 'fay'],
  'task.changed': () => [begun(), { ...APPROVE, seen: 'another' }, 'fay'],
  'task.comment-required': () => [begun({ require: ['comment'] }), APPROVE, 'fay'],
  'task.signature-required': () => [begun({ require: ['signature'] }), APPROVE, 'fay'],
  'task.signature-too-long': () => [begun(), { ...APPROVE, signature: long }, 'fay'],
  'task.delegated': () => {
    const play = begun();
    play.delegate('fay', 'leo');
    return [play, APPROVE, 'fay'];
  },
  'task.not-delegated': () => [begun(), { type: 'RecallTask', visit: 2, seat: 1 }, 'fay'],
  'substitute.ended': () => {
    const play = new Play(flow([approval('a', 'fay')]));
    const holds = { id: 's', principal: 'fay', substitute: 'leo', fromMs: 0, untilMs: 9e9 };
    play.substitutions = [holds];
    play.start('emma');
    play.substitutions = [];
    return [play, APPROVE, 'leo'];
  },
  'delegate.limit': () => {
    const play = begun();
    play.delegate('fay', 'leo');
    return [play, { ...DELEGATE, to: 'max' }, 'leo'];
  },
  'add.nobody': () => [begun(), { ...ADD, people: [] }, 'fay'],
  'add.mode': () => [begun(), { ...ADD, mode: { count: 2 } }, 'fay'],
  'add.limit': () => {
    const play = begun();
    const chain = ['fay', 'finn', 'flo', 'leo', 'max'];
    for (const [index, person] of chain.slice(1).entries()) {
      play.add(chain[index]!, 'before', [person]);
    }
    return [play, { ...ADD, ...play.task('max'), people: ['dora'] }, 'max'];
  },
  'take-back.no-vote': () => [begun(), { type: 'TakeBackVote', visit: 2, seat: 1 }, 'fay'],
  'take-back.acted-on': () => {
    const play = begun();
    play.approve('fay');
    play.approve('finn');
    return [play, { type: 'TakeBackVote', visit: 2, seat: 1 }, 'fay'];
  },
  'take-back.effect': () => {
    const play = new Play(flow([approval('a', 'fay'), call('c')]));
    play.start('emma');
    play.approve('fay');
    return [play, { type: 'TakeBackVote', visit: 2, seat: 1 }, 'fay'];
  },
  'task.claimed': () => {
    const play = pooled();
    play.must({ type: 'ClaimTask', visit: 2, seat: 1 }, { kind: 'person', id: 'fay' });
    return [play, { ...APPROVE, seat: 2 }, 'finn'];
  },
  'claim.no-pool': () => [begun(), { type: 'ClaimTask', visit: 2, seat: 1 }, 'fay'],
  'claim.yours': () => {
    const play = pooled();
    play.must({ type: 'ClaimTask', visit: 2, seat: 1 }, { kind: 'person', id: 'fay' });
    return [play, { type: 'ClaimTask', visit: 2, seat: 1 }, 'fay'];
  },
  'claim.not-claimed': () => [pooled(), { type: 'UnclaimTask', visit: 2, seat: 1 }, 'fay'],
  'add.not-ahead': () => [begun(), { ...AHEAD, step: 'a' }, 'fay'],
  'add.shows-more': () => [begun({ rights: { salary: 'hidden' } }), AHEAD, 'fay'],
  'remind.nobody': () => [begun(), { type: 'RemindPeople', visit: 1 }, 'emma'],
  'remind.too-soon': () => {
    const play = begun();
    play.must({ type: 'RemindPeople' }, { kind: 'person', id: 'emma' });
    return [play, { type: 'RemindPeople' }, 'emma'];
  },
  'copy.known': () => {
    const play = begun();
    play.must({ type: 'CopyTo', people: ['leo'] }, { kind: 'person', id: 'emma' });
    return [play, { type: 'CopyTo', people: ['leo'] }, 'fay'];
  },
  'copy.limit': () => {
    const play = begun();
    const notified = Array.from({ length: LIMITS.notifiedMax }, (_, n) => `p${n}`);
    play.state = { ...play.state!, notified };
    return [play, { type: 'CopyTo', people: ['leo'] }, 'emma'];
  },
  'remove.not-allowed': () => [begun(), { type: 'RemoveTask', visit: 2, seat: 1 }, 'finn'],
  'remove.last': () => [begun(), { type: 'RemoveTask', visit: 2, seat: 1 }, 'ada'],
  'advice.empty': () => {
    const play = begun();
    play.delegate('fay', 'leo');
    return [play, { type: 'AdviseTask', visit: 2, seat: 1, advice: 'none' }, 'leo'];
  },
  'person.inactive': () => [begun(), { ...DELEGATE, to: 'gone' }, 'fay'],
  'person.seated': () => [begun(), { ...DELEGATE, to: 'fay' }, 'fay'],
  'person.not-allowed': () => [begun(), { ...DELEGATE, to: 'emma' }, 'fay'],
  'return.not-allowed': () => [begun(), { ...RETURN, to: { step: 'b' } }, 'fay'],
  'return.not-visited': () => {
    const to = { step: 'b' };
    return [begun({ returns: [to] }), { ...RETURN, to }, 'fay'];
  },
  'withdraw.not-allowed': () => {
    const play = fresh({});
    play.start('emma');
    return [play, { type: 'WithdrawInstance' }, 'emma'];
  },
  'withdraw.too-late': () => {
    const play = new Play(flow([], { withdraw: { afterEndMs: 5 } }));
    play.start('emma');
    play.nowMs += 6;
    return [play, { type: 'WithdrawInstance' }, 'emma'];
  },
  'withdraw.not-undoable': () => {
    const play = new Play(flow([call('c')], { withdraw: { afterEndMs: 5 } }));
    play.start('emma');
    play.settle(2, { kind: 'delivered', status: 200 });
    return [play, { type: 'WithdrawInstance' }, 'emma'];
  },
  'withdraw.not-initiator': () => [begun(), { type: 'WithdrawInstance' }, 'fay'],
  'admin.right-missing': () => [begun(), { type: 'TerminateInstance', reason: 'x' }, 'fay'],
  'admin.reason-required': () => [begun(), { type: 'TerminateInstance', reason: '' }, 'ada'],
  'admin.own-instance': () => {
    const play = new Play(flow([approval('a', 'fay')]));
    play.start('ada');
    return [play, { type: 'AdvanceVisit', visit: 2, reason: 'x' }, 'ada'];
  },
  'jump.unknown-step': () => [begun(), { type: 'JumpInstance', to: 'z', reason: 'x' }, 'ada'],
  'visit.not-open': () => [begun(), { type: 'AdvanceVisit', visit: 1, reason: 'x' }, 'ada'],
  'migrate.no-version': () => {
    const [play, command] = migrating([])();
    play.target = undefined;
    return [play, command, 'ada'];
  },
  'migrate.other-flow': migrating([], { name: 'other' }),
  'migrate.same-version': migrating([], { hash: 'test' }),
  'migrate.no-step': migrating([approval('z', 'fay')]),
  'migrate.other-kind': migrating([task('a', 'fay')]),
  'migrate.other-place': migrating([parallel('p', [[approval('a', 'fay')], []])]),
  'migrate.nothing-to-undo': () => [begun(), { type: 'UndoMigration', reason: 'x' }, 'ada'],
  'comment.empty': () => [begun(), { type: 'AddComment', text: '' }, 'fay'],
  'comment.too-long': () => [begun(), { type: 'AddComment', text: long }, 'fay'],
  'timer.not-armed': () => [begun(), { type: 'FireTimer', visit: 2, rung: 1 }, MACHINE],
  'timer.not-due': () => [begun(), { type: 'FireTimer', visit: 2, rung: 0 }, MACHINE],
  'call.not-waiting': () => {
    const result = { kind: 'delivered', status: 200 } as const;
    return [begun(), { type: 'SettleCall', visit: 2, result }, MACHINE];
  },
  'message.not-awaited': () => [
    begun(),
    { type: 'ReceiveMessage', visit: 2, message: 'm' },
    MACHINE,
  ],
  'child.not-awaited': () => {
    const result = { kind: 'ended', outcome: 'approved' } as const;
    return [begun(), { type: 'SettleChild', visit: 2, child: 1, result }, MACHINE];
  },
  'people.unchanged': () => [begun(), { type: 'ReassignTasks' }, MACHINE],
  'incident.none': () => [begun(), { type: 'RetryStep', visit: 2 }, 'ada'],
  'distinct.conflict': () => {
    const play = conflicted();
    return [play, { type: 'ApproveTask', ...play.task('fay') }, 'fay'];
  },
  'limit.seats': () => {
    const play = crowded();
    return [play, { type: 'TransferTask', ...play.task('p0'), to: 'leo' }, 'p0'];
  },
  'limit.visits': () => {
    const play = wornOut();
    return [play, { type: 'RetryStep', visit: play.visit('a').n }, 'ada'];
  },
};

test.each(Object.entries(CASES))('R6.16 %s is an answer, and changes nothing', (code, build) => {
  const [play, command, person] = build();
  const before = play.state;
  expect(play.refusal(command, person)).toBe(code);
  expect(play.state).toBe(before);
});

test('every code of the catalogue has its case and its sentence', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
  expect(refusal('comment.empty')).toEqual({
    code: 'comment.empty',
    message: 'A comment needs text.',
  });
});
