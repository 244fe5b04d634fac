/** Folds events into state. The only maker of new state; needs nothing but state and event. */

import type { Change } from './apply-admin.ts';
import { jumped, resumed, revived } from './apply-admin.ts';
import { migrated, restored } from './apply-migration.ts';
import { joined, onSaga, settledAs } from './apply-saga.ts';
import type { Event, Returned, VisitOpened, VisitSkipped, VoteCast, VotesStale } from './events.ts';
import { invariant } from './invariant.ts';
import type { EffectsReleased, VoteTakenBack } from './member-events.ts';
import {
  closedSeat,
  handedOn,
  isUnsettled,
  newGroups,
  newSeat,
  withAdded,
  withClaim,
  withGroupClosed,
  withoutClaim,
  withoutSeat,
  withReopened,
} from './seats.ts';
import type {
  Child,
  Clock,
  Delegation,
  HeldEffects,
  InstanceState,
  Migration,
  Seat,
  SeatClosing,
  Visit,
  VisitStatus,
} from './state.ts';
import { HELD_RUNG, INSTANCE_VISIT, START_STEP } from './state.ts';
import type { Actor, PersonId } from './words.ts';

/** The state after one event. */
export function apply(state: InstanceState | undefined, event: Event): InstanceState {
  if (event.type === 'InstanceStarted') {
    invariant(!state, 'D5', 'an instance starts once');
    return {
      tenant: event.tenant,
      id: event.instance,
      flow: event.flow,
      seq: 1,
      status: 'running',
      initiator: event.initiator,
      subject: event.subject,
      startedAtMs: event.atMs,
      updatedAtMs: event.atMs,
      form: event.form,
      formRevision: 1,
      visits: [submission(event.atMs)],
      notified: [],
      ...(event.parent ? { parent: event.parent } : {}),
      ...(event.timers ? { clock: { timers: event.timers } } : {}),
      ...(event.choices ? { choices: event.choices } : {}),
    };
  }
  invariant(state, 'D5', 'the first event starts the instance');
  // What would undo a migration is kept until the instance moves.
  const moves = state.migration?.isComplete === true && event.type !== 'Commented';
  const seq = state.seq + 1;
  const settled: Change = moves ? { migration: undefined } : {};
  const kept = event.type === 'VoteTakenBack' ? withoutUndone(state, event) : state;
  const next = { ...kept, seq, updatedAtMs: event.atMs, ...settled, ...changed(state, event) };
  return moves ? withoutEmpty(next) : withoutTaken(event, next);
}

/** The state that a journal stands for (R13.3), or its rest after the state given. */
export function fold(events: Iterable<Event>, from?: InstanceState): InstanceState | undefined {
  let state = from;
  for (const event of events) state = apply(state, event);
  return state;
}

/** Visit 1: the initiator's submission. */
function submission(atMs: number): Visit {
  const when = { openedAtMs: atMs, closedAtMs: atMs };
  return { n: 1, step: START_STEP, kind: 'start', status: 'passed', parent: 0, branch: 0, ...when };
}

function changed(
  state: InstanceState,
  event: Exclude<Event, { readonly type: 'InstanceStarted' }>,
): Change {
  switch (event.type) {
    case 'VisitOpened':
      return { visits: [...state.visits, openedVisit(state, event)] };
    case 'VisitSkipped':
      return { visits: [...state.visits, skippedVisit(state, event)] };
    case 'SeatOpened':
      return onSeat(state, event.visit, event.seat, (seat) => ({
        ...seat,
        status: 'open',
        openedAtMs: event.atMs,
        ...(event.substitute === undefined ? {} : { substitute: event.substitute }),
      }));
    case 'SeatEscalated':
      return onVisit(state, event.visit, (visit) => handedOn(visit, event, 'escalated'));
    case 'SeatTransferred':
      return onVisit(state, event.visit, (visit) => handedOn(visit, event, 'transferred'));
    case 'SeatsAdded':
      return onVisit(state, event.visit, (visit) => withAdded(visit, event));
    case 'SeatRemoved':
      return onVisit(state, event.visit, (visit) => withoutSeat(visit, event));
    case 'GroupClosed':
      return onVisit(state, event.visit, (visit) => withGroupClosed(visit, event));
    case 'SeatClaimed':
      return onVisit(state, event.visit, (visit) => withClaim(visit, event));
    case 'SeatUnclaimed':
      return onVisit(state, event.visit, (visit) => withoutClaim(visit, event));
    case 'EffectsHeld': {
      const rung = HELD_RUNG + state.seq + 1;
      const { effects, untilMs } = event;
      return { held: [...(state.held ?? []), { rung, dueAtMs: untilMs, effects }] };
    }
    case 'EffectsReleased':
      return { held: released(state, event) };
    case 'VoteTakenBack':
      return takenBack(state, event);
    case 'PeopleAddedAhead': {
      const { step, people, by } = event;
      return { ahead: [...(state.ahead ?? []), { step, people, by: by.id }] };
    }
    case 'PeopleReminded':
      return onVisit(state, event.visit, (visit) => ({ ...visit, remindedAtMs: event.atMs }));
    case 'PeopleCopied':
      return notified(state, event.people, 'copy');
    case 'SeatDelegated':
      return onSeat(state, event.visit, event.seat, (seat) => ({
        ...seat,
        delegations: [...(seat.delegations ?? []), { to: event.to, atMs: event.atMs }],
      }));
    case 'OpinionGiven':
      return onSeat(state, event.visit, event.seat, (seat) =>
        undelegated(seat, {
          endedAtMs: event.atMs,
          end: 'advised',
          advice: event.advice,
          ...(event.comment === undefined ? {} : { comment: event.comment }),
        }),
      );
    case 'DelegationRecalled':
      return onSeat(state, event.visit, event.seat, (seat) =>
        undelegated(seat, { endedAtMs: event.atMs, end: 'recalled' }),
      );
    case 'VoteCast':
      return onVisit(state, event.visit, (visit) => ({
        ...visit,
        ...votedOn(visit, event, state.formRevision),
        ...(event.choices ? { choices: { ...visit.choices, ...event.choices } } : {}),
      }));
    case 'FormChanged':
      return {
        form: event.replace ? event.form : { ...state.form, ...event.form },
        formRevision: state.formRevision + 1,
      };
    case 'SeatSettled':
      return onSeat(state, event.visit, event.seat, (seat) => ({
        ...seat,
        status: 'voted',
        vote: 'approve',
        actor: event.by,
        evidence: event.evidence,
        formRevision: state.formRevision,
        ...(event.seen === undefined ? {} : { seen: event.seen }),
        closedAtMs: event.atMs,
      }));
    case 'VotesStale':
      return { visits: staled(state, event) };
    case 'SeatReopened':
      return onVisit(state, event.visit, (visit) => withReopened(visit, event));
    case 'PeopleChosen':
      return { choices: { ...state.choices, ...event.choices } };
    case 'ChildrenStarted': {
      const status = event.wait ? 'running' : 'detached';
      const children = event.children.map((child): Child => ({ ...child, status }));
      return onVisit(state, event.visit, (visit) => ({ ...visit, children }));
    }
    case 'ChildEnded':
      return onChild(state, event, {
        status: 'ended',
        outcome: event.outcome,
        ...(event.vars ? { vars: event.vars } : {}),
      });
    case 'ChildStopped':
      return onChild(state, event, { status: 'stopped' });
    case 'SagaTurned': {
      const due = new Set(event.steps);
      const status = event.to === 'undo' ? 'undo-due' : 'confirm-due';
      return onSaga(state, ({ n }) => due.has(n), { status });
    }
    case 'SagaRequested': {
      const status = event.purpose === 'undo' ? 'undoing' : 'confirming';
      return onSaga(state, ({ n }) => n === event.step, { status });
    }
    case 'SagaSettled':
      return onSaga(state, ({ n }) => n === event.step, settledAs(event));
    case 'VariablesSet':
      return { vars: { ...state.vars, ...event.vars } };
    case 'VisitClosed':
      return onVisit(state, event.visit, (visit) => closed(visit, event.outcome, event));
    case 'BranchEnded':
      return onVisit(state, event.visit, (visit) => ({
        ...visit,
        ended: [...(visit.ended ?? []), event.branch],
      }));
    case 'Returned':
      return { visits: returned(state, event) };
    case 'PeopleNotified':
      return notified(state, event.people, event.reason);
    case 'TimerFired':
      if (event.visit === INSTANCE_VISIT) return { clock: fired(state, event.rung) };
      return onVisit(state, event.visit, (visit) => ({
        ...visit,
        timers: (visit.timers ?? []).filter((timer) => timer.rung !== event.rung),
      }));
    case 'ClockStopped':
      return { clock: { timers: clockOf(state).timers, stoppedAtMs: event.atMs } };
    case 'ClockResumed':
      return { clock: { timers: event.timers } };
    case 'IncidentRaised':
      return onVisit(state, event.visit, (visit) => ({
        ...(visit.awaits || visit.seats ? unarmed(visit) : visit),
        ...unasked(visit, event.atMs),
        status: 'incident',
        incident: event.incident,
      }));
    case 'IncidentResolved':
      return onVisit(state, event.visit, (visit) => closed(visit, 'cancelled', event));
    case 'InstanceEnded':
      return {
        status: 'ended',
        suspension: undefined,
        outcome: event.outcome,
        endedAtMs: event.atMs,
        endedBy: event.by,
        ...(state.clock ? { clock: { timers: [] } } : {}),
        visits: state.visits.map((visit) =>
          isLive(visit) ? closed(visit, 'cancelled', event) : visit,
        ),
      };
    case 'SeatReplaced':
      return onVisit(state, event.visit, (visit) => handedOn(visit, event, 'replaced'));
    case 'InstanceSuspended': {
      const { atMs, by, reason } = event;
      return { status: 'suspended', suspension: { atMs, by, reason } };
    }
    case 'InstanceResumed':
      return resumed(state, event);
    case 'InputHeld': {
      const { suspension } = state;
      invariant(suspension, 'D5', 'what is held, is held by a suspension');
      const held = [...(suspension.held ?? []), event.command];
      return { suspension: { ...suspension, held } };
    }
    case 'InstanceJumped':
      return { visits: jumped(state, event, (visit) => closed(visit, 'cancelled', event)) };
    case 'InstanceMigrated':
      return migrated(state, event);
    case 'MigrationCompleted':
      return { migration: { ...migrationOf(state), isComplete: true } };
    case 'MigrationUndone': {
      const migration = migrationOf(state);
      return {
        flow: migration.from,
        migration: undefined,
        ...(migration.clock ? { clock: migration.clock } : {}),
        ...(migration.form ? { form: migration.form, formRevision: state.formRevision + 1 } : {}),
        visits: restored(state.visits, migration, (visit) =>
          isLive(visit) ? closed(visit, 'cancelled', event) : visit,
        ),
      };
    }
    case 'InstanceVoided':
      return { outcome: 'void' };
    case 'InstanceRevived':
      return revived(state, event);
    case 'CallRequested': {
      const { pledge } = event;
      if (!pledge) return {};
      return onVisit(state, event.visit, (visit) => ({ ...visit, pledge }));
    }
    case 'CallSettled':
      return joined(state, event);
    case 'VisitAdvanced':
    case 'MessageReceived':
    case 'Commented':
      return {};
  }
}

/** The state without the parts that such an event took away. */
function withoutTaken({ type }: Event, state: Change): InstanceState {
  const takes =
    type === 'InstanceResumed' || type === 'InstanceRevived' || type === 'InstanceEnded';
  return takes ? withoutEmpty(state) : (state as InstanceState);
}

function withoutEmpty(state: Change): InstanceState {
  const kept = Object.entries(state).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as unknown as InstanceState;
}

function migrationOf(state: InstanceState): Migration {
  invariant(state.migration, 'D5', 'the instance was migrated');
  return state.migration;
}

function clockOf(state: InstanceState): Clock {
  invariant(state.clock, 'D5', 'the instance has a deadline');
  return state.clock;
}

function fired(state: InstanceState, rung: number): Clock {
  return { timers: clockOf(state).timers.filter((timer) => timer.rung !== rung) };
}

/** A visit that waits for nothing of the world any more. */
function unarmed({ awaits: _awaits, timers: _timers, ...visit }: Visit): Visit {
  return visit;
}

/** Nobody is asked where the visit stands still. */
function unasked({ seats }: Visit, atMs: number): Pick<Visit, 'seats'> {
  return seats ? { seats: seats.map((seat) => closedSeat(seat, 'not-needed', atMs)) } : {};
}

function onChild(
  state: InstanceState,
  { visit, child }: { readonly visit: number; readonly child: number },
  change: Partial<Child>,
): Pick<InstanceState, 'visits'> {
  return onVisit(state, visit, (each) => ({
    ...each,
    children: (each.children ?? []).map((one) => (one.n === child ? { ...one, ...change } : one)),
  }));
}

/** A visit that still waits for something: open, or stopped by an incident. */
export function isLive(visit: Visit): boolean {
  return visit.status === 'open' || visit.status === 'incident';
}

function openedVisit(state: InstanceState, event: VisitOpened): Visit {
  invariant(event.visit === state.visits.length + 1, 'D5', 'visits are numbered without gaps');
  return {
    n: event.visit,
    step: event.step,
    kind: event.kind,
    parent: event.parent,
    branch: event.branch,
    status: 'open',
    openedAtMs: event.atMs,
    ...(event.seats
      ? {
          seats: event.seats.map((seat, index) => newSeat(seat, index + 1, event.atMs)),
        }
      : {}),
    ...(event.groups ? { groups: newGroups(event.groups) } : {}),
    ...(event.timers ? { timers: event.timers } : {}),
    ...(event.require ? { require: event.require } : {}),
    ...(event.branches ? { branches: event.branches } : {}),
    ...(event.back ? { back: event.back } : {}),
    ...(event.seek ? { seek: event.seek } : {}),
    ...(event.awaits ? { awaits: event.awaits } : {}),
  };
}

function skippedVisit(state: InstanceState, event: VisitSkipped): Visit {
  invariant(event.visit === state.visits.length + 1, 'D5', 'visits are numbered without gaps');
  return {
    n: event.visit,
    step: event.step,
    kind: event.kind,
    parent: event.parent,
    branch: event.branch,
    status: 'skipped',
    openedAtMs: event.atMs,
    closedAtMs: event.atMs,
  };
}

const SEAT_CLOSING: { readonly [status in VisitStatus]: SeatClosing } = {
  passed: 'not-needed',
  rejected: 'not-needed',
  returned: 'returned',
  'taken-back': 'taken-back',
  cancelled: 'cancelled',
  open: 'cancelled',
  incident: 'cancelled',
  skipped: 'cancelled',
};

function closed(
  visit: Visit,
  status: VisitStatus,
  { atMs, by }: { readonly atMs: number; readonly by?: Actor },
): Visit {
  const { timers: _timers, incident: _incident, seek: _seek, awaits: _awaits, ...rest } = visit;
  return {
    ...rest,
    status,
    closedAtMs: atMs,
    ...(by && visit.seats?.some(isUnsettled) ? { closedBy: by } : {}),
    ...(visit.seats
      ? { seats: visit.seats.map((seat) => closedSeat(seat, SEAT_CLOSING[status], atMs)) }
      : {}),
    ...(visit.groups?.some(({ outcome }) => outcome === undefined)
      ? { groups: visit.groups.map((group) => ({ outcome: 'not-needed' as const, ...group })) }
      : {}),
  };
}

const HANDED_ON: ReadonlySet<SeatClosing> = new Set([
  ...(['escalated', 'transferred', 'replaced', 'changed'] as const),
]);

/** Whether another seat took this one over. */
export function isHandedOn(seat: Seat): boolean {
  return seat.closed !== undefined && HANDED_ON.has(seat.closed);
}

/**
 * Who has the seat's task: the person asked for an opinion, else the substitute, else its owner
 * (R6.5, R3.7); once it was settled, whoever did.
 */
export function holderOf(seat: Seat): PersonId {
  if (seat.actor?.kind === 'person') return seat.actor.id;
  return delegateOf(seat) ?? seat.substitute ?? seat.person;
}

/** The person whose opinion on the seat's task is still to come. */
export function delegateOf(seat: Seat): PersonId | undefined {
  const last = seat.delegations?.at(-1);
  return last && last.end === undefined ? last.to : undefined;
}

function undelegated(seat: Seat, end: Omit<Delegation, 'to' | 'atMs'>): Seat {
  const delegations = seat.delegations ?? [];
  const last = delegations.at(-1);
  invariant(last && last.end === undefined, 'T4', `seat ${seat.n} is delegated`);
  return { ...seat, delegations: [...delegations.slice(0, -1), { ...last, ...end }] };
}

function staled(state: InstanceState, { votes }: VotesStale): readonly Visit[] {
  const bySeat = Map.groupBy(votes, ({ visit }) => visit);
  return state.visits.map((visit) => {
    const stale = bySeat.get(visit.n)?.map(({ seat }) => seat);
    if (!stale) return visit;
    const mark = (seat: Seat): Seat => (stale.includes(seat.n) ? { ...seat, stale: true } : seat);
    return { ...visit, seats: (visit.seats ?? []).map(mark) };
  });
}

/** Without the effect, and without the vote whose last one it was. */
function released({ held = [] }: InstanceState, event: EffectsReleased): readonly HeldEffects[] {
  return held.flatMap((each) => {
    if (each.rung !== event.rung) return [each];
    const effects = each.effects.filter(({ id }) => id !== event.id);
    return effects.length === 0 ? [] : [{ ...each, effects }];
  });
}

/** What the vote brought about is as it was; what had followed is there no more. */
function takenBack(state: InstanceState, event: VoteTakenBack): Partial<InstanceState> {
  const again = new Map(event.visits.map((visit) => [visit.n, visit]));
  const { form, vars, choices, saga, clock, resumed, dropped } = event;
  const visits = state.visits.map((visit): Visit => {
    if (!event.closed.includes(visit.n)) return again.get(visit.n) ?? visit;
    const shut = isLive(visit) ? closed(visit, 'taken-back', event) : visit;
    return { ...shut, status: 'taken-back', superseded: true };
  });
  return {
    visits,
    ...(form ? { form, formRevision: state.formRevision + 1 } : {}),
    ...(vars ? { vars } : {}),
    ...(choices ? { choices } : {}),
    ...(saga ? { saga } : {}),
    ...(clock ? { clock } : {}),
    ...(resumed ? { status: 'running' } : {}),
    ...(dropped === undefined
      ? {}
      : { held: (state.held ?? []).filter(({ rung }) => rung !== dropped) }),
  };
}

/** Without what was not there before the vote. */
function withoutUndone(state: InstanceState, event: VoteTakenBack): InstanceState {
  const { vars, choices, outcome, endedAtMs, endedBy, ...rest } = state;
  const ended = {
    ...(outcome === undefined ? {} : { outcome }),
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(endedBy ? { endedBy } : {}),
  };
  return {
    ...rest,
    ...(vars && event.vars !== null ? { vars } : {}),
    ...(choices && event.choices !== null ? { choices } : {}),
    ...(event.resumed ? {} : ended),
  };
}

function returned(state: InstanceState, event: Returned): readonly Visit[] {
  const retired = new Set(event.retired);
  const superseded = new Set(event.superseded);
  return state.visits.map((visit) => {
    if (retired.has(visit.n)) return { ...closed(visit, 'returned', event), superseded: true };
    if (superseded.has(visit.n)) return { ...visit, superseded: true };
    return visit;
  });
}

function notified(
  state: InstanceState,
  people: readonly string[],
  reason: string,
): Partial<InstanceState> {
  if (reason === 'remind') return {};
  const known = new Set(state.notified);
  return { notified: [...state.notified, ...people.filter((person) => !known.has(person))] };
}

function votedOn(visit: Visit, event: VoteCast, formRevision: number): Pick<Visit, 'seats'> {
  return changedSeat(visit, event.seat, (seat) => ({
    ...seat,
    status: 'voted',
    vote: event.vote,
    actor: event.by,
    ...(event.comment === undefined ? {} : { comment: event.comment }),
    ...(event.signature === undefined ? {} : { signature: event.signature }),
    formRevision,
    ...(event.seen === undefined ? {} : { seen: event.seen }),
    closedAtMs: event.atMs,
  }));
}

function onVisit(
  state: InstanceState,
  n: number,
  change: (visit: Visit) => Visit,
): Pick<InstanceState, 'visits'> {
  const visit = state.visits[n - 1];
  invariant(visit, 'D5', `visit ${n} exists`);
  const visits = state.visits.slice();
  visits[n - 1] = change(visit);
  return { visits };
}

function onSeat(
  state: InstanceState,
  n: number,
  seat: number,
  change: (seat: Seat) => Seat,
): Pick<InstanceState, 'visits'> {
  return onVisit(state, n, (visit) => ({ ...visit, ...changedSeat(visit, seat, change) }));
}

function changedSeat(
  visit: Visit,
  seat: number,
  change: (seat: Seat) => Seat,
): Pick<Visit, 'seats'> {
  const before = visit.seats?.[seat - 1];
  invariant(before, 'C1', `seat ${visit.n}.${seat} exists`);
  const seats = visit.seats!.slice();
  seats[seat - 1] = change(before);
  return { seats };
}
