import { expect, test } from 'vitest';
import type { JournalEntry } from '../../protocol/index.ts';
import { effectsOf } from './effects.ts';

const entry = (seq: number, event: object): JournalEntry =>
  ({ firstSeq: seq, lastSeq: seq, atMs: seq * 10, events: [event] }) as unknown as JournalEntry;

test('V8 a call is sent, answered, or failed and tried anew; its address shows no more than the host', () => {
  const call = {
    type: 'CallRequested',
    visit: 3,
    method: 'POST',
    url: 'https://erp.example/o?k=s',
  };
  const journal = [
    entry(1, call),
    entry(2, { type: 'CallSettled', visit: 3, failure: 'HTTP 500' }),
    entry(3, call),
  ];
  expect(effectsOf(journal.slice(0, 2))).toMatchObject([
    { kind: 'call', what: 'POST erp.example', status: 'failed', failure: 'HTTP 500', tries: 1 },
  ]);
  expect(effectsOf(journal)).toMatchObject([{ status: 'sent', tries: 2, atMs: 30 }]);
  const done = [...journal, entry(4, { type: 'CallSettled', visit: 3, status: 201 })];
  expect(effectsOf(done)).toMatchObject([{ status: 'done', answer: 201, settledAtMs: 40 }]);
});

test('V8 what is held says until when, and afterwards whether it was sent or dropped', () => {
  const held = entry(1, { type: 'EffectsHeld', effects: [], untilMs: 99 });
  expect(effectsOf([held])).toMatchObject([{ kind: 'held', status: 'held', untilMs: 99 }]);
  const released = (dropped?: true) =>
    entry(2, { type: 'EffectsReleased', ...(dropped ? { dropped } : {}) });
  expect(effectsOf([held, released()])).toMatchObject([{ status: 'done' }]);
  expect(effectsOf([held, released(true)])).toMatchObject([{ status: 'dropped' }]);
});
