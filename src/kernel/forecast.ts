/** The path ahead (R12.1): the same kernel plays on a copy of the state, everybody approving. */

import { delegateOf, isHandedOn, isLive } from './apply.ts';
import type { Command } from './commands.ts';
import type { CompiledFlow } from './compile.ts';
import type { Context } from './context.ts';
import type { StepKind } from './definition.ts';
import type { Event, OpenQuestion, Trace } from './events.ts';
import { Gaps } from './gaps.ts';
import { handle } from './handle/index.ts';
import { LIMITS } from './limits.ts';
import type { Refusal } from './refusals.ts';
import type { Choices, InstanceState, Seat, Visit } from './state.ts';
import { START_STEP } from './state.ts';
import type { Actor, JsonObject, PersonId, StepId } from './words.ts';

/** One visit that is, or is expected. */
export interface ForecastStep {
  readonly visit: number;
  readonly parent: number;
  readonly branch: number;
  readonly step: StepId;
  readonly kind: StepKind | 'start';
  /** `now`: it is open already. */
  readonly when: 'now' | 'later';
  readonly status: 'expected' | 'skipped' | 'incident';
  readonly people: readonly PersonId[];
  /** Those among them whom somebody brought in by hand. */
  readonly added?: readonly { readonly person: PersonId; readonly by: PersonId }[];
  /** Of these, who will not be asked for they will have approved before (R4). */
  readonly settled?: readonly PersonId[];
  readonly trace?: Trace;
  /** Why nobody can say yet who it will be. */
  readonly open?: OpenQuestion;
  /** Form fields that may still change before this step is reached, and that decide about it. */
  readonly dependsOn: readonly string[];
}

export interface Forecast {
  readonly steps: readonly ForecastStep[];
  /** How the instance ends if it goes so; absent when it stands still before, or nobody can say. */
  readonly outcome?: string;
  /** Form fields that nobody has filled in yet, and that decide which way it goes. */
  readonly unknown?: readonly string[];
  /** Where it would stand still, and why. */
  readonly stuck?: { readonly step: StepId; readonly code: string };
  /** What the verdict tried brings at once; absent where it leads on, or only counts beside others. */
  readonly brings?: Brought;
}

/** The end of the instance, or a way back and who is asked there. */
export type Brought =
  | { readonly kind: 'end'; readonly outcome: string }
  | { readonly kind: 'back'; readonly step: StepId; readonly people: readonly PersonId[] };

/** What is tried first: a verdict of the person on a task, before everybody approves. */
export interface WhatIf {
  readonly visit: number;
  readonly seat: number;
  readonly verdict: 'approve' | 'reject';
}

/** When and among whom. */
type Moment = Pick<Context, 'nowMs' | 'directory' | 'substitutions'>;

export type Forecasting =
  | { readonly ok: true; readonly forecast: Forecast }
  | { readonly ok: false; readonly refusal: Refusal };

/** The path of an instance that runs. Refuses: what the kernel refuses of the verdict tried. */
export function forecast(
  flow: CompiledFlow,
  state: InstanceState,
  at: Moment,
  whatIf?: WhatIf,
): Forecasting {
  const future = new Future(flow, at, state);
  const refused = whatIf && future.tryVerdict(whatIf);
  if (refused) return { ok: false, refusal: refused };
  const brings = whatIf && future.brought();
  future.play();
  return { ok: true, forecast: { ...future.sum(state), ...(brings ? { brings } : {}) } };
}

/** The path of an instance before it is started. Refuses: start.*, form.invalid. */
export function forecastStart(
  flow: CompiledFlow,
  start: {
    readonly tenant: string;
    readonly initiator: PersonId;
    readonly form: JsonObject;
    readonly choices?: Choices;
  },
  at: Moment,
  /** That nobody fills in more on the way: what the form leaves out stays out. */
  isWhole = false,
): Forecasting {
  const { tenant, initiator, ...given } = start;
  const future = new Future(flow, at, undefined, isWhole);
  const command = { type: 'StartInstance', tenant, instance: 'forecast', ...given } as const;
  const refused = future.send(command, { kind: 'person', id: initiator });
  if (refused) return { ok: false, refusal: refused };
  const started = future.state;
  future.play();
  return { ok: true, forecast: future.sum(started, SUBMISSION) };
}

/** The visit of the initiator's submission. */
const SUBMISSION = 1;
const EXPECTED = { comment: 'forecast', signature: 'forecast' } as const;

class Future {
  readonly #flow: CompiledFlow;
  #at: Moment;
  readonly #events: Event[] = [];
  #state: InstanceState | undefined;
  readonly #isWhole: boolean;

  constructor(flow: CompiledFlow, at: Moment, state: InstanceState | undefined, isWhole = false) {
    this.#flow = flow;
    this.#at = at;
    this.#state = state;
    this.#isWhole = isWhole;
  }

  get state(): InstanceState | undefined {
    return this.#state;
  }

  send(command: Command, actor: Actor): Refusal | undefined {
    const context: Context = { ...this.#at, actor, may: () => false, supposing: true };
    const decision = handle(this.#flow, this.#state, command, context);
    if (!decision.ok) return decision.refusal;
    this.#state = decision.state;
    this.#events.push(...decision.events);
    return undefined;
  }

  tryVerdict({ visit, seat, verdict }: WhatIf): Refusal | undefined {
    const person = this.#state?.visits[visit - 1]?.seats?.[seat - 1]?.person ?? '';
    const kind = this.#state?.visits[visit - 1]?.kind;
    this.#hear(visit, seat);
    const yes = kind === 'handle' ? 'CompleteTask' : 'ApproveTask';
    const type = verdict === 'reject' ? 'RejectTask' : yes;
    return this.send({ type, visit, seat, ...EXPECTED }, { kind: 'person', id: person });
  }

  /** What came of the acts so far. */
  brought(): Brought | undefined {
    const state = this.#state;
    if (state?.outcome !== undefined) return { kind: 'end', outcome: state.outcome };
    const returned = this.#events.find(({ type }) => type === 'Returned');
    if (returned?.type !== 'Returned') return undefined;
    const { to: step } = returned;
    const visit = state?.visits.findLast((each) => each.step === step);
    const people = (visit?.seats ?? []).map(({ person }) => person);
    return { kind: 'back', step, people };
  }

  /** Everybody who is asked approves, every call succeeds, until nothing moves any more. */
  play(): void {
    for (let acts = 0; acts < LIMITS.forecastActsMax; acts++) {
      const next = this.#state?.visits.find(
        (visit) => visit.status === 'open' && this.#move(visit),
      );
      if (!next) return;
    }
  }

  /** One act on a visit; false when nobody can act on it. */
  #move(visit: Visit): boolean {
    if (visit.kind === 'call' && !visit.awaits) {
      const result = { kind: 'delivered', status: 200 } as const;
      const settled = { type: 'SettleCall', visit: visit.n, result } as const;
      return !this.send(settled, { kind: 'system', cause: 'forecast' });
    }
    const child = visit.children?.find(({ status }) => status === 'running');
    if (child) {
      const result = { kind: 'ended', outcome: 'approved' } as const;
      const ended = { type: 'SettleChild', visit: visit.n, child: child.n, result } as const;
      return !this.send(ended, { kind: 'system', cause: 'forecast' });
    }
    if (visit.awaits) {
      const received = { type: 'ReceiveMessage', visit: visit.n, message: 'forecast' } as const;
      return !this.send(received, { kind: 'system', cause: 'forecast' });
    }
    const [timer] = visit.kind === 'delay' ? (visit.timers ?? []) : [];
    if (timer) {
      this.#at = { ...this.#at, nowMs: Math.max(this.#at.nowMs, timer.dueAtMs) };
      const fired = { type: 'FireTimer', visit: visit.n, rung: timer.rung } as const;
      return !this.send(fired, { kind: 'system', cause: 'forecast' });
    }
    return (visit.seats ?? []).some((seat) => seat.status === 'open' && this.#vote(visit, seat));
  }

  /** An opinion that is still to come has come. */
  #hear(visit: number, seat: number): void {
    const asked = this.#state?.visits[visit - 1]?.seats?.[seat - 1];
    const delegate = asked && delegateOf(asked);
    if (delegate === undefined) return;
    const advised = { type: 'AdviseTask', visit, seat, advice: 'approve' } as const;
    this.send(advised, { kind: 'person', id: delegate });
  }

  #vote(visit: Visit, seat: Seat): boolean {
    this.#hear(visit.n, seat.n);
    const actor: Actor = { kind: 'person', id: seat.person };
    if (visit.step === START_STEP) return !this.send({ type: 'ResubmitInstance' }, actor);
    const type = visit.kind === 'handle' ? 'CompleteTask' : 'ApproveTask';
    return !this.send({ type, visit: visit.n, seat: seat.n, ...EXPECTED }, actor);
  }

  /** `seen`: visits that are no news, unless they are open. */
  sum(present: InstanceState | undefined, seen = present?.visits.length ?? 0): Forecast {
    const state = this.#state;
    if (!state) return { steps: [] };
    const traces = tracesOf(this.#events);
    const known = present?.visits ?? [];
    const open = new Set(known.filter(isLive).map((visit) => visit.n));
    const changeable = new Set<string>();
    const asked = new Set<string>();
    const guessed = new Set<number>();
    const steps: ForecastStep[] = [];
    const gaps = new Gaps(this.#flow, state.form);
    for (const visit of state.visits) {
      const isOpen = open.has(visit.n);
      const isLeftOpen = traces.get(visit.n)?.open !== undefined;
      if (visit.n <= seen && !isOpen && !isLeftOpen) continue;
      const expected = stepOf(known[visit.n - 1] ?? visit, isOpen, traces.get(visit.n), changeable);
      const missing = gaps.before(visit, asked);
      if (missing.size > 0 || guessed.has(visit.parent)) guessed.add(visit.n);
      // Which branch it will be is not known: what stands in one is not foretold.
      if (guessed.has(visit.parent)) continue;
      const dependsOn = [...new Set([...expected.dependsOn, ...missing])];
      steps.push({ ...expected, dependsOn });
      for (const field of this.#editableAt(visit)) {
        changeable.add(field);
        if (visit.step !== START_STEP && !this.#isWhole) asked.add(field);
      }
    }
    const unknown = [...gaps.deciding];
    if (unknown.length > 0) return { steps, unknown };
    const stuck = state.visits.find((visit) => visit.status === 'incident');
    return {
      steps,
      ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
      ...(stuck?.incident ? { stuck: { step: stuck.step, code: stuck.incident.code } } : {}),
    };
  }

  #editableAt(visit: Visit): readonly string[] {
    if (visit.step === START_STEP) {
      const { properties } = this.#flow.definition.form;
      return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    }
    const step = this.#flow.steps.get(visit.step)?.step;
    if (step?.kind !== 'approval' && step?.kind !== 'handle') return [];
    const rights = Object.entries(step.rights ?? {});
    return rights.filter(([, right]) => right === 'edit').map(([field]) => field);
  }
}

function tracesOf(events: readonly Event[]): ReadonlyMap<number, Trace> {
  const traces = new Map<number, Trace>();
  for (const event of events) {
    if (event.type !== 'VisitOpened' && event.type !== 'VisitSkipped') continue;
    if (event.trace) traces.set(event.visit, event.trace);
  }
  return traces;
}

function stepOf(
  visit: Visit,
  isOpen: boolean,
  trace: Trace | undefined,
  changeable: ReadonlySet<string>,
): ForecastStep {
  const { n, parent, branch, step, kind, status } = visit;
  const seats = (visit.seats ?? []).filter(
    (seat) => !isHandedOn(seat) && seat.closed !== 'removed',
  );
  const added = seats.flatMap(({ person, addedBy }) =>
    addedBy === undefined ? [] : [{ person, by: addedBy }],
  );
  const settled = seats.filter((seat) => seat.evidence).map((seat) => seat.person);
  const read = Object.keys(trace?.because?.values ?? {});
  const fields = read.filter((path) => path.startsWith('form.')).map((path) => path.slice(5));
  return {
    visit: n,
    parent,
    branch,
    step,
    kind,
    when: isOpen ? 'now' : 'later',
    status: status === 'skipped' || status === 'incident' ? status : 'expected',
    people: seats.map((seat) => seat.person),
    ...(added.length > 0 ? { added } : {}),
    ...(settled.length > 0 ? { settled } : {}),
    ...(trace ? { trace } : {}),
    ...(trace?.open ? { open: trace.open } : {}),
    dependsOn: fields.filter((field) => changeable.has(field.split('.')[0] ?? field)),
  };
}
