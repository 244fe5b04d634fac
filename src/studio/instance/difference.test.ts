import { expect, test } from 'vitest';
import type { Event, InstanceState } from '../../kernel/index.ts';
import { fold } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';
import { approval, flow, Play } from '../../testing/index.ts';
import { differenceOf, happeningsIn } from './difference.ts';
import { linesOf } from './story/lines.ts';

function played(): readonly Event[] {
  const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo')]));
  const events: Event[] = [];
  const keep = (decision: { readonly ok: boolean; readonly events?: readonly Event[] }) =>
    events.push(...(decision.events ?? []));
  const by = (id: string) => ({ kind: 'person', id }) as const;
  const form = { amount: 5 };
  keep(play.send({ type: 'StartInstance', tenant: 't', instance: 'i', form }, by('emma')));
  keep(play.send({ type: 'ApproveTask', ...play.task('fay') }, by('fay')));
  keep(play.send({ type: 'ApproveTask', ...play.task('leo') }, by('leo')));
  return events;
}

test('V7 two moments differ in fields, steps, votes and the people who are asked', () => {
  const events = played();
  const at = (seq: number): InstanceState => fold(events.slice(0, seq))!;
  const asked = events.findIndex(({ type }) => type === 'VoteCast');
  const next = events.findIndex((event, n) => n > asked && event.type === 'VisitOpened') + 1;
  const found = differenceOf(at(asked), at(next));
  expect(found.votes).toEqual([{ visit: 2, seat: 1, person: 'fay', vote: 'approve' }]);
  expect([found.asked, found.released]).toEqual([['leo'], ['fay']]);
  expect([found.begun.map(({ step }) => step), found.over.map(({ step }) => step)]).toEqual([
    ['b'],
    ['a'],
  ]);
  const whole = differenceOf(at(asked), at(events.length));
  expect(whole.outcome).toBe('approved');
});

test('V7 what happened in between is told in the order of the journal', () => {
  const events = played();
  const entry = { firstSeq: 1, lastSeq: events.length, atMs: 1, events };
  const lines = linesOf([entry as unknown as JournalEntry]);
  const found = differenceOf(fold(events.slice(0, 1))!, fold(events)!);
  const told = happeningsIn(found, lines).map((each) =>
    each.kind === 'vote' ? `${each.cast.person} votes` : `${each.steps.join()} ${each.kind}`,
  );
  expect(told).toEqual(['a begun', 'fay votes', 'b begun', 'leo votes']);
});

test('V7 a moment does not differ from itself', () => {
  const events = played();
  const now = fold(events)!;
  expect(differenceOf(now, now)).toEqual({
    fields: [],
    begun: [],
    over: [],
    votes: [],
    asked: [],
    released: [],
  });
});
