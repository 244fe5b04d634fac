/** What the world knows for certain: every commit, every answer, every message; held to the invariants. */

import { EXPORT_FORMAT, verifyLog } from '../../audit/index.ts';
import { stateOf } from '../../engine/index.ts';
import type { Event, InstanceState, Visit } from '../../kernel/index.ts';
import { apply, invariant, taskRow } from '../../kernel/index.ts';
import type { CommitUnit, OutboxStore, Store, TimerStore } from '../../store/port.ts';
import type { Exercised } from '../laws.ts';
import { checkLaws } from '../laws.ts';
import { Rows, rowsOf } from '../rows.ts';
import type { Flows } from './world.ts';

/** One command of a client, over all its tries. */
export interface Operation {
  readonly tenant: string;
  /** The key as the store knows it. */
  readonly key: string;
  readonly askedAtStep: number;
  answeredAtStep?: number;
  /** The instance and the sequence number that an answer named. */
  instance?: string;
  seq?: number;
  /** The whole answer, as text. */
  answer?: string;
  /** A try came to nothing that is known. */
  isUnknown: boolean;
  isRefused: boolean;
}

interface Entry {
  state: InstanceState | undefined;
  readonly rows: Rows;
  readonly commands: { readonly firstSeq: number; readonly command: string }[];
  readonly calls: string[];
}

/** Answers are known for a week at least (D4). */
const ANSWERS_KEPT_MS = 7 * 86_400_000;

export class Ledger {
  readonly operations: Operation[] = [];
  commits = 0;
  readonly #exercised: Exercised;
  readonly #flows: Flows;
  readonly #entries = new Map<string, Entry>();
  readonly #fences = new Map<string, number>();
  /** When each answer was given, by tenant and key. */
  readonly #answeredAtMs = new Map<string, number>();
  /** Effects between instances, which nobody outside receives. */
  readonly #inside = new Set<string>();
  /** Messages as they were first received, by instance. */
  readonly #received = new Map<string, string[]>();

  constructor(flows: Flows, exercised: Exercised) {
    this.#flows = flows;
    this.#exercised = exercised;
  }

  /** The store, with every commit that it makes looked at. */
  watch(store: Store, broken: (error: unknown) => void): Store {
    const commit = async (units: readonly CommitUnit[]) => {
      const outcomes = await store.instances.commit(units);
      try {
        for (const [index, unit] of units.entries()) {
          if (outcomes[index] === 'committed') this.#committed(unit);
        }
      } catch (error) {
        broken(error);
      }
      return outcomes;
    };
    const lease: OutboxStore['lease'] = async (request) => {
      const rows = await store.outbox.lease(request);
      for (const { tenant, id, fence, effect } of rows) {
        this.#fences.set(`${tenant}/${id}`, fence);
        if (effect.kind !== 'call') this.#inside.add(id);
      }
      return rows;
    };
    const leaseTimers: TimerStore['lease'] = async (request) => {
      const timers = await store.timers.lease(request);
      try {
        for (const { instance, visit, rung, dueAtMs, leasedAtMs } of timers) {
          const isDue = dueAtMs <= leasedAtMs;
          this.#holds('M3', isDue, () => `${instance}.${visit}.${rung} is leased early`);
        }
      } catch (error) {
        broken(error);
      }
      return timers;
    };
    const settle: OutboxStore['settle'] = async (tenant, id, fence, settlement) => {
      const kept = await store.outbox.settle(tenant, id, fence, settlement);
      const latest = this.#fences.get(`${tenant}/${id}`);
      try {
        this.#holds('R6', !kept || fence === latest, () => `a lost lease settled ${id}`);
        const isInside = this.#inside.has(id);
        const heard = settlement.kind !== 'delivered' || isInside || this.#isReceived(id);
        this.#holds('O3', !kept || heard, () => `${id} is delivered and was not received`);
      } catch (error) {
        broken(error);
      }
      return kept;
    };
    const outbox = { ...store.outbox, lease, settle };
    const timers = { ...store.timers, lease: leaseTimers };
    return { ...store, outbox, timers, instances: { ...store.instances, commit } };
  }

  #isReceived(id: string): boolean {
    return this.#received.get(id.split('.')[0]!)?.includes(id) ?? false;
  }

  received(id: string): void {
    const [instance] = id.split('.') as [string];
    const messages = this.#received.get(instance) ?? [];
    if (!messages.includes(id)) messages.push(id);
    this.#received.set(instance, messages);
  }

  #committed(unit: CommitUnit): void {
    this.commits += 1;
    for (const { key: asked, atMs } of unit.answers) {
      this.#answeredAtMs.set(JSON.stringify([unit.tenant, asked]), atMs);
    }
    const flow = this.#flows.get(unit.header.hash);
    invariant(flow, 'V2', 'an instance is pinned to a published version');
    const key = JSON.stringify([unit.tenant, unit.instance]);
    const entry = this.#entries.get(key) ?? {
      state: undefined,
      rows: new Rows(),
      commands: [],
      calls: [],
    };
    this.#entries.set(key, entry);
    const before = entry.state;
    this.#holds(
      'D11',
      (before?.seq ?? 0) === unit.expectedSeq,
      () => 'two commits on one sequence',
    );
    const asked: string[] = [];
    for (const row of unit.journal) {
      const stood = entry.state;
      const events = JSON.parse(row.events) as readonly Event[];
      let after = stood;
      for (const event of events) after = apply(after, event);
      invariant(after, 'D5', 'events make a state');
      this.#holds(
        'D5',
        row.firstSeq === (stood?.seq ?? 0) + 1,
        () => `a gap before ${row.firstSeq}`,
      );
      this.#holds('D5', row.lastSeq === after.seq, () => `${row.lastSeq} is not ${after.seq}`);
      for (const { type } of events) this.reached(type);
      checkLaws({ flow, before: stood, events, after }, this.#exercised);
      entry.commands.push({ firstSeq: row.firstSeq, command: row.command });
      entry.state = after;
      asked.push(...sentBy(events, stood, unit.instance));
    }
    if (unit.snapshot !== undefined) {
      const isFold = JSON.stringify(entry.state) === unit.snapshot;
      this.#holds('D7', isFold, () => 'the snapshot is not the fold');
    }
    entry.calls.push(...asked);
    const isOut = this.#isWrittenOut(unit, before, asked);
    this.#holds('O1', isOut, () => 'an effect without its message');
    const acts = unit.audit.filter(({ result }) => result === 'done').length;
    this.#holds(
      'A1',
      acts === unit.journal.length,
      () => `${acts} records of ${unit.journal.length}`,
    );
    // The people here send a key with all they do; the engine's own commands may have none.
    const keyed = unit.journal.filter(({ actor }) => actor.kind === 'person').length;
    this.#holds('D4', unit.answers.length >= keyed, () => 'an act without its answer');
    entry.rows.keep(unit.changes);
  }

  #isWrittenOut(
    unit: CommitUnit,
    before: InstanceState | undefined,
    asked: readonly string[],
  ): boolean {
    const isLater = unit.outbox.every(({ position }) => position > (before?.seq ?? 0));
    return (
      isLater &&
      same(
        unit.outbox.filter(({ effect }) => effect.kind === 'call').map(({ id }) => id),
        asked,
      )
    );
  }

  /** What must hold once the world has healed and is at rest. */
  async settle(store: Store, nowMs: number): Promise<void> {
    for (const operation of this.operations) {
      await this.#settleOperation(operation, store, nowMs);
    }
    this.#settleOrder();
    for (const [key, entry] of this.#entries) {
      const [tenant, instance] = JSON.parse(key) as [string, string];
      await this.#settleInstance(store, { tenant, instance }, entry);
    }
    const { pending } = await store.outbox.depth();
    this.#holds('O3', pending === 0, () => `${pending} messages are neither delivered nor dead`);
    await this.#settleTimers(store, nowMs);
    for (const tenant of await store.access.tenants()) await this.#settleLog(store, tenant);
  }

  /** The tenant's audit log is one line, as the auditors' own program reads it. */
  async #settleLog(store: Store, tenant: string): Promise<void> {
    const limit = 5_000;
    const { head, records } = await store.audit.log(tenant, { limit });
    // A longer one is another test's; so is one that nobody wrote to.
    if (!head || records.length === limit) return;
    const report = await verifyLog({ format: EXPORT_FORMAT, ...head }, [...records, head]);
    const [finding] = report.findings;
    this.#holds('A4', finding === undefined, () => `${finding?.kind} at ${finding?.from}`);
  }

  async #settleOperation(operation: Operation, store: Store, nowMs: number): Promise<void> {
    const { tenant, key, answer, seq } = operation;
    const { answers } = await store.instances.load([], [{ tenant, key }]);
    const stored = answers[0];
    if (answer !== undefined) {
      const atMs = this.#answeredAtMs.get(JSON.stringify([tenant, key])) ?? nowMs;
      const isForgotten = stored === undefined && nowMs - atMs > ANSWERS_KEPT_MS;
      const isKept = stored?.answer === answer || isForgotten;
      this.#holds('D1', isKept, () => `the answer to ${key} is not kept`);
      const entry = this.#entries.get(JSON.stringify([tenant, operation.instance]));
      const kept = entry?.state !== undefined && entry.state.seq >= (seq ?? 0);
      this.#holds('D1', kept, () => `what ${key} did is lost`);
    } else if (operation.isRefused && !operation.isUnknown) {
      this.#holds('D2', stored === undefined, () => `${key} was refused and done`);
    } else if (stored) this.reached('an unknown command was done');
    else this.reached('an unknown command was not done');
  }

  /** D10: what was answered before something else was asked stands before it. */
  #settleOrder(): void {
    const answered = this.operations.filter(({ seq }) => seq !== undefined);
    const byInstance = Map.groupBy(answered, ({ tenant, instance }) => `${tenant}/${instance}`);
    for (const operations of byInstance.values()) {
      for (const one of operations) {
        for (const other of operations) {
          if (one.answeredAtStep! >= other.askedAtStep) continue;
          this.#holds('D10', one.seq! < other.seq!, () => `${other.key} went back in time`);
        }
      }
    }
  }

  async #settleInstance(
    store: Store,
    place: { readonly tenant: string; readonly instance: string },
    { state, rows, commands, calls }: Entry,
  ): Promise<void> {
    invariant(state, 'D5', 'a known instance has a state');
    const { instances } = await store.instances.load([place], []);
    const stored = instances[0] && stateOf(instances[0]);
    this.#holds('D6', JSON.stringify(stored) === JSON.stringify(state), () => 'the stored state');
    const derived = rowsOf(state);
    this.#holds('P1', rows.toString() === derived, () => `rows of ${place.instance}`);
    const header = await store.instances.header(place);
    this.#holds('P1', header?.status === state.status, () => `header of ${place.instance}`);
    const journal = await store.instances.journal(place, { limit: 200 });
    this.#holds(
      'D9',
      same(
        journal.map(({ firstSeq }) => firstSeq),
        commands.map(({ firstSeq }) => firstSeq).slice(0, 200),
      ),
      () => 'the journal changed',
    );
    for (const visit of state.visits) {
      for (const seat of visit.seats ?? []) {
        if (seat.openedAtMs === undefined) continue;
        const { id, status } = taskRow(state, visit, seat);
        await this.#settleTask(store, place, id, status);
      }
    }
    const isRunning = state.status === 'running';
    const untold = state.visits.filter(
      (visit) =>
        isRunning &&
        visit.kind === 'call' &&
        visit.status === 'open' &&
        !waitsForTime(state, visit),
    );
    this.#holds('L2', untold.length === 0, () => `visit ${untold[0]?.n} waits for no message`);
    for (const visit of state.visits) this.#settleChildren(place.tenant, state, visit);
    // One that was given up stands aside, and a try of it that was still on its way may come later.
    const dead = await store.outbox.deadLetters(place.tenant, { limit: 200 });
    const heard = (this.#received.get(place.instance) ?? []).filter(
      (id) => !dead.some((letter) => letter.id === id),
    );
    const expected = calls.filter((id) => heard.includes(id));
    this.#holds('O2', same(heard, expected), () => `${heard} came out of order`);
  }

  /** L8 R8.3: a child runs exactly while somebody waits for it, unless nobody ever would. */
  #settleChildren(tenant: string, state: InstanceState, visit: Visit): void {
    const { step, children } = visit;
    const waits = state.status === 'running' && visit.status === 'open';
    for (const child of children ?? []) {
      const found = this.#entries.get(JSON.stringify([tenant, child.id]))?.state;
      if (child.status === 'running' && waits && !isHeld(state, child.id)) {
        const runs = found !== undefined && found.status !== 'ended';
        this.#holds('L8', runs, () => `${step} waits for child ${child.n}: ${found?.outcome}`);
      }
      if (child.status === 'stopped') {
        const isOver = found === undefined || found.status === 'ended';
        this.#holds('R8.3', isOver, () => `child ${child.n} of ${step} was left running`);
      }
    }
  }

  async #settleTask(
    store: Store,
    { tenant }: { readonly tenant: string },
    id: string,
    status: string,
  ): Promise<void> {
    const task = await store.inbox.task(tenant, id);
    this.#holds(
      'P3',
      task?.status === status,
      () => `task ${id} is ${task?.status}, not ${status}`,
    );
    if (!task || status !== 'open') return;
    const open = await store.inbox.tasks(tenant, task.person, 'open', { limit: 200 });
    this.#holds(
      'P3',
      open.some((row) => row.id === id),
      () => `${id} is in no inbox`,
    );
    const counts = await store.inbox.counts(tenant, task.person);
    this.#holds('P4', open.length === 200 || counts.open === open.length, () => 'the badge');
  }

  /** M1, M8: the timers that are left are those that the states have armed, and none is due. */
  async #settleTimers(store: Store, nowMs: number): Promise<void> {
    const armed = [...this.#entries]
      .flatMap(([key, { rows }]) => rows.armed().map((timer) => `${key}.${timer}`))
      .sort();
    const left = await store.timers.lease({
      owner: 'ledger',
      leaseMs: 1,
      limit: 10_000,
    });
    const names = left.map(
      ({ tenant, instance, visit, rung }) =>
        `${JSON.stringify([tenant, instance])}.${visit}.${rung}`,
    );
    this.#holds('M8', same(names.sort(), armed), () => `armed ${armed}, kept ${names}`);
    const overdue = left.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    this.#holds('M1', overdue.length === 0, () => `${overdue.length} timers never fired`);
  }

  /** Notes that something that should happen now and then has happened. */
  reached(goal: string): void {
    this.#exercised.set(goal, (this.#exercised.get(goal) ?? 0) + 1);
  }

  #holds(id: string, condition: boolean, detail: () => string): void {
    this.reached(id);
    if (!condition) invariant(false, id, detail());
  }
}

/** Whether the child's start still waits for the time to take the vote behind it back (R6.13). */
function isHeld({ held = [] }: InstanceState, child: string): boolean {
  return held.some(({ effects }) =>
    effects.some((effect) => effect.kind === 'start-child' && effect.child === child),
  );
}

/**
 * Whether a call is held, or may be called back until a deadline: a timer is armed for it, and where the
 * clock of who armed it was ahead, for longer than the run looks.
 */
function waitsForTime({ held = [] }: InstanceState, { n, awaits, timers = [] }: Visit): boolean {
  const isHeld = held.some(({ effects }) =>
    effects.some((effect) => effect.kind === 'call' && effect.visit === n),
  );
  return isHeld || (awaits !== undefined && timers.length > 0);
}

/** The calls that go out with a command: those of its own, unless held, and those let go. */
function sentBy(
  events: readonly Event[],
  stood: InstanceState | undefined,
  instance: string,
): readonly string[] {
  const isHeld = events.some(({ type }) => type === 'EffectsHeld');
  const calls = new Set(
    (stood?.held ?? []).flatMap(({ effects }) =>
      effects.flatMap(({ kind, id }) => (kind === 'call' ? id : [])),
    ),
  );
  const released = events.flatMap((event) =>
    event.type === 'EffectsReleased' && !event.dropped && calls.has(event.id) ? event.id : [],
  );
  return [...(isHeld ? [] : callsOf(events, instance)), ...released];
}

function callsOf(events: readonly Event[], instance: string): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'CallRequested') return [`${instance}.${event.visit}`];
    if (event.type !== 'SagaRequested') return [];
    return [`${instance}.${event.visit}.${event.purpose}`];
  });
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
