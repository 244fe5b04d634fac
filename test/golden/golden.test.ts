import { expect, test } from 'vitest';
import { directoryOf } from '../../src/identity/index.ts';
import type { InstanceState } from '../../src/kernel/index.ts';
import { compileFlow, fold, handle } from '../../src/kernel/index.ts';
import { readRecording, recordedNames } from './recording.ts';
import { SCENARIOS } from './scenarios.ts';

/** Histories that today's kernel folds, but would write otherwise: name → since when, and why. */
const UNBOUND = 'before votes stored the hash of what was seen (R10.1)';
const FOLD_ONLY: { readonly [name: string]: string } = {
  'calls-and-incidents': UNBOUND,
  'chosen-by-hand': UNBOUND,
  'deadline-that-waits': UNBOUND,
  'duty-and-fallbacks': UNBOUND,
  'handed-on': UNBOUND,
  joins: UNBOUND,
  'large-expense': UNBOUND,
  'led-by-administrators': UNBOUND,
  'rejected-and-withdrawn': UNBOUND,
  'returns-in-fork': UNBOUND,
  'sequence-on-the-clock': UNBOUND,
  'vote-with-veto': UNBOUND,
  'working-time': UNBOUND,
};

test.each(recordedNames())(
  'D8 R13.3 the history %s still means its state, byte for byte',
  (name) => {
    const { lines, state } = readRecording(name);
    const folded = fold(lines.flatMap((line) => line.events ?? []));
    expect(JSON.stringify(folded)).toBe(JSON.stringify(state));
  },
);

test.each(recordedNames().filter((name) => !(name in FOLD_ONLY)))(
  'K1 the commands of %s bring the recorded events',
  (name) => {
    const { head, lines, state: last } = readRecording(name);
    const { definition, organisation, substitutions = [] } = head;
    const ref = { name: definition.name, version: definition.version, hash: 'test' };
    const flow = compileFlow(definition, ref);
    const directory = directoryOf(organisation, 'test-1');
    let state: InstanceState | undefined;
    for (const { atMs, actor, may, command, events, refused } of lines) {
      const context = { nowMs: atMs, actor, directory, substitutions, may: () => may };
      const decision = handle(flow, state, command, context);
      expect(decision.ok ? undefined : decision.refusal.code).toBe(refused);
      if (!decision.ok) continue;
      expect(JSON.stringify(decision.events)).toBe(JSON.stringify(events));
      state = decision.state;
    }
    expect(JSON.stringify(state)).toBe(JSON.stringify(last));
  },
);

test('D8 every scenario has its history', () => {
  expect(recordedNames()).toEqual(expect.arrayContaining(Object.keys(SCENARIOS)));
});
