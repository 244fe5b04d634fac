/** What a commit has to write besides state and journal: the rows that follow from two states. */

import { holderOf } from './apply.ts';
import { armedIn, heldTimers, runningTimers } from './arm.ts';
import { invariant } from './invariant.ts';
import type { ArmedTimer, Awaited, InstanceState, Seat, Visit } from './state.ts';
import { INSTANCE_VISIT } from './state.ts';
import type { InstanceId, PersonId, StepId, TaskId, TenantId } from './words.ts';
import { taskId } from './words.ts';

/** One seat as the inbox sees it. */
export interface TaskRow {
  readonly tenant: TenantId;
  readonly id: TaskId;
  readonly instance: InstanceId;
  /** Who has the task now: the person asked for an opinion, a substitute, else its owner. */
  readonly person: PersonId;
  /** Its owner, when another has it: the task is shown to both (R3.7). */
  readonly principal?: PersonId;
  readonly flow: string;
  readonly step: StepId;
  readonly kind: 'approval' | 'handle' | 'start';
  /** `waiting`: asked before, and now others are heard first (R6.6). */
  readonly status: 'waiting' | 'open' | 'voted' | 'closed';
  readonly subject: string;
  readonly initiator: PersonId;
  readonly openedAtMs: number;
  /** When the next rung of the visit's ladder falls due. */
  readonly dueAtMs?: number;
  readonly closedAtMs?: number;
}

/** One armed rung as the timer service sees it. */
export interface TimerRow {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  /** 0 for a rung of the deadline. */
  readonly visit: number;
  readonly rung: number;
  readonly dueAtMs: number;
}

/** One visit that waits for a message. */
export interface WaitRow {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly visit: number;
  readonly message: string;
  readonly key: string;
}

export interface NoticeRow {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly person: PersonId;
  readonly flow: string;
  readonly subject: string;
  readonly atMs: number;
}

export interface Changes {
  /** Tasks to write, new or changed. */
  readonly tasks: readonly TaskRow[];
  /** Whose task went to another person under the same id (R6.5). */
  readonly released: readonly PersonId[];
  readonly timersArmed: readonly TimerRow[];
  readonly timersGone: readonly TimerRow[];
  readonly waitsOpened: readonly WaitRow[];
  readonly waitsGone: readonly WaitRow[];
  /** People told for the first time. */
  readonly notices: readonly NoticeRow[];
}

/** Compares two states of an instance by reference, visit by visit. */
export function changes(before: InstanceState | undefined, after: InstanceState): Changes {
  const tasks: TaskRow[] = [];
  const released: PersonId[] = [];
  const timersArmed: TimerRow[] = [];
  const timersGone: TimerRow[] = [];
  const waitsOpened: WaitRow[] = [];
  const waitsGone: WaitRow[] = [];
  if (before?.clock !== after.clock || before?.status !== after.status) {
    const was = before ? runningTimers(before) : NONE;
    collectTimers(after, INSTANCE_VISIT, was, runningTimers(after), timersArmed, timersGone);
  }
  if (before?.held !== after.held || before?.status !== after.status) {
    const was = heldTimers(before);
    collectTimers(after, INSTANCE_VISIT, was, heldTimers(after), timersArmed, timersGone);
  }
  const stands = before?.status === 'suspended' || after.status === 'suspended';
  for (let i = 0; i < after.visits.length; i++) {
    const now = after.visits[i]!;
    const was = before?.visits[i];
    if (now === was && !stands) continue;
    if (now !== was) {
      collectTasks(after, was, now, tasks);
      collectReleased(was, now, released);
      if (was?.awaits !== now.awaits) {
        if (was?.awaits) waitsGone.push(waitRow(after, now.n, was.awaits));
        if (now.awaits) waitsOpened.push(waitRow(after, now.n, now.awaits));
      }
    }
    const [old, due] = [armedIn(before, was), armedIn(after, now)];
    collectTimers(after, now.n, old, due, timersArmed, timersGone);
  }
  const told = before?.notified.length ?? 0;
  const notices = after.notified.slice(told).map((person) => noticeRow(after, person));
  return { tasks, released, timersArmed, timersGone, waitsOpened, waitsGone, notices };
}

function collectTasks(
  state: InstanceState,
  was: Visit | undefined,
  now: Visit,
  into: TaskRow[],
): void {
  if (!now.seats) return;
  const dueChanged = was?.timers !== now.timers;
  for (let i = 0; i < now.seats.length; i++) {
    const seat = now.seats[i]!;
    if ((seat.openedAtMs ?? seat.askedAtMs) === undefined) continue;
    const changed = seat !== was?.seats?.[i] || (dueChanged && seat.status === 'open');
    if (changed) into.push(taskRow(state, now, seat));
  }
}

const NONE: readonly ArmedTimer[] = [];
function collectReleased(was: Visit | undefined, now: Visit, into: PersonId[]): void {
  if (!was?.seats || was.seats === now.seats) return;
  for (const [index, before] of was.seats.entries()) {
    const seat = now.seats?.[index];
    if (!seat || seat === before || before.openedAtMs === undefined) continue;
    const holder = holderOf(before);
    if (holder !== holderOf(seat)) into.push(holder);
  }
}

function collectTimers(
  state: InstanceState,
  visit: number,
  before: readonly ArmedTimer[],
  after: readonly ArmedTimer[],
  armed: TimerRow[],
  gone: TimerRow[],
): void {
  if (before === after) return;
  for (const timer of after) {
    if (!isIn(timer, before)) armed.push(timerRow(state, visit, timer.rung, timer.dueAtMs));
  }
  for (const timer of before) {
    if (!isIn(timer, after)) gone.push(timerRow(state, visit, timer.rung, timer.dueAtMs));
  }
}

function isIn({ rung, dueAtMs }: ArmedTimer, timers: readonly ArmedTimer[]): boolean {
  return timers.some((each) => each.rung === rung && each.dueAtMs === dueAtMs);
}

/** The row of one seat; also how a store's tasks are checked against a fold. */
export function taskRow(state: InstanceState, visit: Visit, seat: Seat): TaskRow {
  const openedAtMs = seat.openedAtMs ?? seat.askedAtMs;
  invariant(openedAtMs !== undefined, 'P1', 'a row of an unasked seat');
  const due = seat.status === 'open' ? visit.timers?.[0]?.dueAtMs : undefined;
  return {
    tenant: state.tenant,
    id: taskId(state.id, visit.n, seat.n),
    instance: state.id,
    person: holderOf(seat),
    ...(holderOf(seat) === seat.person ? {} : { principal: seat.person }),
    flow: state.flow.name,
    step: visit.step,
    kind: visit.kind === 'handle' || visit.kind === 'start' ? visit.kind : 'approval',
    status: seat.evidence ? 'closed' : seat.status,
    subject: state.subject,
    initiator: state.initiator,
    openedAtMs,
    ...(due === undefined ? {} : { dueAtMs: due }),
    ...(seat.closedAtMs === undefined ? {} : { closedAtMs: seat.closedAtMs }),
  };
}

function timerRow(state: InstanceState, visit: number, rung: number, dueAtMs: number): TimerRow {
  return { tenant: state.tenant, instance: state.id, visit, rung, dueAtMs };
}

/** The row of a visit that waits for a message. */
export function waitRow(state: InstanceState, visit: number, awaited: Awaited): WaitRow {
  return { tenant: state.tenant, instance: state.id, visit, ...awaited };
}

function noticeRow(state: InstanceState, person: PersonId): NoticeRow {
  return {
    tenant: state.tenant,
    instance: state.id,
    person,
    flow: state.flow.name,
    subject: state.subject,
    atMs: state.updatedAtMs,
  };
}
