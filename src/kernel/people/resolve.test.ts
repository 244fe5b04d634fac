import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people } from '../../testing/index.ts';
import type { People, Resolver } from '../index.ts';

/** Who sits at the one step of a flow, in order, the initiator's own rule out of the way. */
function asked(ask: People, form = {}): readonly string[] {
  const step = approval('a', 'x', { ask, ballot: { kind: 'all' }, initiator: 'allow' });
  const play = new Play(flow([step]));
  play.start('emma', form);
  return play.openTasks().map(({ seat }) => seat.person);
}

const person = { field: 'person' };
const team = { field: 'team' };

describe('R3.1 resolvers that read a group or a field', () => {
  const form = { person: 'emma', people: ['fay', 'emma'], team: 'office' };
  const cases: readonly (readonly [string, Resolver, readonly string[]])[] = [
    ['the members of a group who are there', { kind: 'group', group: 'committee' }, ['leo', 'fay']],
    ['the head of a department of the form', { kind: 'head', of: team }, ['dora']],
    ['the manager of a person of the form', { kind: 'manager', of: person, level: 2 }, ['dora']],
    [
      'the managers of a person of the form',
      { kind: 'managers', of: person, upTo: { level: 2 }, order: 'top-down' },
      ['dora', 'max'],
    ],
    [
      'the manager of each of several people, each once',
      { kind: 'manager', of: { field: 'people' }, level: 1 },
      ['dora', 'max'],
    ],
  ];
  test.each(cases)('R3.1 %s', (_name, resolver, expected) => {
    expect(asked({ of: [resolver] }, form)).toEqual(expected);
  });
  test('R3.1 the members of a department of the form', () => {
    const found = asked({ of: [{ kind: 'members', department: team }] }, form);
    expect(found).toContain('emma');
    expect(found).not.toContain('ceo');
  });
  test('R3.1 a field that is empty, or names what is not there, finds nobody', () => {
    const heads = { of: [{ kind: 'head', of: team }] } as const;
    expect(asked(heads)).toEqual(['ada']);
    expect(asked(heads, { team: 'nowhere' })).toEqual(['ada']);
    expect(asked({ of: [{ kind: 'group', group: 'nobody' }] })).toEqual(['ada']);
    expect(asked({ of: [{ kind: 'group', group: 'unheard-of' }] })).toEqual(['ada']);
  });
  test('R3.1 a field that holds no id is an incident', () => {
    const step = approval('a', 'x', { ask: { of: [{ kind: 'head', of: { field: 'amount' } }] } });
    const play = new Play(flow([step]));
    play.start('emma', { amount: 5 });
    expect(play.visit('a').incident?.code).toBe('people.not-a-person');
  });
});

describe('R3.1 also', () => {
  const finance = { of: [{ kind: 'role', role: 'finance' }] } as const;
  test('R3.1 adds whom except would have taken out, and nobody who left', () => {
    const ask = { ...finance, except: finance.of, also: people('fay', 'gone', 'leo').of };
    expect(asked(ask)).toEqual(['fay', 'leo']);
  });
  test('R3.1 is recorded as a stage of its own', () => {
    const ask = { ...finance, except: people('fay').of, also: people('leo').of };
    const play = new Play(flow([approval('a', 'x', { ask, ballot: { kind: 'all' } })]));
    play.start('emma');
    const stages = play.last('VisitOpened').trace?.people;
    expect(stages?.at(-1)).toEqual({ stage: 'also', people: ['finn', 'flo', 'leo'] });
  });
});
