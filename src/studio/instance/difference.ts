/** Two moments of a case, and what is different between them (V7). */

import type { InstanceState, PersonId, Visit } from '../../kernel/index.ts';
import type { FieldChange, Line } from './story/lines.ts';
import { changesBetween } from './story/lines.ts';

/** A vote that was cast in between. */
export interface CastBetween {
  readonly visit: number;
  readonly seat: number;
  readonly person: PersonId;
  readonly vote: string;
}

export interface Difference {
  readonly fields: readonly FieldChange[];
  /** Visits that began in between, and those that were open and are not any more. */
  readonly begun: readonly Visit[];
  readonly over: readonly Visit[];
  readonly votes: readonly CastBetween[];
  /** Who is asked now and was not, and the other way round. */
  readonly asked: readonly PersonId[];
  readonly released: readonly PersonId[];
  /** What it ended with, if it ended in between. */
  readonly outcome?: string;
}

/** Shape: an earlier and a later state → what came about between them. */
export function differenceOf(earlier: InstanceState, later: InstanceState): Difference {
  const before = new Map(earlier.visits.map((visit) => [visit.n, visit]));
  const wasAsked = askedIn(earlier);
  const isAsked = askedIn(later);
  const { outcome } = later;
  return {
    fields: changesBetween(earlier.form, later.form),
    begun: later.visits.filter(
      ({ n, kind, status }) => !before.has(n) && kind !== 'start' && status !== 'skipped',
    ),
    over: later.visits.filter(
      ({ n, status }) => before.get(n)?.status === 'open' && status !== 'open',
    ),
    votes: later.visits.flatMap((visit) => votesBetween(before.get(visit.n), visit)),
    asked: [...isAsked].filter((person) => !wasAsked.has(person)),
    released: [...wasAsked].filter((person) => !isAsked.has(person)),
    ...(outcome !== undefined && earlier.outcome === undefined ? { outcome } : {}),
  };
}

/** What happened to steps, and the votes: steps that began or ended in a row are told at once. */
export type Happening =
  | { readonly kind: 'begun' | 'over'; readonly steps: readonly string[] }
  | { readonly kind: 'vote'; readonly cast: CastBetween };

/** Shape: a difference, and the story up to its later moment → what happened, in the story's order. */
export function happeningsIn(found: Difference, lines: readonly Line[]): readonly Happening[] {
  const seqOf = (types: readonly string[], visit: number, seat?: number): number =>
    lines.findLast(
      ({ event }) =>
        types.includes(String(event['type'])) &&
        event['visit'] === visit &&
        (seat === undefined || event['seat'] === seat),
    )?.seq ?? Number.POSITIVE_INFINITY;
  const single = (kind: 'begun' | 'over', types: readonly string[]) =>
    found[kind].map(({ n, step }) => ({ seq: seqOf(types, n), kind, steps: [step] }) as const);
  const all = [
    ...single('begun', ['VisitOpened']),
    ...found.votes.map((cast) => {
      const seq = seqOf(['VoteCast', 'SeatSettled'], cast.visit, cast.seat);
      return { seq, kind: 'vote', cast } as const;
    }),
    ...single('over', ['VisitClosed', 'VisitAdvanced']),
  ].toSorted((a, b) => (a.seq === b.seq ? 0 : a.seq - b.seq));
  const told: Happening[] = [];
  for (const { seq: _seq, ...each } of all) {
    const last = told.at(-1);
    if (each.kind === 'vote' || last?.kind !== each.kind) told.push(each);
    else told[told.length - 1] = { kind: each.kind, steps: [...last.steps, ...each.steps] };
  }
  return told;
}

function askedIn({ visits }: InstanceState): ReadonlySet<PersonId> {
  const open = visits.flatMap(({ seats = [] }) => seats.filter(({ status }) => status === 'open'));
  return new Set(open.map(({ person }) => person));
}

function votesBetween(before: Visit | undefined, after: Visit): readonly CastBetween[] {
  if (after.kind === 'start') return [];
  return (after.seats ?? []).flatMap(({ n, person, vote }) => {
    if (vote === undefined || before?.seats?.[n - 1]?.vote === vote) return [];
    return [{ visit: after.n, seat: n, person, vote }];
  });
}
