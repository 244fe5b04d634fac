import { expect, test } from 'vitest';
import { directoryOf } from '../../src/identity/index.ts';
import type {
  CompiledFlow,
  Directory,
  Event,
  FlowDefinition,
  InstanceState,
} from '../../src/kernel/index.ts';
import { compileFlow, fold, handle } from '../../src/kernel/index.ts';
import type { Head } from './recording.ts';
import { readRecording, recordedNames, versionOf } from './recording.ts';
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
    const flows = flowsOf(head);
    const history: (readonly Event[])[] = [];
    let state: InstanceState | undefined;
    for (const { atMs, actor, may, people, command, events, refused } of lines) {
      const flow = flows.get(state?.flow.hash ?? 'test')!;
      const target = command.type === 'MigrateInstance' ? flows.get(command.to.hash) : undefined;
      const context = {
        nowMs: atMs,
        actor,
        directory: directoryAt(head, people),
        substitutions: head.substitutions ?? [],
        may: () => may,
        ...(target ? { target } : {}),
      };
      let decision = handle(flow, state, command, context);
      const [asked] = decision.ok ? [] : (decision.lookups ?? []);
      if (asked?.kind === 'history') {
        const lookups = new Map([[asked.key, { ok: true, people: [], history } as const]]);
        decision = handle(flow, state, command, { ...context, lookups });
      }
      expect(decision.ok ? undefined : decision.refusal.code).toBe(refused);
      if (!decision.ok) continue;
      expect(JSON.stringify(decision.events)).toBe(JSON.stringify(events));
      history.push(decision.events);
      state = decision.state;
    }
    expect(JSON.stringify(state)).toBe(JSON.stringify(last));
  },
);

/** The versions that a history runs through, by hash. */
function flowsOf({ definition, targets = [] }: Head): ReadonlyMap<string, CompiledFlow> {
  const compiled = (one: FlowDefinition, hash: string) =>
    [hash, compileFlow(one, { name: one.name, version: one.version, hash })] as const;
  const later = targets.map((one) => compiled(one, `test ${one.version}`));
  return new Map([compiled(definition, 'test'), ...later]);
}

function directoryAt({ organisation, people }: Head, index: number | undefined): Directory {
  if (index === undefined) return directoryOf(organisation, 'test-1');
  return directoryOf(people![index]!, versionOf(index));
}

test('D8 every scenario has its history', () => {
  expect(recordedNames()).toEqual(expect.arrayContaining(Object.keys(SCENARIOS)));
});
