/** A replayed state in the shape in which the server shows the present: one renderer for both. */

import type { InstanceState, Seat, SeatGroup, Visit } from '../../kernel/index.ts';
import type { FlowDetail, Forecast, Instance } from '../../protocol/index.ts';
import { PATH } from '../path/texts.ts';

type PathVisit = Instance['path'][number];
type PathSeat = PathVisit['seats'][number];
type Person = Instance['initiator'];

/** Names of people and steps as the present knows them. */
export interface Names {
  readonly person: (id: string) => Person;
  readonly step: (id: string) => PathVisit['title'];
  readonly stepOfVisit: (visit: number) => string | undefined;
  /** Who was asked, by the numbers in events. */
  readonly personOfSeat: (visit: number, seat: number) => string | undefined;
}

/** Where an instance begins is no step of its flow. */
const BEGINNING = { en: PATH.en.start, 'zh-CN': PATH['zh-CN'].start };

/**
 * Names out of an instance as the viewer sees it, out of its flow, and of others whom its journal names;
 * an unknown id stands for itself.
 */
export function namesIn(
  instance: Instance,
  titled: FlowDetail['titles'] = {},
  others: readonly Person[] = [],
): Names {
  const people = new Map<string, Person>([[instance.initiator.id, instance.initiator]]);
  for (const person of [...others, ...instance.notified]) people.set(person.id, person);
  for (const { seats } of instance.path) {
    for (const { person, actor, substitute, addedBy, delegations = [] } of seats) {
      for (const each of [person, actor, substitute, addedBy, ...delegations.map(({ to }) => to)]) {
        if (each && 'id' in each) people.set(each.id, each);
      }
    }
  }
  const titles = new Map([
    ...Object.entries(titled),
    ...instance.path.map(
      ({ step, title, kind }) => [step, kind === 'start' ? BEGINNING : title] as const,
    ),
  ]);
  return {
    person: (id) => people.get(id) ?? { id, name: id },
    step: (id) => titles.get(id) ?? id,
    stepOfVisit: (visit) => instance.path[visit - 1]?.step,
    personOfSeat: (visit, seat) => instance.path[visit - 1]?.seats[seat - 1]?.person.id,
  };
}

/**
 * Gives the path of a state's visits, as the server would have shown it then. A visit that two moments of
 * an instance share is the same object in both paths.
 */
export function pathsWith(names: Names): (state: InstanceState) => readonly PathVisit[] {
  const shared = new WeakMap<Visit, PathVisit>();
  return (state) =>
    state.visits.map((visit) => {
      const shown = shared.get(visit) ?? visitOf(state, visit, names);
      shared.set(visit, shown);
      return shown;
    });
}

/** Shape: the path of a moment, and where its command led → what the command still brought behind it. */
export function comingIn(
  shown: readonly PathVisit[],
  settled: readonly PathVisit[],
): Forecast['steps'] {
  return settled.slice(shown.length).map(({ seats, status, ...visit }) => ({
    ...visit,
    when: 'later',
    status: status === 'skipped' || status === 'incident' ? status : 'expected',
    people: seats.map(({ person }) => person),
    dependsOn: [],
  }));
}

function visitOf(state: InstanceState, visit: Visit, names: Names): PathVisit {
  const { n, parent, branch, step, kind, status, openedAtMs, closedAtMs, incident } = visit;
  return {
    visit: n,
    parent,
    branch,
    step,
    title: names.step(step),
    kind,
    status,
    superseded: visit.superseded ?? false,
    openedAtMs,
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
    seats: (visit.seats ?? []).map((seat) => seatOf(state.id, n, seat, names)),
    ...(visit.groups ? { groups: visit.groups.map(groupOf) } : {}),
    ...(incident ? { incident } : {}),
  };
}

/** Where a group of people who were added votes. */
function groupOf({ n, ballot, where }: SeatGroup): NonNullable<PathVisit['groups']>[number] {
  return { group: n, ballot: ballot.kind, ...(where === undefined ? {} : { where }) };
}

function seatOf(instance: string, visit: number, seat: Seat, names: Names): PathSeat {
  const { n, person, status, vote, actor, comment, evidence, stale, closed, from } = seat;
  const { openedAtMs, closedAtMs, group, addedBy, substitute, delegations } = seat;
  const isOwn = actor?.kind === 'person' && actor.id === person;
  return {
    task: `${instance}.${visit}.${n}`,
    person: names.person(person),
    status,
    ...(vote === undefined ? {} : { vote }),
    ...(actor === undefined || isOwn
      ? {}
      : { actor: actor.kind === 'person' ? names.person(actor.id) : { system: actor.cause } }),
    ...(comment === undefined ? {} : { comment }),
    ...(openedAtMs === undefined ? {} : { openedAtMs }),
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
    ...(group === undefined ? {} : { group }),
    ...(substitute === undefined ? {} : { substitute: names.person(substitute) }),
    ...(addedBy === undefined ? {} : { addedBy: names.person(addedBy) }),
    ...(delegations
      ? { delegations: delegations.map((each) => ({ ...each, to: names.person(each.to) })) }
      : {}),
    ...(closed === undefined ? {} : { closed }),
    ...(from === undefined ? {} : { from: `${instance}.${visit}.${from}` }),
    ...(evidence ? { evidence: `${instance}.${evidence.visit}.${evidence.seat}` } : {}),
    ...(stale ? { stale } : {}),
  };
}
