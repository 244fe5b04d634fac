/** What people are told in the studio: who of which event, each once however often it comes. Pure. */

import type { FeedEvent } from '../engine/index.ts';
import type { InstanceState, PersonId, TaskId } from '../kernel/index.ts';
import { holderOf, isLive, START_STEP, taskId } from '../kernel/index.ts';
import { NOTICE_LIMITS } from './limits.ts';

export type NewsKind =
  | 'reminder'
  | 'escalation'
  | 'transferred'
  | 'delegated'
  | 'opinion'
  | 'asked-again'
  | 'returned'
  | 'told'
  | 'mentioned'
  | 'ended';

/** What an entry is about; what it takes to show it is looked up when somebody reads it. */
export interface NewsContent {
  readonly kind: NewsKind;
  /** Who brought it about, if it was a person. */
  readonly by?: PersonId;
  /** Where its task is; 0: wherever the person has one. */
  readonly visit?: number;
  /** What was said with it. */
  readonly words?: string;
  readonly outcome?: string;
}

/** One person is told of one event. */
export interface News extends NewsContent {
  readonly person: PersonId;
}

/** Shape: an event → whom it concerns; nobody is told what they did themselves. */
export function newsIn(
  feed: FeedEvent,
  mentioned: (text: string) => readonly PersonId[],
): readonly News[] {
  const { actor, event } = feed;
  const by = 'by' in event && event.by !== undefined ? event.by : actor;
  const own = by.kind === 'person' ? by.id : undefined;
  return newsOf(feed, mentioned)
    .filter(({ person }) => person !== own)
    .map((news) => (own === undefined ? news : { by: own, ...news }));
}

/** Whoever hears that the own request has ended needs no copy of what ended it. */
export function isEndOf(
  { initiator, endedAtMs }: Pick<InstanceState, 'initiator' | 'endedAtMs'>,
  person: PersonId,
  atMs: number,
): boolean {
  return person === initiator && endedAtMs === atMs;
}

function newsOf(
  { event, header, atMs }: FeedEvent,
  mentioned: (text: string) => readonly PersonId[],
): readonly News[] {
  const to = (kind: NewsKind, people: readonly PersonId[], more: Partial<News> = {}) =>
    [...new Set(people)].map((person): News => ({ kind, person, ...more }));
  switch (event.type) {
    case 'PeopleReminded':
      return to('reminder', event.people, { visit: event.visit, ...said(event.comment) });
    case 'PeopleNotified':
      if (event.reason === 'step') {
        const others = event.people.filter((person) => !isEndOf(header, person, atMs));
        return to('told', others);
      }
      if (event.reason === 'stale') return to('asked-again', event.people, { visit: event.visit });
      return to('reminder', event.people, { visit: event.visit });
    case 'PeopleCopied':
      return to('told', event.people, said(event.comment));
    case 'SeatEscalated':
      return to('escalation', [event.to], { visit: event.visit });
    case 'SeatTransferred':
      return to('transferred', [event.to], { visit: event.visit, ...said(event.comment) });
    case 'SeatReplaced':
      return to('transferred', [event.to], { visit: event.visit, ...said(event.reason) });
    case 'SeatDelegated':
      return to('delegated', [event.to], { visit: event.visit, ...said(event.comment) });
    case 'OpinionGiven':
      return to('opinion', [event.for], { visit: event.visit, ...said(event.comment) });
    case 'Returned':
      if (event.to !== START_STEP) return [];
      return to('returned', [header.initiator], { visit: 0, ...said(event.comment) });
    case 'Commented':
      return to('mentioned', mentioned(event.text), said(event.text));
    case 'InstanceEnded':
      return to('ended', [header.initiator], { outcome: event.outcome, ...said(event.reason) });
    case 'InstanceVoided':
      return to('ended', [header.initiator], { outcome: 'void', ...said(event.reason) });
    default:
      return [];
  }
}

function said(text = ''): { readonly words?: string } {
  const chars = [...text.trim()];
  if (chars.length === 0) return {};
  const { wordsCharsMax } = NOTICE_LIMITS;
  const isLong = chars.length > wordsCharsMax;
  return { words: isLong ? `${chars.slice(0, wordsCharsMax - 1).join('')}…` : chars.join('') };
}

/** The person’s open task of a visit, or of any for 0. */
export function openTaskOf(state: InstanceState, person: PersonId, at: number): TaskId | undefined {
  for (const visit of state.visits) {
    if (!isLive(visit) || (at !== 0 && visit.n !== at)) continue;
    const seat = visit.seats?.find((each) => each.status === 'open' && holderOf(each) === person);
    if (seat) return taskId(state.id, visit.n, seat.n);
  }
  return undefined;
}
