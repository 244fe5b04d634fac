/** Seats the people of a visit: who votes in which ballot, and who is asked first (R5.3, R5.8). */

import type { AnyBallot } from '../ballot.ts';
import type { ApprovalStep, Ballot, HandleStep, People } from '../definition.ts';
import type { NewGroup, NewSeat, PeopleStage } from '../events.ts';
import { incident } from '../incidents.ts';
import { LIMITS } from '../limits.ts';
import { asksOf, membersOf, tallyOf } from '../members.ts';
import type { Asked } from '../people/ask.ts';
import { ask, tell, unfound } from '../people/ask.ts';
import { assign } from '../people/assign.ts';
import { mayServe, unfitFor } from '../people/duty.ts';
import type { Found as FoundPeople } from '../people/resolve.ts';
import { peopleScope } from '../people/scope.ts';
import type { Run } from '../run.ts';
import { newGroups, newSeat } from '../seats.ts';
import type { AddedPeople, Seek } from '../state.ts';
import type { PersonId } from '../words.ts';

type AskingStep = ApprovalStep | HandleStep;

/** Who sits where, or what becomes of a visit that asks nobody. */
export type Seating =
  | {
      readonly kind: 'seated';
      readonly seats: readonly NewSeat[];
      readonly groups: readonly NewGroup[];
      readonly stages: readonly PeopleStage[];
    }
  | Exclude<Asked, { readonly kind: 'people' }>;

/** One ballot to be filled: the step's own, or a group's. */
interface Section {
  readonly name?: string;
  readonly ask: People;
  readonly ballot: AnyBallot;
}

/** What is sought, and who sits already. */
interface Found {
  readonly seek: Seek | undefined;
  readonly seats: readonly NewSeat[];
}

/** Finds and seats everybody of a step at its entry. */
export function seatPeople(run: Run, step: AskingStep, seek: Seek | undefined): Seating {
  const seats: NewSeat[] = [];
  const groups: NewGroup[] = [];
  const stages: PeopleStage[] = [];
  for (const section of sectionsOf(step)) {
    const { name, ballot } = section;
    const asked = keepPeople(run, step, askSection(run, step, section, { seek, seats }), {
      seek,
      seats,
    });
    if (asked.kind === 'failed' || asked.kind === 'open') return asked;
    const own = name === undefined ? {} : { group: name };
    stages.push(...asked.stages.map((stage) => ({ ...stage, ...own })));
    if (asked.kind === 'nobody') return { kind: 'nobody', stages };
    if (asked.kind === 'settled') {
      if (!step.groups) return { ...asked, stages };
      if (asked.as === 'skip') continue;
      const outcome = asked.as === 'approve' ? 'passed' : 'rejected';
      groups.push({ ...groupOf(step, section), outcome, why: 'empty-policy' });
      continue;
    }
    const assigned =
      section.ask.assign && assign(run, step, section.ask.assign, asked.people, name);
    if (assigned) stages.push({ ...assigned, ...own });
    const people = assigned?.people ?? asked.people;
    const described = describeSeats(run, ballot, people);
    if (!described.ok) return unfound(described);
    const group = groupFor(step, section, described.seats);
    if (group) groups.push(group);
    for (const seat of described.seats) {
      seats.push(group ? { ...seat, group: groups.length } : seat);
    }
  }
  if (seats.length === 0 && groups.length === 0) return { kind: 'settled', as: 'skip', stages };
  for (const added of addedTo(run, step, seek)) {
    seatAdded(run, step, added, { seats, groups, stages });
  }
  if (seats.length > LIMITS.seatsPerVisitMax) {
    return { kind: 'failed', ...incident('people.too-many') };
  }
  return openFirst(step, { seats, groups, stages });
}

interface Plan {
  readonly seats: NewSeat[];
  readonly groups: NewGroup[];
  readonly stages: PeopleStage[];
}

function sectionsOf({ ask: people, ballot, groups = [] }: AskingStep): readonly Section[] {
  const own: Section = { ask: people, ballot };
  return groups.length > 0 && people.of.length === 0 ? groups : [own, ...groups];
}

/** Whom the step's own ballot, or one of its groups, would ask if it were entered now (R3.2). */
export function askAgain(run: Run, step: AskingStep, name: string | undefined): Asked {
  const sections = sectionsOf(step);
  const section = sections.find((each) => each.name === name) ?? sections[0]!;
  return askSection(run, step, section, { seek: undefined, seats: [] });
}

/** Everybody sits once: who was found for an earlier ballot is not asked in a later one. */
function askSection(
  run: Run,
  step: AskingStep,
  { ask: people }: Section,
  { seek, seats }: Found,
): Asked {
  const seated = new Set(seats.map(({ person }) => person));
  const users = [...seated].map((id) => ({ kind: 'user', id }) as const);
  const whom =
    users.length === 0 ? people : { ...people, except: [...(people.except ?? []), ...users] };
  const scope = peopleScope(run, step, seek?.people !== undefined);
  const asked = ask(run.flow, run.state, { ...step, ask: whom }, scope);
  if (asked.kind !== 'people' || !asked.people.some((id) => seated.has(id))) return asked;
  const left = asked.people.filter((id) => !seated.has(id));
  const stages = [...asked.stages, { stage: 'except', people: left, rule: 'seated' } as const];
  if (left.length === 0) return { kind: 'settled', as: 'skip', stages };
  return { kind: 'people', people: left, stages };
}

/** The group that a section's people sit in: of the flow, or a pool of several (R6.3). */
function groupFor(
  step: AskingStep,
  section: Section,
  seats: readonly NewSeat[],
): NewGroup | undefined {
  const isPool = section.ask.as === 'pool' && seats.length > 1;
  if (section.name === undefined && !isPool) return undefined;
  const group = groupOf(step, section);
  if (!isPool) return group;
  if (section.name !== undefined) return { ...group, pool: true };
  const weights = seats.map(({ weight }) => weight ?? 1);
  const isWeighed = seats.some(({ weight }) => weight !== undefined);
  return { ...group, pool: true, ...(isWeighed ? { weight: Math.max(...weights) } : {}) };
}

function groupOf({ ballot: own }: AskingStep, { name, ballot }: Section): NewGroup {
  const weights = own.kind === 'vote' ? own.weights : undefined;
  const weight = name === undefined ? undefined : weights?.[`group:${name}`];
  return {
    ...(name === undefined ? {} : { name }),
    ballot: ballot as Ballot,
    ...(weight === undefined ? {} : { weight }),
  };
}

/** Marks who waits for a turn; a visit that groups without people decide asks nobody. */
function openFirst(step: AskingStep, { seats, groups, stages }: Plan): Seating {
  const waiting = {
    seats: seats.map((seat, index) => newSeat({ ...seat, waiting: true }, index + 1, 0)),
    groups: newGroups(groups),
  };
  const isVoted = groups.some(({ outcome }) => outcome !== undefined);
  const result = isVoted ? tallyOf(waiting, step.ballot) : undefined;
  if (result?.kind === 'decided') {
    const as = result.outcome === 'passed' ? 'approve' : 'reject';
    return { kind: 'settled', as, stages };
  }
  const members = membersOf(waiting).filter(({ status }) => status === 'waiting');
  const first = step.ballot.kind === 'sequence' ? members.slice(0, 1) : members;
  const asked = new Set(first.flatMap((member) => asksOf(waiting, member)));
  const opened = seats.map((seat, index) =>
    asked.has(index + 1) ? seat : { ...seat, waiting: true as const },
  );
  return { kind: 'seated', seats: opened, groups, stages };
}

/**
 * Of those who would be asked now, the ones who were asked before the return, if any are left; who
 * took a task over by escalation or transfer keeps it if they still may (R7.2).
 */
function keepPeople(run: Run, step: AskingStep, asked: Asked, { seek, seats }: Found): Asked {
  if (asked.kind !== 'people' || !seek?.people) return asked;
  const holders = new Map<PersonId, PersonId>();
  for (const [index, holder] of seek.people.entries()) {
    holders.set(seek.asked?.[index] ?? holder, holder);
  }
  const { directory } = run.context;
  const kept = new Set<PersonId>();
  for (const person of asked.people) {
    const holder = holders.get(person);
    if (holder === undefined) continue;
    const may =
      directory.person(holder)?.active &&
      !seats.some((seat) => seat.person === holder) &&
      mayServe(run.flow, run.state, step, holder);
    kept.add(may ? holder : person);
  }
  if (kept.size === 0) return asked;
  const people = [...kept];
  return { kind: 'people', people, stages: [...asked.stages, { stage: 'kept', people }] };
}

/** Whom somebody had added before a return, or ahead of time. */
function addedTo(run: Run, { id }: AskingStep, seek: Seek | undefined): readonly AddedPeople[] {
  const ahead = (run.state.ahead ?? []).filter(({ step }) => step === id);
  const beside = ahead.map(({ people, by }) => ({ where: 'beside', people, by }) as const);
  return [...(seek?.added ?? []), ...beside];
}

/** Seats people again whom somebody had added; those who may not serve any more stay out. */
function seatAdded(run: Run, step: AskingStep, added: AddedPeople, plan: Plan): void {
  const { seats, groups, stages } = plan;
  const scope = peopleScope(run, step);
  const people = added.people.filter(
    (id) =>
      scope.directory.person(id)?.active &&
      !seats.some(({ person }) => person === id) &&
      unfitFor(run.flow, run.state, step, id, scope) === undefined,
  );
  const place = placeOf(step, added, plan);
  stages.push(stageOf(added, place ? people : [], plan));
  if (!place || people.length === 0) return;
  const described = describeSeats(run, place.ballot, people);
  if (!described.ok) return;
  const group = place.around === undefined ? place.group : groups.push(place.around);
  const whose = group === undefined ? {} : { group };
  for (const seat of described.seats) seats.push({ ...seat, ...whose, addedBy: added.by });
}

/** Those beside others join whom the stages found; those round a vote are a ballot of their own. */
function stageOf({ where, of, by, group }: AddedPeople, people: readonly PersonId[], plan: Plan) {
  const ballot = where === 'beside' ? group : `${where} ${of}`;
  const found = plan.stages.findLast((stage) => stage.group === ballot)?.people ?? [];
  return {
    stage: 'added',
    people: [...found, ...people],
    rule: `${where} by ${by}`,
    ...(ballot === undefined ? {} : { group: ballot }),
  } as const;
}

interface AddedPlace {
  readonly ballot: AnyBallot;
  /** The group that stands; absent for the visit's own ballot. */
  readonly group?: number;
  /** The group to be made. */
  readonly around?: NewGroup;
}

function placeOf(
  step: AskingStep,
  { where, of, by, ballot, group: name }: AddedPeople,
  { seats, groups }: Plan,
): AddedPlace | undefined {
  if (where !== 'beside') {
    const seat = seats.findIndex(({ person }) => person === of) + 1;
    if (seat === 0 || !ballot) return undefined;
    return { ballot, around: { ballot, of: seat, where, addedBy: by } };
  }
  const index = groups.findIndex((each) => name !== undefined && each.name === name);
  const place = groups[index];
  if (!place || place.outcome !== undefined || place.pool) return { ballot: step.ballot };
  return { ballot: place.ballot, group: index + 1 };
}

type Described =
  | { readonly ok: true; readonly seats: readonly NewSeat[] }
  | (FoundPeople & { readonly ok: false });

/** People as voters of a ballot, with the weight and the veto that it gives them. */
export function describeSeats(run: Run, ballot: AnyBallot, people: readonly PersonId[]): Described {
  if (ballot.kind !== 'vote') return { ok: true, seats: people.map((person) => ({ person })) };
  const vetoers = tell(run.flow, { of: ballot.veto ?? [] }, peopleScope(run));
  if (!vetoers.ok) return vetoers;
  const seats = people.map((person) => {
    const weight = weightOf(run, ballot.weights, person);
    return {
      person,
      ...(weight === undefined ? {} : { weight }),
      ...(vetoers.people.includes(person) ? { veto: true as const } : {}),
    };
  });
  return { ok: true, seats };
}

function weightOf(
  run: Run,
  weights: { readonly [who: string]: number } | undefined,
  person: PersonId,
): number | undefined {
  if (!weights) return undefined;
  const own = weights[`user:${person}`];
  if (own !== undefined) return own;
  const roles = run.context.directory.person(person)?.roles ?? [];
  const byRole = roles.flatMap((role) => weights[`role:${role}`] ?? []);
  return byRole.length > 0 ? Math.max(...byRole) : undefined;
}
