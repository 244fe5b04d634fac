import { describe, expect, test } from 'vitest';
import { approval, flow, Play } from '../../testing/index.ts';
import type { Command } from '../index.ts';
import { changes, explain, forecast, standingOf } from '../index.ts';

function begun(more: Parameters<typeof flow>[1] = {}): Play {
  const all = { ballot: { kind: 'all' } } as const;
  const play = new Play(flow([approval('a', 'fay,finn', all), approval('b', 'max', all)], more));
  play.start('emma');
  return play;
}

const REMIND = { type: 'RemindPeople', comment: 'please' } as const;
const emma = { kind: 'person', id: 'emma' } as const;

describe('R6.11 a reminder by hand', () => {
  test('R6.11 goes to those who are asked, and is recorded with who sent it', () => {
    const play = begun();
    play.approve('fay');
    play.must(REMIND, emma);
    const told = { visit: 2, people: ['finn'], by: emma, comment: 'please' };
    expect(play.last('PeopleReminded')).toMatchObject(told);
    expect(play.state?.notified).toEqual([]);
  });
  test('R6.11 waits an hour for the next, whoever sends it', () => {
    const play = begun();
    play.must(REMIND, emma);
    play.nowMs += 3_599_999;
    const answer = play.send(REMIND, { kind: 'person', id: 'max' });
    expect(answer).toMatchObject({
      refusal: { code: 'remind.too-soon', detail: { againAtMs: 1_000_000 + 3_600_000 } },
    });
    play.nowMs += 1;
    expect(play.refusal(REMIND, 'max')).toBe('accepted');
  });
  test('R6.11 is counted by visit: the next step may be reminded at once', () => {
    const play = begun();
    play.must(REMIND, emma);
    play.approve('fay');
    play.approve('finn');
    play.must(REMIND, emma);
    expect(play.last('PeopleReminded').people).toEqual(['max']);
    expect(play.refusal({ ...REMIND, visit: 2 }, 'emma')).toBe('remind.nobody');
  });
  test('R6.11 as often as the flow says', () => {
    const play = begun({ remindEveryMs: 60_000 });
    play.must(REMIND, emma);
    play.nowMs += 60_000;
    expect(play.refusal(REMIND, 'emma')).toBe('accepted');
  });
  test('R6.16 not while the instance is suspended', () => {
    const play = begun();
    play.order({ type: 'SuspendInstance', reason: 'audit' });
    expect(play.refusal(REMIND, 'emma')).toBe('instance.suspended');
    expect(play.refusal({ type: 'CopyTo', people: ['leo'] }, 'emma')).toBe('instance.suspended');
  });
});

describe('R6.14 a copy by hand', () => {
  test('R6.14 tells each person once of an instance', () => {
    const play = begun();
    const before = play.state;
    play.must({ type: 'CopyTo', people: ['leo', 'leo'], comment: 'see' }, emma);
    expect(changes(before, play.state!).notices).toMatchObject([{ person: 'leo' }]);
    play.must({ type: 'CopyTo', people: ['leo', 'flo'] }, { kind: 'person', id: 'fay' });
    expect(play.last('PeopleCopied').people).toEqual(['flo']);
    expect(play.state?.notified).toEqual(['leo', 'flo']);
  });
  test('R6.14 goes to nobody who left', () => {
    expect(begun().refusal({ type: 'CopyTo', people: ['gone'] }, 'emma')).toBe('person.inactive');
  });
});

describe('R6.15 people added to a step ahead', () => {
  const ahead = (play: Play, who: string, people: readonly string[], step = 'b'): string => {
    const command: Command = { type: 'AddAhead', ...play.task(who), step, people };
    return play.refusal(command, who);
  };
  test('R6.15 vote beside its own people when it is entered', () => {
    const play = begun();
    expect(ahead(play, 'fay', ['leo'])).toBe('accepted');
    play.approve('fay');
    play.approve('finn');
    expect(play.asked()).toEqual(['b:max', 'b:leo']);
    expect(play.visit('b').seats?.[1]?.addedBy).toBe('fay');
    const explanation = explain(play.events).at(-1)!;
    expect(explanation.people?.at(-1)).toMatchObject({ stage: 'added', rule: 'beside by fay' });
    expect(standingOf(explanation, 'max')).toEqual({ kind: 'asked' });
  });
  test('R6.15 R12.1 are on the path ahead at once, with who added them', () => {
    const play = begun();
    ahead(play, 'fay', ['leo']);
    const { nowMs, directory } = play;
    const seen = forecast(play.flow, play.state!, { nowMs, directory });
    const step = seen.ok ? seen.forecast.steps[1] : undefined;
    expect(step).toMatchObject({ people: ['max', 'leo'], added: [{ person: 'leo', by: 'fay' }] });
  });
  test('R6.15 are asked again each time the step is', () => {
    const play = begun();
    ahead(play, 'fay', ['leo']);
    play.approve('fay');
    play.approve('finn');
    play.sendBack('max', 'previous', 'back');
    play.approve('fay');
    play.approve('finn');
    expect(play.asked()).toEqual(['b:max', 'b:leo']);
  });
  test('R6.15 only to a step that is to come and asks people, and each once', () => {
    const play = begun();
    expect(ahead(play, 'fay', ['leo'], 'a')).toBe('add.not-ahead');
    expect(ahead(play, 'fay', ['leo'], 'nowhere')).toBe('add.not-ahead');
    expect(ahead(play, 'fay', [])).toBe('add.nobody');
    expect(ahead(play, 'fay', ['emma'])).toBe('person.not-allowed');
    expect(ahead(play, 'fay', ['leo'])).toBe('accepted');
    expect(ahead(play, 'finn', ['leo'])).toBe('person.seated');
  });
  test.each([
    [{ note: 'hidden' }, undefined, 'add.shows-more'],
    [{ note: 'hidden' }, { note: 'read' }, 'add.shows-more'],
    [{ note: 'hidden', amount: 'hidden' }, { note: 'hidden' }, 'add.shows-more'],
    [{ note: 'hidden' }, { note: 'hidden', amount: 'hidden' }, 'accepted'],
    [{ note: 'edit' }, undefined, 'accepted'],
  ] as const)('R6.15 R6.18 rights %j add to a step with %j: %s', (rights, later, answer) => {
    const steps = [
      approval('a', 'fay', { rights }),
      approval('b', 'max', later ? { rights: later } : {}),
    ];
    const play = new Play(flow(steps));
    play.start('emma');
    expect(ahead(play, 'fay', ['fay'])).toBe(answer);
    expect(ahead(play, 'fay', ['leo'])).toBe(answer);
  });
  test('R6.15 the step of the adder may take it from its voters', () => {
    const steps = [approval('a', 'fay', { acts: ['add'] }), approval('b', 'max')];
    const play = new Play(flow(steps));
    play.start('emma');
    expect(ahead(play, 'fay', ['leo'])).toBe('task.wrong-act');
  });
});
