/** The simulated world: one store, some nodes, virtual time and everything that goes wrong. */

import type { Log } from '../../engine/index.ts';
import type { CompiledFlow } from '../../kernel/index.ts';
import type { Store } from '../../store/port.ts';
import { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';
import type { Node } from './node.ts';
import type { Faults } from './plan.ts';
import type { Process } from './schedule.ts';
import { Schedule } from './schedule.ts';

/** Compiled versions by hash. */
export type Flows = ReadonlyMap<string, CompiledFlow>;

const START_MS = 1_760_000_000_000;

export class World {
  readonly chance: Chance;
  readonly schedule: Schedule;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly nodes: Node[] = [];
  readonly log: Log;
  /** The first thing that went wrong. */
  violation: unknown;
  isHealed = false;
  /** How often each kind of fault has struck. */
  readonly struck = new Map<string, number>();
  readonly #faults: Faults;

  constructor(seed: number, faults: Faults, store: Store, ledger: Ledger) {
    this.chance = new Chance(seed ^ 0x5eed);
    this.schedule = new Schedule(START_MS, this.chance);
    this.store = ledger.watch(store, (error) => this.fail(error));
    this.ledger = ledger;
    this.#faults = faults;
    this.log = {
      info: () => {},
      warn: (fields) => this.#read(fields),
      error: (fields) => this.#read(fields),
    };
  }

  /** Whether this kind of fault strikes here and now; none does once the world is healed. */
  strikes(kind: keyof Faults, where: string): boolean {
    const rate = this.#faults[kind];
    if (rate === 0 || this.isHealed || !this.chance.happens(rate)) return false;
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    this.schedule.note(`${kind} at ${where}`);
    return true;
  }

  /** Ends all faults. */
  heal(): void {
    this.isHealed = true;
    for (const node of this.nodes) node.heal();
  }

  crash(process: Process): void {
    this.nodes.find((node) => node.owns(process))?.crash();
  }

  received(id: string): void {
    this.ledger.received(id);
  }

  fail(error: unknown): void {
    this.violation ??= error;
  }

  /** A broken promise inside a node is only logged there; here it ends the run. */
  #read(fields: object): void {
    const { err } = fields as { readonly err?: unknown };
    if (err instanceof Error && isOurs(err)) this.fail(err);
  }
}

/** A mistake of ours: a broken invariant, or what only a wrong program throws. */
function isOurs(error: Error): boolean {
  return ['InvariantViolation', 'TypeError', 'RangeError', 'ReferenceError'].includes(error.name);
}
