/** One command under way: collects events and effects, and folds each event as it comes. */

import { apply } from './apply.ts';
import type { CompiledFlow } from './compile.ts';
import type { Context } from './context.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { invariant } from './invariant.ts';
import type { Lookup, LookupResult } from './lookups.ts';
import type { Scope } from './scope.ts';
import type { Frame, InstanceState, Visit } from './state.ts';
import type { JsonObject, StepId } from './words.ts';

const NO_VARS: JsonObject = {};
const LOOKS_MAX = 8;

/** An event without its time; the run stamps it. */
export type Happening = Event extends infer E ? (E extends Event ? Omit<E, 'atMs'> : never) : never;

export class Run {
  readonly flow: CompiledFlow;
  readonly context: Context;
  /** The command's time: the clock's, but never before the instance's last event (D12). */
  readonly atMs: number;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  /** Questions to outside services without which the command cannot be decided. */
  readonly lookups: Lookup[];
  /** Steps entered so far for this command (R2.4). */
  steps = 0;
  #state: InstanceState | undefined;
  #visitsOf: Map<StepId, number> | undefined;

  constructor(
    flow: CompiledFlow,
    state: InstanceState | undefined,
    context: Context,
    lookups: Lookup[] = [],
  ) {
    this.lookups = lookups;
    this.flow = flow;
    this.context = context;
    this.#state = state;
    this.atMs = Math.max(context.nowMs, state?.updatedAtMs ?? 0);
  }

  get state(): InstanceState {
    invariant(this.#state, 'D5', 'the instance was started');
    return this.#state;
  }

  /** Whether the instance still runs; every step of a walk asks this first. */
  get isRunning(): boolean {
    return this.state.status === 'running';
  }

  emit(happening: Happening): void {
    const event = { ...happening, atMs: this.atMs } as Event;
    this.events.push(event);
    this.#state = apply(this.#state, event);
    if (!this.#visitsOf || !(event.type === 'VisitOpened' || event.type === 'VisitSkipped')) return;
    this.#visitsOf.set(event.step, (this.#visitsOf.get(event.step) ?? 0) + 1);
  }

  /**
   * How often a step was visited. Looks through the visits while a command enters few steps; one
   * that enters many counts all once (200 visits: 0.2 µs a look, 3 µs to count).
   */
  visitsOf(step: StepId): number {
    if (this.steps <= LOOKS_MAX) {
      let visits = 0;
      for (const visit of this.state.visits) if (visit.step === step) visits += 1;
      return visits;
    }
    if (!this.#visitsOf) {
      this.#visitsOf = new Map();
      for (const visit of this.state.visits) {
        this.#visitsOf.set(visit.step, (this.#visitsOf.get(visit.step) ?? 0) + 1);
      }
    }
    return this.#visitsOf.get(step) ?? 0;
  }

  /** What an outside service said; `pending` when it has to be asked first. */
  lookUp(lookup: Lookup): LookupResult | 'pending' | 'unknown' {
    if (this.context.supposing) return 'unknown';
    const known = this.context.lookups?.get(lookup.key);
    if (!known) this.lookups.push(lookup);
    return known ?? 'pending';
  }

  /** Who asks for an effect now, and its place in line; `name` is unique in the instance. */
  outgoing(visit: number, name: string) {
    const { tenant, id: instance, seq } = this.state;
    return { tenant, instance, visit, id: `${instance}.${name}`, seq };
  }

  visit(n: number): Visit {
    const visit = this.state.visits[n - 1];
    invariant(visit, 'D5', `visit ${n} exists`);
    return visit;
  }

  /** The number the next visit gets. */
  get nextVisit(): number {
    return this.state.visits.length + 1;
  }

  /** The list of steps that a frame runs through. */
  listOf(frame: Frame): CompiledFlow['root'] {
    if (frame.parent === 0) return this.flow.root;
    const container = this.flow.steps.get(this.visit(frame.parent).step);
    const list = container?.branches[frame.branch];
    invariant(list, 'L3', `branch ${frame.branch} of visit ${frame.parent} exists`);
    return list;
  }

  /** What expressions read at this moment. */
  scope(): Scope {
    const { id, flow, subject, startedAtMs, form, vars = NO_VARS, initiator } = this.state;
    return {
      form,
      vars,
      initiator,
      actor: this.context.actor,
      instance: {
        id,
        flow: flow.name,
        version: flow.version,
        subject,
        startedAt: startedAtMs,
      },
      nowMs: this.atMs,
      directory: this.context.directory,
    };
  }
}
