import { describe, expect, test } from 'vitest';
import { approval, flow, Play, task } from '../../testing/index.ts';
import type { Ballot, Command, FlowDefinition } from '../index.ts';
import { handle, LIMITS } from '../index.ts';

function begun(more: Parameters<typeof approval>[2] = {}, who = 'fay'): Play {
  const play = new Play(flow([approval('a', who, more), approval('b', 'ceo')]));
  play.start('emma', { amount: 5 });
  return play;
}

/** Sends and gives the whole refusal. */
function no(play: Play, command: Command, person: string) {
  const decision = play.send(command, { kind: 'person', id: person });
  if (decision.ok) throw new Error('accepted');
  return decision.refusal;
}

describe('R6.1 a vote', () => {
  test('R6.1 comes with comment and signature, and they are kept', () => {
    const play = begun({ require: ['comment', 'signature'] });
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    expect(play.refusal(vote, 'fay')).toBe('task.comment-required');
    expect(play.refusal({ ...vote, comment: ' \n' }, 'fay')).toBe('task.comment-required');
    expect(play.refusal({ ...vote, comment: 'ok' }, 'fay')).toBe('task.signature-required');
    play.approve('fay', { comment: 'ok', signature: 'F.' });
    expect(play.visit('a').seats?.[0]).toMatchObject({
      vote: 'approve',
      actor: { kind: 'person', id: 'fay' },
      comment: 'ok',
      signature: 'F.',
    });
  });
  test('R6.1 a return needs the comment and no signature', () => {
    const play = begun({ require: ['comment', 'signature'] });
    const back = { type: 'ReturnTask', ...play.task('fay'), to: 'initiator' } as const;
    expect(play.refusal(back, 'fay')).toBe('task.comment-required');
    expect(play.refusal({ ...back, comment: 'why?' }, 'fay')).toBe('accepted');
  });
  test('R6.1 a comment longer than the limit is refused, blanks included', () => {
    const play = begun();
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    const long = 'x'.repeat(LIMITS.commentCharsMax + 1);
    expect(play.refusal({ ...vote, comment: long }, 'fay')).toBe('comment.too-long');
    const blank = ' '.repeat(LIMITS.commentCharsMax + 1);
    expect(play.refusal({ ...vote, comment: blank }, 'fay')).toBe('comment.too-long');
    const signature = 'x'.repeat(LIMITS.signatureCharsMax + 1);
    expect(play.refusal({ ...vote, signature }, 'fay')).toBe('task.signature-too-long');
  });
  test('R6.1 abstention is for vote ballots, done for handle steps', () => {
    const play = new Play(flow([approval('a', 'fay'), task('b', 'finn')]));
    play.start('emma');
    const place = play.task('fay');
    expect(play.refusal({ type: 'AbstainTask', ...place }, 'fay')).toBe('task.wrong-act');
    expect(play.refusal({ type: 'CompleteTask', ...place }, 'fay')).toBe('task.wrong-act');
    play.approve('fay');
    const next = play.task('finn');
    expect(play.refusal({ type: 'ApproveTask', ...next }, 'finn')).toBe('task.wrong-act');
    expect(play.complete('finn').outcome).toBe('approved');
  });
  test('R6.1 an abstention is kept as one', () => {
    const ballot: Ballot = { kind: 'vote', pass: { count: 1 } };
    const play = begun({ ballot }, 'fay,finn');
    play.abstain('fay');
    expect(play.visit('a').seats?.[0]?.vote).toBe('abstain');
  });
});

describe('R6.16 an act on what is closed', () => {
  test('R6.16 T1 a second vote is refused, and says who voted and when', () => {
    const play = begun();
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.approve('fay');
    const refusal = no(play, vote, 'fay');
    expect(refusal.code).toBe('task.closed');
    expect(refusal.detail).toEqual({ how: 'voted', closedBy: 'fay', closedAtMs: play.nowMs });
  });
  test('R6.16 a task that was not needed names the one who decided, not who voted before', () => {
    const onReject = { kind: 'return', to: 'initiator', resume: 'forward' } as const;
    const play = begun({ ballot: { kind: 'all' }, onReject }, 'fay,finn,flo');
    const late = { type: 'ApproveTask', ...play.task('flo') } as const;
    play.approve('finn');
    play.nowMs += 5;
    play.reject('fay');
    expect(no(play, late, 'flo')).toMatchObject({
      code: 'task.closed',
      detail: { how: 'not-needed', closedBy: 'fay', closedAtMs: play.nowMs },
    });
  });
  test('R6.16 a rung that decided is named as the system', () => {
    const ladder = [{ afterMs: 1, do: { kind: 'approve' } }] as const;
    const play = begun({ ladder, ballot: { kind: 'all' } }, 'fay,finn');
    const late = { type: 'ApproveTask', ...play.task('finn') } as const;
    play.approve('fay');
    play.fireAfter(1, 2, 0);
    expect(no(play, late, 'finn').detail).toMatchObject({ closedBy: 'system: rung 1' });
  });
  test('R6.16 who returned the instance is named to the others', () => {
    const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
    const late = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.sendBack('finn', 'initiator');
    expect(no(play, late, 'fay').detail).toMatchObject({ how: 'returned', closedBy: 'finn' });
  });
  test('R6.16 after the end every act says that it ended, how, when and by whom', () => {
    const play = begun();
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.must({ type: 'WithdrawInstance' }, { kind: 'person', id: 'emma' });
    const detail = { outcome: 'withdrawn', endedAtMs: play.nowMs, endedBy: 'emma' };
    expect(no(play, vote, 'fay')).toMatchObject({ code: 'instance.ended', detail });
    const acts: readonly (readonly [Command, string])[] = [
      [{ type: 'ResubmitInstance' }, 'emma'],
      [{ type: 'WithdrawInstance' }, 'emma'],
      [{ type: 'TerminateInstance', reason: 'x' }, 'ada'],
      [{ type: 'RetryStep', visit: 2 }, 'ada'],
    ];
    for (const [command, person] of acts) {
      expect(no(play, command, person).code).toBe('instance.ended');
    }
  });
});

describe('R6.17 rights are checked inside', () => {
  test('R6.17 T2 another’s task, no task, and a machine are refused', () => {
    const play = begun();
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    expect(play.refusal(vote, 'finn')).toBe('task.not-yours');
    expect(play.refusal({ ...vote, seat: 7 }, 'fay')).toBe('task.unknown');
    expect(play.refusal({ ...vote, visit: 7 }, 'fay')).toBe('task.unknown');
    const machine = play.send(vote, { kind: 'system', cause: 'timer' });
    expect(machine).toMatchObject({ ok: false, refusal: { code: 'task.not-yours' } });
  });
  test('R6.17 what machines send is not a person’s to send', () => {
    const play = begun({ ladder: [{ afterMs: 0, do: { kind: 'approve' } }] });
    expect(play.refusal({ type: 'FireTimer', visit: 2, rung: 0 }, 'fay')).toBe(
      'admin.right-missing',
    );
    const result = { kind: 'delivered', status: 200 } as const;
    expect(play.refusal({ type: 'SettleCall', visit: 2, result }, 'ada')).toBe(
      'admin.right-missing',
    );
  });
  test('R6.17 T8 after an escalation the one before can no longer vote', () => {
    const ladder = [{ afterMs: 1, do: { kind: 'escalate' } }] as const;
    const play = begun({ ladder });
    const vote = { type: 'ApproveTask', ...play.task('fay') } as const;
    play.fireAfter(1, 2, 0);
    expect(no(play, vote, 'fay')).toMatchObject({
      code: 'task.closed',
      detail: { how: 'escalated' },
    });
    expect(play.visit('a').closedBy).toBeUndefined();
    expect(play.asked()).toEqual(['a:dora']);
  });
});

describe('R6.18 field rights', () => {
  const rights = { note: 'edit', amount: 'read', person: 'hidden' } as const;
  test('R6.18 an edit field may be changed with the act', () => {
    const play = begun({ rights });
    play.approve('fay', { form: { note: 'seen' } });
    expect(play.state?.form).toEqual({ amount: 5, note: 'seen' });
    expect(play.last('FormChanged')).toMatchObject({ form: { note: 'seen' }, visit: 2 });
  });
  test.each(['amount', 'person', 'people', '__proto__'])(
    'R6.18 a change of %s is refused',
    (field) => {
      const play = begun({ rights });
      const form = JSON.parse(`{"${field}": 1}`);
      const vote = { type: 'ApproveTask', ...play.task('fay'), form } as const;
      expect(no(play, vote, 'fay')).toMatchObject({ code: 'form.read-only', detail: { field } });
    },
  );
  test('R6.18 a change that breaks the form is refused', () => {
    const play = begun({ rights });
    const vote = { type: 'ApproveTask', ...play.task('fay'), form: { note: 3 } } as const;
    expect(no(play, vote, 'fay')).toMatchObject({ code: 'form.invalid' });
    expect(play.state?.formRevision).toBe(1);
  });
});

test('R10.1 a vote keeps the revision of the form that it was cast on', () => {
  const play = new Play(
    flow([approval('a', 'fay,finn', { ballot: { kind: 'all' }, rights: { note: 'edit' } })]),
  );
  play.start('emma');
  play.approve('fay');
  play.approve('finn', { form: { note: 'changed' } });
  expect(play.visit('a').seats?.map((seat) => seat.formRevision)).toEqual([1, 2]);
});

test('R13.1 of two last approvals of an all ballot, exactly one closes it', () => {
  const play = begun({ ballot: { kind: 'all' } }, 'fay,finn');
  const before = play.state;
  const places = [play.task('fay'), play.task('finn')];
  play.approve('fay');
  const stale = handle(
    play.flow,
    before,
    { type: 'ApproveTask', ...places[1]! },
    {
      nowMs: play.nowMs,
      actor: { kind: 'person', id: 'finn' },
      directory: play.directory,
      may: () => false,
    },
  );
  expect(stale).toMatchObject({ ok: true, state: { seq: play.state?.seq } });
  play.approve('finn');
  const closings = play.events.filter((e) => e.type === 'VisitClosed' && e.visit === 2);
  expect(closings).toHaveLength(1);
});

test('R13.3 D6 restarting from the journal after every event changes nothing', () => {
  const definition: FlowDefinition = flow([approval('a', 'fay'), approval('b', 'ceo')]);
  const play = new Play(definition);
  play.start('emma');
  play.state = JSON.parse(JSON.stringify(play.state));
  play.approve('fay');
  play.state = JSON.parse(JSON.stringify(play.state));
  expect(play.approve('ceo').outcome).toBe('approved');
});
