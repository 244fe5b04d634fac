/** The journal as lines of a story: what is told, what is folded, what a line says besides (V5). */

import type { Json, JsonObject } from '../../../kernel/index.ts';
import type { JournalEntry } from '../../../protocol/index.ts';

/** A field before and after. */
export interface FieldChange {
  readonly field: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

export interface Line {
  readonly seq: number;
  readonly atMs: number;
  readonly event: JsonObject;
  readonly actor: JournalEntry['actor'];
  /** `failure` is never folded; `small` says little and folds. */
  readonly weight: 'told' | 'failure' | 'small';
  /** What somebody changed in the form. */
  readonly changes?: readonly FieldChange[];
}

/** Lines of little weight that stand in a row. */
export interface Fold {
  readonly fold: readonly Line[];
}

/** What moves the case; all else is the machinery behind it. */
const TOLD: ReadonlySet<string> = new Set([
  'InstanceStarted',
  'VoteCast',
  'Returned',
  'FormChanged',
  'Commented',
  'InstanceEnded',
  'IncidentResolved',
  'SeatTransferred',
  'SeatDelegated',
  'OpinionGiven',
  'SeatsAdded',
  'SeatRemoved',
  'SeatEscalated',
  'SeatClaimed',
  'SeatSettled',
  'VotesStale',
  'VoteTakenBack',
  'PeopleReminded',
  'PeopleCopied',
  'PeopleAddedAhead',
  'InstanceSuspended',
  'InstanceResumed',
  'InstanceJumped',
  'SeatReplaced',
  'InstanceVoided',
  'InstanceRevived',
  'InstanceMigrated',
]);

function weightOf(event: JsonObject): Line['weight'] {
  if (event['type'] === 'IncidentRaised' || event['failure'] !== undefined) return 'failure';
  return TOLD.has(String(event['type'])) ? 'told' : 'small';
}

/** Ends that somebody has made. */
const MADE: ReadonlySet<unknown> = new Set(['withdrawn', 'terminated']);

/** Whether the system did it, whoever set it going: its mark stands there, and nobody's seal. */
export function isByItself({ weight, event }: Line): boolean {
  if (event['type'] === 'InstanceEnded') return !MADE.has(event['outcome']);
  return weight === 'small' || event['type'] === 'VotesStale';
}

const told = new WeakMap<readonly JournalEntry[], readonly Line[]>();

/** Shape: a journal → one line an event, in order; a journal that is read twice is told once. */
export function linesOf(journal: readonly JournalEntry[]): readonly Line[] {
  const lines = told.get(journal) ?? linesIn(journal);
  told.set(journal, lines);
  return lines;
}

function linesIn(journal: readonly JournalEntry[]): readonly Line[] {
  let form: JsonObject = {};
  return journal.flatMap(({ firstSeq, atMs, actor, events }) =>
    (events as readonly JsonObject[]).map((event, index): Line => {
      const line = { seq: firstSeq + index, atMs, event, actor, weight: weightOf(event) };
      const given = event['form'] as JsonObject | undefined;
      if (event['type'] === 'InstanceStarted' && given) form = given;
      if (event['type'] !== 'FormChanged' || !given) return line;
      const next = event['replace'] === true ? given : { ...form, ...given };
      const changes = changesBetween(form, next);
      form = next;
      return { ...line, changes };
    }),
  );
}

/** Whom a journal names who is asked for nothing, or not yet: who acted, and who was brought in. */
export function peopleIn(journal: readonly JournalEntry[]): readonly string[] {
  const found = new Set<string>();
  for (const { actor, events } of journal) {
    if (actor.kind === 'person') found.add(actor.id);
    for (const { people, seats } of events as readonly JsonObject[]) {
      for (const each of [people, seats].flat()) {
        const person = typeof each === 'object' ? (each as JsonObject)?.['person'] : each;
        if (typeof person === 'string') found.add(person);
      }
    }
  }
  return [...found].toSorted();
}

/** Shape: two forms → the fields that differ. */
export function changesBetween(from: JsonObject, to: JsonObject): readonly FieldChange[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]))
    .map((field) => ({ field, from: from[field], to: to[field] }));
}

/** Shape: lines → the same, with those of little weight folded where they stand in a row. */
export function folded(lines: readonly Line[]): readonly (Line | Fold)[] {
  const rows: (Line | Fold)[] = [];
  let fold: Line[] | undefined;
  for (const line of lines) {
    if (line.weight !== 'small') {
      rows.push(line);
      fold = undefined;
    } else if (fold) fold.push(line);
    else {
      fold = [line];
      rows.push({ fold });
    }
  }
  return rows;
}
