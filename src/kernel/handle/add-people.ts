/** AddPeople: a voter brings others in, before or after the own vote or beside it (R6.6 to R6.8). */

import type { AddPeople } from '../commands.ts';
import type { Ballot } from '../definition.ts';
import { describeSeats } from '../enter/seating.ts';
import type { NewSeat } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { ballotOf, poolOf } from '../members.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { Visit } from '../state.ts';
import type { PersonId } from '../words.ts';
import type { OpenTask } from './task.ts';
import { isRefusal, openTask, ownTask, refuseAct, refusePerson } from './task.ts';
import { castVote, settleVote } from './vote.ts';

/** Refuses: task.*, add.*, person.*, limit.seats, and after the own vote what a vote is refused for. */
export function addPeople(run: Run, command: AddPeople): Refusal | undefined {
  const task = command.where === 'after' ? voted(run, command) : ownTask(run, command);
  if (isRefusal(task)) return task;
  const people = [...new Set(command.people)];
  const no =
    refuseAct(task, 'add') ?? refusePeople(run, task, people) ?? refuseMode(command, people);
  if (no) return no;
  const { visit, seat, step, by } = task;
  const { where, comment } = command;
  if (where !== 'beside' && depthOf(visit, seat.n) >= LIMITS.addDepthMax) {
    return refusal('add.limit', { depthMax: LIMITS.addDepthMax });
  }
  const cast =
    where === 'after' ? castVote(run, task, voteOf(run, command)) : ({ behind: [] } as const);
  if (isRefusal(cast)) return cast;
  const pool = poolOf(visit, seat) !== undefined;
  const joined = pool ? step.ballot : ballotOf(visit, seat, step.ballot);
  const ballot = where === 'beside' ? joined : ballotFor(command);
  const described = describeSeats(run, ballot, people);
  if (!described.ok) return refusal('add.mode', { reason: described.message });
  const own = pool ? undefined : seat.group;
  const group = where === 'beside' ? own : (visit.groups?.length ?? 0) + 1;
  const waits = (index: number) => ballot.kind === 'sequence' && (where === 'beside' || index > 0);
  const seats = described.seats.map(
    (each, index): NewSeat => ({
      ...each,
      ...(group === undefined ? {} : { group }),
      addedBy: by.id,
      ...(waits(index) ? { waiting: true } : {}),
    }),
  );
  run.emit({
    type: 'SeatsAdded',
    visit: visit.n,
    seat: seat.n,
    where,
    seats,
    ...(where === 'beside'
      ? {}
      : { group: { ballot: ballot as Ballot, of: seat.n, where, addedBy: by.id } }),
    by,
    ...(comment && where !== 'after' ? { comment } : {}),
    directory: run.context.directory.version,
  });
  return settleVote(run, task, cast);
}

/** The task as one that is about to be approved, or done. */
function voted(run: Run, command: AddPeople): OpenTask | Refusal {
  return openTask(run, voteOf(run, command));
}

function voteOf(run: Run, { type: _, ...command }: AddPeople) {
  const handles = run.state.visits[command.visit - 1]?.kind === 'handle';
  return { ...command, type: handles ? 'CompleteTask' : 'ApproveTask' } as const;
}

function refusePeople(run: Run, task: OpenTask, people: readonly PersonId[]): Refusal | undefined {
  if (people.length === 0) return refusal('add.nobody');
  if ((task.visit.seats?.length ?? 0) + people.length > LIMITS.seatsPerVisitMax) {
    return refusal('limit.seats');
  }
  for (const person of people) {
    const no = refusePerson(run, task, person);
    if (no) return no;
  }
  return undefined;
}

function refuseMode({ where, mode }: AddPeople, people: readonly PersonId[]): Refusal | undefined {
  if (where === 'beside') return mode === undefined ? undefined : refusal('add.mode', { where });
  if (typeof mode !== 'object') return undefined;
  const { count } = mode;
  const right = Number.isInteger(count) && count >= 1 && count <= people.length;
  return right ? undefined : refusal('add.mode', { count, people: people.length });
}

function ballotFor({ mode = 'all' }: AddPeople): Ballot {
  return typeof mode === 'object' ? { kind: 'vote', pass: mode } : { kind: mode };
}

/** How many votes wait for each other above this one. */
function depthOf(visit: Visit, seat: number): number {
  let depth = 0;
  let at = visit.seats![seat - 1]!;
  for (;;) {
    const around = at.group === undefined ? undefined : visit.groups![at.group - 1]!;
    if (around?.of === undefined) return depth;
    depth += 1;
    at = visit.seats![around.of - 1]!;
  }
}
