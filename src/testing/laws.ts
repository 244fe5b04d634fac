/** The kernel's laws, checked on one step of one instance: state before, events, state after. */

import type {
  CompiledFlow,
  Event,
  InstanceState,
  PersonId,
  SeatGroup,
  Step,
  Visit,
} from '../kernel/index.ts';
import {
  apply,
  delegateOf,
  holderOf,
  invariant,
  isLive,
  membersOf,
  tallyOf,
} from '../kernel/index.ts';
import { checkBound, checkChosen, checkSettled } from './people-laws.ts';
import { objection } from './referee.ts';

/** One accepted command. */
export interface Stride {
  readonly flow: CompiledFlow;
  readonly before: InstanceState | undefined;
  readonly events: readonly Event[];
  readonly after: InstanceState;
  /** An administrator led it somewhere, maybe off the path of its data. */
  readonly isLed?: boolean;
}

/** How often each law had something to look at; a law at zero was not tested. */
export type Exercised = Map<string, number>;

type AnyBallot = Parameters<typeof tallyOf>[1];
type Asking = Extract<Step, { readonly kind: 'approval' | 'handle' }>;

/** Throws InvariantViolation for the first law that the stride breaks; counts the others. */
export function checkLaws(stride: Stride, exercised: Exercised): void {
  const holds = (id: string, condition: boolean, detail: () => string): void => {
    exercised.set(id, (exercised.get(id) ?? 0) + 1);
    if (!condition) invariant(false, id, detail());
  };
  checkNumbers(stride, holds);
  checkHistory(stride, holds);
  checkFrames(stride, holds);
  for (const visit of stride.after.visits) checkVisit(stride, visit, holds);
  checkEnd(stride, holds);
  checkSaga(stride, holds);
  checkClock(stride, holds);
  checkSuspension(stride, holds);
  checkDuty(stride, holds);
  checkEvents(stride, holds);
}

type Holds = (id: string, condition: boolean, detail: () => string) => void;

function checkNumbers({ before, events, after }: Stride, holds: Holds): void {
  holds('D5', after.seq === (before?.seq ?? 0) + events.length, () => `seq ${after.seq}`);
  holds('D5', events.length > 0, () => 'an accepted command leaves a trace');
  holds(
    'D5',
    after.visits.every((visit, index) => visit.n === index + 1),
    () => 'visits in order',
  );
  let last = before?.updatedAtMs ?? 0;
  for (const event of events) {
    holds('D12', event.atMs >= last, () => `${event.type} at ${event.atMs} after ${last}`);
    last = event.atMs;
  }
}

/** What is closed stays as it is, but for `superseded` and the marks of stale votes. */
function checkHistory({ before, events, after }: Stride, holds: Holds): void {
  const taken = events.find((event) => event.type === 'VoteTakenBack');
  const undone = new Set([...(taken?.visits ?? []).map(({ n }) => n), ...(taken?.closed ?? [])]);
  if (taken) {
    const visit = after.visits[taken.visit - 1]!;
    const open = visit.status === 'open' && visit.seats?.[taken.seat - 1]?.vote === undefined;
    const running = after.status === 'running';
    holds('R6.10', open && running, () => `vote ${taken.visit}.${taken.seat} taken back`);
  }
  if (before?.status === 'ended') {
    const revived = events[0]?.type === 'InstanceRevived';
    const late = new Set([
      ...['Commented', 'InstanceVoided', 'SagaTurned', 'SagaRequested', 'SagaSettled'],
      ...['CallSettled', 'EffectsReleased'],
    ]);
    const withdrawn = events[0]?.type === 'InstanceEnded' && after.outcome === 'withdrawn';
    const only = withdrawn || events.every(({ type }) => late.has(type));
    const lives = only || revived || taken !== undefined;
    holds('L1', lives, () => 'an ended instance lives on by a word of its own');
  }
  const renames = events.some(
    ({ type }) => type === 'InstanceMigrated' || type === 'MigrationUndone',
  );
  for (const was of renames ? [] : (before?.visits ?? [])) {
    if (isLive(was) || undone.has(was.n)) continue;
    const { superseded: _, ...now } = after.visits[was.n - 1]!;
    const { superseded: __, ...then } = was;
    holds('C3', same(unmarked(now), unmarked(then)), () => `closed visit ${was.n} changed`);
  }
}

/** Without the marks that a later change of the form lays on votes (R10.1). */
function unmarked<V extends Pick<Visit, 'seats'>>(visit: V): V {
  if (!visit.seats?.some(({ stale }) => stale)) return visit;
  return { ...visit, seats: visit.seats.map(({ stale: _, ...seat }) => seat) };
}

/** Every live frame holds exactly one live visit: what forks make, joins use up (L3). */
function checkFrames({ flow, after }: Stride, holds: Holds): void {
  const live = after.visits.filter(isLive);
  const count = (parent: number, branch: number): number =>
    live.filter((visit) => visit.parent === parent && visit.branch === branch).length;
  if (after.status !== 'ended') {
    holds('L2', count(0, 0) === 1, () => `${count(0, 0)} live visits in the flow's own list`);
  }
  for (const visit of live) {
    const parent = visit.parent === 0 ? undefined : after.visits[visit.parent - 1];
    holds(
      'L3',
      !parent || parent.status === 'open',
      () => `visit ${visit.n} in a closed container`,
    );
    if (visit.status === 'incident' || !visit.branches) continue;
    const ended = new Set(visit.ended ?? []);
    holds('L3', ended.size === (visit.ended ?? []).length, () => 'a branch ends once');
    for (const branch of visit.branches) {
      const want = ended.has(branch) ? 0 : 1;
      const detail = (): string => `${count(visit.n, branch)} live in ${visit.n}/${branch}`;
      holds('L3', count(visit.n, branch) === want, detail);
    }
    const step = flow.steps.get(visit.step)?.step;
    const needs = step && needsOf(step, visit);
    if (needs === undefined) continue;
    holds('L3', ended.size < needs, () => `join of visit ${visit.n} was due`);
  }
}

function checkVisit({ flow, after }: Stride, visit: Visit, holds: Holds): void {
  const seats = visit.seats ?? [];
  checkChains(visit, holds);
  checkBound(flow, after, visit, holds);
  for (const seat of seats) {
    const right =
      (seat.status === 'voted') === (seat.vote !== undefined) &&
      (seat.status === 'voted') === (seat.actor !== undefined) &&
      (seat.status === 'closed') === (seat.closed !== undefined) &&
      (seat.status === 'waiting' || seat.openedAtMs !== undefined || seat.status === 'closed');
    holds('C1', right, () => `seat ${visit.n}.${seat.n}`);
  }
  if (!isLive(visit)) {
    const shut = seats.every((seat) => seat.status === 'voted' || seat.status === 'closed');
    holds('R5.7', shut, () => `an open seat in closed visit ${visit.n}`);
    const alone = !visit.children?.some(({ status }) => status === 'running');
    if (visit.children) holds('R8.3', alone, () => `children of the closed visit ${visit.n} run`);
    holds(
      'L4',
      !visit.timers && !visit.incident && !visit.awaits,
      () => `something armed in visit ${visit.n}`,
    );
    return;
  }
  if (visit.status === 'incident' || visit.branches) return;
  if (visit.kind === 'call') return;
  if (visit.kind === 'subflow') {
    const running = visit.children?.some(({ status }) => status === 'running') ?? false;
    holds('L2', running, () => `subflow ${visit.n} waits for no child`);
    return;
  }
  if (visit.kind === 'wait') {
    holds('L2', visit.awaits !== undefined, () => `wait ${visit.n} waits for nothing`);
    return;
  }
  if (visit.kind === 'delay') {
    holds('L2', visit.timers?.length === 1, () => `delay ${visit.n} waits for nothing`);
    return;
  }
  const open = seats.filter((seat) => seat.status === 'open').length;
  holds('R5.6', open > 0, () => `visit ${visit.n} is open and asks nobody`);
  const people = seats.filter((seat) => seat.status !== 'closed').map((seat) => seat.person);
  holds('T7', new Set(people).size === people.length, () => `twice in visit ${visit.n}`);
  if (visit.kind === 'start') return;
  const step = flow.steps.get(visit.step)?.step as Asking;
  checkBallots(visit, step.ballot, holds);
  holds('L4', after.status !== 'ended', () => `visit ${visit.n} is open after the end`);
}

/** Every ballot that stands is open, asks in its order, and none waits for a vote that is there. */
function checkBallots(visit: Visit, own: AnyBallot, holds: Holds): void {
  checkBallot(visit, own, undefined, holds);
  for (const group of visit.groups ?? []) {
    const seats = visit.seats!.filter((seat) => seat.group === group.n);
    if (group.outcome !== undefined) {
      const shut = seats.every((seat) => seat.status === 'voted' || seat.status === 'closed');
      holds('R5.7', shut, () => `an open seat in closed group ${visit.n}/${group.n}`);
      continue;
    }
    if (group.pool) {
      checkPool(visit, group, holds);
      continue;
    }
    checkBallot(visit, group.ballot, group.n, holds);
    if (group.of === undefined) continue;
    const owner = visit.seats![group.of - 1]!;
    const waits = owner.status === 'waiting';
    const law = group.where === 'before' ? 'R6.6' : 'R6.7';
    const right = waits === (group.where === 'before') || owner.from !== undefined;
    const detail = (): string => `group ${visit.n}/${group.n} and its seat ${owner.status}`;
    holds(law, right || !isAsked(visit, group.n), detail);
  }
}

/** R6.3: who has claimed a pool's task has it alone, and nobody has voted while it is open. */
function checkPool(visit: Visit, { n, claim }: SeatGroup, holds: Holds): void {
  const seats = visit.seats!.filter((seat) => seat.group === n && seat.status !== 'closed');
  const others = seats.filter((seat) => seat.n !== claim);
  const wanted = (status: string): boolean => claim === undefined || status === 'waiting';
  const alone = others.every(({ status }) => wanted(status));
  const claimed = claim === undefined || seats.some((seat) => seat.n === claim);
  const voted = seats.some(({ vote }) => vote !== undefined);
  holds('R6.3', alone && claimed && !voted, () => `pool ${visit.n}/${n} claimed by ${claim}`);
}

function isAsked(visit: Visit, group: number): boolean {
  return membersOf(visit, group).some(({ status }) => status === 'open');
}

function checkBallot(visit: Visit, ballot: AnyBallot, group: number | undefined, holds: Holds) {
  const members = membersOf(visit, group);
  const asked = members.filter(({ status }) => status === 'open').length;
  if (ballot.kind === 'sequence') holds('R5.3', asked <= 1, () => `${asked} asked at once`);
  if (group === undefined) holds('R5.6', asked > 0, () => `visit ${visit.n} asks nobody`);
  if (!members.some(({ vote }) => vote !== undefined)) return;
  const counted = tallyOf(visit, ballot, group).kind;
  holds('C2', counted === 'open', () => `${visit.n}/${group ?? 0} is open though ${counted}`);
  if (visit.groups) return;
  const no = objection(ballot, visit.seats ?? [], 'open');
  holds('C4', no === undefined, () => `visit ${visit.n} is open: ${no}`);
}

/** R11.2: calls are undone from the last to the first, one at a time, and none is forgotten. */
function checkSaga({ before, after }: Stride, holds: Holds): void {
  const saga = after.saga ?? [];
  if (saga.length === 0) return;
  const doing = saga.filter(({ status }) => status === 'undoing' || status === 'confirming');
  holds('R11.2', doing.length <= 1, () => `${doing.length} deliveries of the saga at once`);
  const was = before?.saga ?? [];
  for (const { n, status } of saga) {
    const earlier = was[n - 1]?.status;
    if (status !== 'undoing' || earlier === 'undoing' || earlier === 'undo-failed') continue;
    const later = saga.slice(n).filter((step) => step.status === 'undo-due');
    holds('R11.2', later.length === 0, () => `call ${n} is undone before a later one`);
  }
  const over = after.status === 'ended';
  const idle = saga.filter((step) => over && step.status === 'held' && step.pledge.confirm);
  holds('R11.3', idle.length === 0, () => `call ${idle[0]?.n} is neither confirmed nor cancelled`);
  const kept = saga.filter(({ status }) => over && status === 'held');
  const undone = ['rejected', 'withdrawn', 'terminated', 'void', 'returned'];
  const lost = kept.length > 0 && undone.includes(after.outcome ?? '');
  holds('R11.2', !lost, () => `call ${kept[0]?.n} stands after ${after.outcome}`);
}

function checkEnd({ after }: Stride, holds: Holds): void {
  if (after.status !== 'ended') return;
  const over = after.outcome !== undefined && after.endedAtMs !== undefined;
  holds('L1', over, () => 'an end has an outcome and a time');
  holds('L4', !after.visits.some(isLive), () => 'a live visit after the end');
  holds('L4', !after.clock?.timers.length, () => 'a deadline after the end');
}

/** R8.2 R6.16: while it is suspended nothing happens but what is kept for later. */
function checkSuspension({ before, events, after }: Stride, holds: Holds): void {
  holds('R8.2', (after.status === 'suspended') === (after.suspension !== undefined), () => 'why');
  if (before?.status !== 'suspended') return;
  const [first] = events;
  const quiet = events.every(({ type }) => type === 'Commented' || type === 'InputHeld');
  const moves = first?.type === 'InstanceResumed' || first?.type === 'InstanceEnded';
  holds('R6.16', quiet || moves, () => `${first?.type} while suspended`);
}

/** R7.7: the clock stands exactly while the initiator has the instance, if the flow says so. */
function checkClock({ flow, after }: Stride, holds: Holds): void {
  const { clock } = after;
  if (!clock || after.status === 'ended') return;
  const due = clock.timers.map(({ dueAtMs }) => dueAtMs);
  holds(
    'R9.4',
    same(
      due,
      due.toSorted((a, b) => a - b),
    ),
    () => `due at ${due}`,
  );
  if (clock.timers.length === 0) return;
  const stops = flow.definition.clocks === 'stop-while-returned';
  const returned = after.visits.some((visit) => visit.kind === 'start' && visit.status === 'open');
  const stands = clock.stoppedAtMs !== undefined;
  holds('R7.7', stands === (stops && returned), () => `the clock ${stands ? 'stands' : 'runs'}`);
}

/** R3.5 and R3.6 on every seat that ever was. */
function checkDuty({ flow, after }: Stride, holds: Holds): void {
  const policyOf = (step: Asking): string =>
    step.initiator ?? flow.definition.initiator ?? 'manager';
  for (const visit of after.visits) {
    const step = flow.steps.get(visit.step)?.step;
    if (!visit.seats || (step?.kind !== 'approval' && step?.kind !== 'handle')) continue;
    if (policyOf(step) === 'allow') continue;
    const own = visit.seats.some(
      ({ person, substitute, delegations }) =>
        person === after.initiator ||
        substitute === after.initiator ||
        delegations?.some(({ to }) => to === after.initiator),
    );
    holds('R3.5', !own, () => `the initiator sits in visit ${visit.n}`);
  }
  for (const [step, others] of flow.distinct) {
    const mine = actorsOf(after, step);
    for (const other of others) {
      const twice = [...actorsOf(after, other)].filter((person) => mine.has(person));
      holds('R3.6', twice.length === 0, () => `${twice.join()} on ${step} and ${other}`);
    }
  }
}

function actorsOf(state: InstanceState, step: string): ReadonlySet<PersonId> {
  const people = new Set<PersonId>();
  for (const visit of state.visits) {
    if (visit.step !== step) continue;
    for (const seat of visit.seats ?? []) {
      if (seat.status !== 'closed') people.add(seat.person).add(holderOf(seat));
      for (const { to, end } of seat.delegations ?? []) if (end === 'advised') people.add(to);
      if (seat.actor?.kind === 'person') people.add(seat.actor.id);
    }
  }
  return people;
}

/** Laws that need the state just before one of the events. */
function checkEvents({ flow, before, events, isLed }: Stride, holds: Holds): void {
  let state = before;
  for (const event of events) {
    const next = apply(state, event);
    if (state && event.type === 'VisitClosed') {
      checkClosing(flow, state, event, holds);
      checkJoin(flow, state, event, holds);
    }
    if (state && event.type === 'Returned') {
      checkSiblings(state, next, event.from, holds);
      checkWayIsKept(state, events, event, holds);
    }
    if (state && event.type === 'VoteCast') {
      const seat = state.visits[event.visit - 1]?.seats?.[event.seat - 1];
      holds('T1', seat?.status === 'open', () => `a vote on a ${seat?.status} seat`);
      const by = event.by.kind === 'person' ? event.by.id : undefined;
      holds('T4', !seat || delegateOf(seat) === undefined, () => 'a vote on a delegated seat');
      const either = seat?.person === by || seat?.substitute === by;
      holds('T2', either, () => `${by} votes for ${seat?.person}`);
      const behalf = event.for === (seat?.person === by ? undefined : seat?.person);
      holds('R3.7', behalf, () => `${by} votes in the name of ${event.for}`);
    }
    if (state && event.type === 'SeatSettled') checkSettled(flow, state, event, holds);
    if (event.type === 'VisitOpened') checkChosen(flow, next, event, holds);
    if (state && event.type === 'TimerFired') checkDue(state, event, holds);
    if (state && event.type === 'OpinionGiven') checkOpinion(state, next, event, holds);
    if (event.type === 'VisitClosed' && before && !isLed)
      checkWayBack(flow, before, events, event.visit, holds);
    state = next;
  }
}

/** M2, M3: what fires was armed, and is due. */
function checkDue(
  state: InstanceState,
  { visit, rung, atMs }: Extract<Event, { readonly type: 'TimerFired' }>,
  holds: Holds,
): void {
  const timers = visit === 0 ? state.clock?.timers : state.visits[visit - 1]?.timers;
  const timer = timers?.find((armed) => armed.rung === rung);
  holds('M2', timer !== undefined, () => `rung ${rung} of visit ${visit} was not armed`);
  holds('M3', (timer?.dueAtMs ?? 0) <= atMs, () => `rung ${rung} of visit ${visit} fired early`);
}

/** R6.5: the one who was asked speaks for the owner, and no vote is changed by it (T9). */
function checkOpinion(
  before: InstanceState,
  after: InstanceState,
  event: Extract<Event, { readonly type: 'OpinionGiven' }>,
  holds: Holds,
): void {
  const seat = before.visits[event.visit - 1]!.seats![event.seat - 1]!;
  const now = after.visits[event.visit - 1]!.seats![event.seat - 1]!;
  const asked = event.by.kind === 'person' && delegateOf(seat) === event.by.id;
  holds('T4', asked && event.for === seat.person, () => `opinion on seat ${event.seat}`);
  const { delegations: _, ...was } = seat;
  const { delegations: __, ...is } = now;
  const back = holderOf(now) === (now.substitute ?? now.person);
  holds('T9', same(was, is) && back, () => 'an opinion changed a seat');
}

/** T4: what was handed on was handed to somebody new, and nobody asks themselves. */
function checkChains(visit: Visit, holds: Holds): void {
  const seats = visit.seats ?? [];
  for (const seat of seats) {
    // One that a vote led to is gone with the vote, and the seat before it is as it was.
    if (seat.from !== undefined && seat.closed !== 'taken-back') {
      const earlier = seats.slice(0, seat.n - 1).some(({ person }) => person === seat.person);
      const from = seats[seat.from - 1];
      const circles = earlier && from?.closed !== 'changed';
      const right = !circles && from?.status === 'closed' && seat.from < seat.n;
      holds('T4', right, () => `seat ${visit.n}.${seat.n} goes in a circle`);
      const kept = from?.weight === seat.weight && from?.veto === seat.veto;
      holds('R6.4', kept, () => `seat ${visit.n}.${seat.n} lost its weight`);
    }
    if (!seat.delegations) continue;
    const ended = seat.delegations.slice(0, -1).every(({ end }) => end !== undefined);
    const other = seat.delegations.every(({ to }) => to !== seat.person);
    holds('R6.5', ended && other, () => `delegations of seat ${visit.n}.${seat.n}`);
  }
}

/** R7.2: who came from a return with `back` goes there, unless something on the way says no. */
function checkWayBack(
  flow: CompiledFlow,
  before: InstanceState,
  events: readonly Event[],
  visit: number,
  holds: Holds,
): void {
  const back = before.visits[visit - 1]?.back;
  const passes = events.some(
    (event) => event.type === 'VisitClosed' && event.visit === visit && event.outcome === 'passed',
  );
  if (!back || !passes) return;
  const reached = events.some(
    (event) =>
      (event.type === 'VisitOpened' || event.type === 'VisitSkipped') && event.step === back.step,
  );
  const diverted = events.some(
    (event) =>
      ['InstanceEnded', 'IncidentRaised', 'FormChanged', 'BranchEnded'].includes(event.type) ||
      (event.type === 'VisitSkipped' && flow.steps.get(event.step)?.branches.length),
  );
  if (!reached && (diverted || isConditional(flow, back.step))) return;
  holds('R7.2', reached, () => `visit ${visit} did not go back to ${back.step}`);
}

/** Whether data may take the step off the path, also by a change made with the return (R7.6). */
function isConditional(flow: CompiledFlow, step: string): boolean {
  let inside = flow.steps.get(step)?.container;
  while (inside) {
    const { step: container } = inside.step;
    if (container.kind !== 'parallel' || container.skip !== undefined) return true;
    inside = inside.step.container;
  }
  return false;
}

const BALLOT_REASONS = new Set([
  ...['one-rejected', 'all-approved', 'first-vote', 'nobody-approved'],
  ...['veto', 'threshold', 'tie', 'unreachable'],
]);

function checkClosing(
  flow: CompiledFlow,
  state: InstanceState,
  event: Extract<Event, { readonly type: 'VisitClosed' }>,
  holds: Holds,
): void {
  if (event.why === undefined || !BALLOT_REASONS.has(event.why)) return;
  const visit = state.visits[event.visit - 1]!;
  const step = flow.steps.get(visit.step)?.step as Asking;
  const counted = tallyOf(visit, step.ballot);
  const agrees = counted.kind === 'decided' && counted.outcome === event.outcome;
  holds('C2', agrees, () => `visit ${visit.n} closed ${event.outcome}, counted ${counted.kind}`);
  if (event.outcome === 'cancelled' || visit.groups) return;
  const no = objection(step.ballot, visit.seats ?? [], event.outcome);
  holds('C4', no === undefined, () => `visit ${visit.n} closed ${event.outcome}: ${no}`);
}

/** L3: a fork passes when as many branches have ended as it joins. */
function checkJoin(
  flow: CompiledFlow,
  state: InstanceState,
  event: Extract<Event, { readonly type: 'VisitClosed' }>,
  holds: Holds,
): void {
  const visit = state.visits[event.visit - 1]!;
  const step = flow.steps.get(visit.step)?.step;
  if (event.outcome !== 'passed' || event.why === 'advanced' || !step) return;
  const ended = visit.ended?.length ?? 0;
  const needs = needsOf(step, visit);
  if (needs === undefined) return;
  holds('L3', ended === needs, () => `visit ${visit.n} joined after ${ended} of ${needs}`);
}

/** How many branches a fork joins; undefined for other steps. */
function needsOf(step: Step, visit: Visit): number | undefined {
  const entered = visit.branches?.length ?? 0;
  if (step.kind === 'inclusive') return entered;
  if (step.kind !== 'parallel') return undefined;
  if (step.join === 'any') return Math.min(1, entered);
  return typeof step.join === 'object' ? Math.min(step.join.count, entered) : entered;
}

/** R7.2: after a return with `back`, what is entered knows where to go back to. */
function checkWayIsKept(
  state: InstanceState,
  events: readonly Event[],
  { from, to, resume }: Extract<Event, { readonly type: 'Returned' }>,
  holds: Holds,
): void {
  if (resume !== 'back') return;
  const { step } = state.visits[from - 1]!;
  const entered = events.findLast((event) => event.type === 'VisitOpened' && event.step === to);
  if (entered?.type !== 'VisitOpened') return;
  const { visit } = entered;
  if (events.some((event) => event.type === 'VisitClosed' && event.visit === visit)) return;
  const isKept = (entered.back ?? entered.seek?.back)?.step === step;
  holds('R7.2', isKept, () => `the return from ${step} to ${to} forgot the way back`);
}

/** R7.4: the other branches of every fork that stays open are untouched by a return. */
function checkSiblings(
  before: InstanceState,
  after: InstanceState,
  from: number,
  holds: Holds,
): void {
  let inner = before.visits[from - 1]!;
  while (inner.parent !== 0) {
    const container = before.visits[inner.parent - 1]!;
    const isFork = container.kind === 'parallel' || container.kind === 'inclusive';
    if (isFork && after.visits[container.n - 1]?.status === 'open') {
      for (const visit of before.visits) {
        if (!isInOtherBranch(before, visit, container.n, inner.branch)) continue;
        const kept = after.visits[visit.n - 1] === visit;
        holds('R7.4', kept, () => `the return from ${from} touched visit ${visit.n}`);
      }
    }
    inner = container;
  }
}

function isInOtherBranch(
  state: InstanceState,
  visit: Visit,
  container: number,
  branch: number,
): boolean {
  let member = visit;
  while (member.parent > container) member = state.visits[member.parent - 1]!;
  return member.parent === container && member.branch !== branch;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
