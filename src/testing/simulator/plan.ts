/** What one simulated run is made of: plain JSON, so that a run can be kept, cut down and run again. */

import fc from 'fast-check';
import type { FlowDefinition, Step } from '../../kernel/index.ts';
import type { Draw } from '../acts.ts';
import { arbitraryDraw } from '../acts.ts';
import { arbitraryFlow, arbitraryMaze } from '../flows.ts';
import { Chance } from './chance.ts';

export interface Plan {
  /** Decides latencies, faults and who wins; the rest of the plan is written out. */
  readonly seed: number;
  readonly nodes: number;
  readonly lives: readonly Life[];
  readonly faults: Faults;
}

/** One instance: its flow, and one list of acts for each client that works on it at once. */
export interface Life {
  readonly tenant: number;
  readonly definition: FlowDefinition;
  readonly clients: readonly (readonly Draw[])[];
}

/** Probabilities, each per occasion; a kind that is 0 does not happen in the run. */
export interface Faults {
  /** A node dies with a call to the store on its way. */
  readonly crash: number;
  /** The store turns a call away. */
  readonly unavailable: number;
  /** The store does as asked and the answer is lost. */
  readonly lostAnswer: number;
  /** A call takes longer than a lease. */
  readonly slow: number;
  /** A node stands still for longer than a lease. */
  readonly freeze: number;
  /** A node's clock jumps by up to an hour, either way. */
  readonly clockJump: number;
  /** A receiver fails, or receives and does not say so. */
  readonly delivery: number;
  /** A client sends its command to two nodes at once. */
  readonly twice: number;
  /** The directory changes between two acts. */
  readonly directory: number;
}

export const FAULT_KINDS = [
  'crash',
  'unavailable',
  'lostAnswer',
  'slow',
  'freeze',
  'clockJump',
  'delivery',
  'twice',
  'directory',
] as const satisfies readonly (keyof Faults)[];

const RATES: Faults = {
  crash: 0.015,
  unavailable: 0.04,
  lostAnswer: 0.04,
  slow: 0.01,
  freeze: 0.004,
  clockJump: 0.01,
  delivery: 0.4,
  twice: 0.15,
  directory: 0.1,
};

/** The plan of a seed; each kind of fault is in about half of them. */
export function planOf(seed: number): Plan {
  const chance = new Chance(seed);
  const faults = Object.fromEntries(
    FAULT_KINDS.map((kind) => [
      kind,
      chance.happens(0.5) ? RATES[kind] * (0.5 + chance.next()) : 0,
    ]),
  ) as unknown as Faults;
  const lives = Array.from({ length: 1 + chance.below(3) }, () => lifeOf(chance));
  return { seed, nodes: 1 + chance.below(3), lives, faults };
}

function lifeOf(chance: Chance): Life {
  const flows = chance.happens(0.7) ? arbitraryFlow : arbitraryMaze;
  const draws = fc.array(arbitraryDraw, { minLength: 6, maxLength: 24, size: 'max' });
  const clients = fc.array(draws, { minLength: 1, maxLength: 3, size: 'max' });
  return {
    tenant: chance.below(2),
    definition: withCalls(sample(flows, chance), chance),
    clients: sample(clients, chance),
  };
}

/** Some flows call out a few times, so that the outbox has work. */
function withCalls(definition: FlowDefinition, chance: Chance): FlowDefinition {
  const steps: Step[] = [...definition.steps];
  for (let calls = chance.pick([0, 0, 1, 3]); calls > 0; calls--) {
    const http = { method: 'POST', url: 'https://receiver.example/', body: {} } as const;
    const call: Step = { kind: 'call', id: `call-${calls}`, http, wait: chance.happens(0.5) };
    steps.splice(chance.below(Math.min(2, steps.length) + 1), 0, call);
  }
  return { ...definition, steps };
}

function sample<T>(arbitrary: fc.Arbitrary<T>, chance: Chance): T {
  const [one] = fc.sample(arbitrary, { seed: chance.below(2 ** 31), numRuns: 1 });
  return one as T;
}
