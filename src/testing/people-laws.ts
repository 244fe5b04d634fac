/** Laws of who is asked, and of what a vote rests on. */

import type { CompiledFlow, Event, InstanceState, Step, Visit } from '../kernel/index.ts';
import { seenBy, showsAllOf } from '../kernel/index.ts';

type Asking = Extract<Step, { readonly kind: 'approval' | 'handle' }>;
type Holds = (id: string, condition: boolean, detail: () => string) => void;

/** R4.2 to R4.4: what settles a seat is its person's own approval, of what is still so. */
export function checkSettled(
  flow: CompiledFlow,
  state: InstanceState,
  { visit, seat, by, evidence }: Extract<Event, { readonly type: 'SeatSettled' }>,
  holds: Holds,
): void {
  const target = state.visits[visit - 1]!;
  const origin = state.visits[evidence.visit - 1]!;
  const vote = origin.seats?.[evidence.seat - 1];
  const person = target.seats?.[seat - 1]?.person;
  const own = vote?.vote === 'approve' && vote.actor?.kind === 'person' && vote.actor.id === person;
  holds('R4.2', own && !origin.superseded, () => `${visit}.${seat} is settled by no vote`);
  const shown = flow.steps.get(origin.step)?.step as Asking;
  holds('R4.2', vote?.seen === seenBy(shown, state.form), () => `${visit}.${seat}: what was seen`);
  holds('R4.3', by.kind === 'system' && evidence.visit !== visit, () => `${visit}.${seat}`);
  const step = flow.steps.get(target.step)?.step as Asking;
  const isSeen = showsAllOf(shown, step);
  holds('R4.2', isSeen, () => `${target.step} shows what ${origin.step} hides`);
  holds('R4.4', !step.require?.length, () => `${target.step} demands something of a vote`);
}

/** R10.1: a vote that is not marked was cast on what its step still shows. */
export function checkBound(
  flow: CompiledFlow,
  state: InstanceState,
  visit: Visit,
  holds: Holds,
): void {
  const step = flow.steps.get(visit.step)?.step;
  if (visit.superseded || (visit.status !== 'open' && visit.status !== 'passed')) return;
  if (step?.kind !== 'approval' && step?.kind !== 'handle') return;
  for (const { n, seen, stale } of visit.seats ?? []) {
    if (seen === undefined) continue;
    const right = stale === true || seen === seenBy(step, state.form);
    holds('R10.1', right, () => `vote ${visit.n}.${n} hides that it is stale`);
  }
}

/** R3.1: whom the initiator named is found, and nobody else by that resolver. */
export function checkChosen(
  flow: CompiledFlow,
  state: InstanceState,
  { step: id, trace }: Extract<Event, { readonly type: 'VisitOpened' }>,
  holds: Holds,
): void {
  const step = flow.steps.get(id)?.step;
  const [resolved] = trace?.people ?? [];
  if (!step || !('ask' in step) || !resolved) return;
  const [first, ...others] = step.ask.of;
  if (first?.kind !== 'choose' || first.by !== 'initiator') return;
  const named = state.choices?.[id] ?? [];
  const found = resolved.people;
  const right = named.every((person) => found.includes(person));
  const exact = others.length > 0 || found.length === named.length;
  holds('R3.1', right && exact, () => `${id}: ${found.join()} for ${named.join()}`);
}
