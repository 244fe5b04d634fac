/** RemindPeople and CopyTo: people are told by hand (R6.11, R6.14). */

import { holderOf } from '../apply.ts';
import { LIMITS } from '../limits.ts';
import type { CopyTo, RemindPeople } from '../member-commands.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { Visit } from '../state.ts';
import { refuseIdle } from './task.ts';

/** Refuses: instance.*, remind.*, comment.too-long. */
export function remindPeople(run: Run, command: RemindPeople): Refusal | undefined {
  const no = refuseIdle(run) ?? refuseLong(command.comment);
  if (no) return no;
  const waiting = run.state.visits.filter(
    (visit) =>
      (command.visit === undefined || visit.n === command.visit) && openTo(visit).length > 0,
  );
  if (waiting.length === 0) return refusal('remind.nobody');
  const everyMs = run.flow.definition.remindEveryMs ?? LIMITS.remindEveryMs;
  const due = waiting.filter(
    ({ remindedAtMs }) => remindedAtMs === undefined || remindedAtMs + everyMs <= run.atMs,
  );
  const last = Math.min(...waiting.map(({ remindedAtMs = 0 }) => remindedAtMs));
  if (due.length === 0) return refusal('remind.too-soon', { againAtMs: last + everyMs });
  for (const visit of due) {
    run.emit({
      type: 'PeopleReminded',
      visit: visit.n,
      people: openTo(visit),
      by: run.context.actor,
      ...(command.comment ? { comment: command.comment } : {}),
    });
  }
  return undefined;
}

/** Who has an open task of the visit. */
function openTo({ status, seats = [] }: Visit): readonly string[] {
  if (status !== 'open') return [];
  return seats.filter((seat) => seat.status === 'open').map(holderOf);
}

/** Each person is told once of an instance. Refuses: instance.*, person.inactive, copy.*. */
export function copyTo(run: Run, command: CopyTo): Refusal | undefined {
  const no = refuseIdle(run) ?? refuseLong(command.comment);
  if (no) return no;
  const gone = command.people.find((person) => !run.context.directory.person(person)?.active);
  if (gone !== undefined) return refusal('person.inactive', { person: gone });
  const people = [...new Set(command.people)].filter((id) => !run.state.notified.includes(id));
  if (people.length === 0) return refusal('copy.known');
  if (run.state.notified.length + people.length > LIMITS.notifiedMax) return refusal('copy.limit');
  run.emit({
    type: 'PeopleCopied',
    people,
    by: run.context.actor,
    ...(command.comment ? { comment: command.comment } : {}),
  });
  return undefined;
}

function refuseLong(comment = ''): Refusal | undefined {
  return comment.length > LIMITS.commentCharsMax ? refusal('comment.too-long') : undefined;
}
