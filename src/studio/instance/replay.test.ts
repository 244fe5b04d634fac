import { expect, test } from 'vitest';
import type { Event } from '../../kernel/index.ts';
import { fold } from '../../kernel/index.ts';
import { approval, flow, Play } from '../../testing/index.ts';
import { Replay } from './replay.ts';

/** A case that goes back and forth until it has many events. */
function longLife(): readonly Event[] {
  const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo')]));
  const events: Event[] = [];
  const keep = (decision: { readonly ok: boolean; readonly events?: readonly Event[] }) =>
    events.push(...(decision.events ?? []));
  const by = (id: string) => ({ kind: 'person', id }) as const;
  const form = { amount: 5 };
  keep(play.send({ type: 'StartInstance', tenant: 't', instance: 'i', form }, by('emma')));
  for (let round = 0; round < 20; round++) {
    keep(play.send({ type: 'ApproveTask', ...play.task('fay') }, by('fay')));
    keep(play.send({ type: 'ReturnTask', ...play.task('leo'), to: 'initiator' }, by('leo')));
    keep(play.send({ type: 'ResubmitInstance', form: { amount: round } }, by('emma')));
  }
  return events;
}

test('V2 R13.3 every position is the fold of the events before it, wherever one comes from', () => {
  const events = longLife();
  expect(events.length).toBeGreaterThan(150);
  const replay = new Replay(events);
  const forward = Array.from({ length: events.length }, (_, index) => index + 1);
  for (const seq of [...forward.toReversed(), 1, 100, 64, 128, 65, ...forward]) {
    expect(replay.at(seq), `at ${seq}`).toEqual(fold(events.slice(0, seq)));
    expect(replay.at(seq)?.seq).toBe(seq);
  }
});

test('V2 before the first event and behind the last there is nothing', () => {
  const replay = new Replay(longLife());
  expect([replay.at(0), replay.at(replay.length + 1)]).toEqual([undefined, undefined]);
});

test('V2 what was folded ahead changes no answer, and comes to an end', () => {
  const events = longLife();
  const replay = new Replay(events);
  let snapshots = 0;
  while (replay.takeSnapshot()) snapshots++;
  expect(snapshots).toBe(Math.floor(events.length / 64));
  for (const seq of [1, 63, 64, 65, 128, events.length]) {
    expect(replay.at(seq), `at ${seq}`).toEqual(fold(events.slice(0, seq)));
  }
});

test('V2 events that follow from what is kept from the viewer tell nothing', () => {
  const [, ...kept] = longLife();
  const replay = new Replay(kept);
  while (replay.takeSnapshot()) expect(replay.at(70)).toBeUndefined();
});
