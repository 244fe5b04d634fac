/** Substitutes (R3.7): who is offered a task in place of somebody for a period. */

import type { ApprovalStep, HandleStep } from '../definition.ts';
import type { NewSeat, PeopleStage } from '../events.ts';
import type { Run } from '../run.ts';
import type { Seat, Visit } from '../state.ts';
import type { PersonId } from '../words.ts';
import { mayServe } from './duty.ts';

type AskingStep = ApprovalStep | HandleStep;

/** What a person has arranged: for a period, some flows and amounts up to a limit. */
export interface Substitution {
  readonly id: string;
  readonly principal: PersonId;
  readonly substitute: PersonId;
  /** From this instant until before that one, epoch milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of flows; absent: all. */
  readonly flows?: readonly string[];
  /** Instances whose form holds a number in this field that is not above; absent: all. */
  readonly limit?: { readonly field: string; readonly max: number };
}

/** Why a substitute is not offered the task, which stays with the principal. */
type Bar = 'cycle' | 'inactive' | 'initiator' | 'distinct' | 'seated';

type StandIn =
  | { readonly ok: true; readonly person: PersonId }
  | { readonly ok: false; readonly person: PersonId; readonly bar: Bar };

/** The arrangement of a person that holds for the instance at this moment. */
function arranged(run: Run, principal: PersonId): Substitution | undefined {
  const { form, flow } = run.state;
  return run.context.substitutions?.find((each) => {
    if (each.principal !== principal) return false;
    if (run.atMs < each.fromMs || run.atMs >= each.untilMs) return false;
    if (each.flows && !each.flows.includes(flow.name)) return false;
    const amount = each.limit && form[each.limit.field];
    return !each.limit || (typeof amount === 'number' && amount <= each.limit.max);
  });
}

/** Who is offered a principal's task on a step; undefined when nothing is arranged. */
export function substituteFor(
  run: Run,
  step: AskingStep,
  seated: readonly Pick<Seat, 'person'>[],
  principal: PersonId,
): StandIn | undefined {
  const depth = run.flow.definition.substitutes ?? 1;
  const chain: PersonId[] = [];
  let isCycle = false;
  for (let at = arranged(run, principal); at; at = arranged(run, at.substitute)) {
    isCycle = at.substitute === principal || chain.includes(at.substitute);
    if (isCycle) break;
    chain.push(at.substitute);
  }
  const person = chain[Math.min(depth, chain.length) - 1];
  if (person === undefined) return undefined;
  const bar = isCycle ? 'cycle' : barOf(run, step, seated, person);
  return bar ? { ok: false, person, bar } : { ok: true, person };
}

function barOf(
  run: Run,
  step: AskingStep,
  seated: readonly Pick<Seat, 'person'>[],
  person: PersonId,
): Bar | undefined {
  if (!run.context.directory.person(person)?.active) return 'inactive';
  if (seated.some((seat) => seat.person === person)) return 'seated';
  if (mayServe(run.flow, run.state, step, person)) return undefined;
  return person === run.state.initiator ? 'initiator' : 'distinct';
}

/** Whether a substitute may still act on the seat: the arrangement holds, and so does its scope. */
export function mayStandIn(run: Run, step: AskingStep, visit: Visit, seat: Seat): boolean {
  const others = (visit.seats ?? []).filter(({ n, status }) => n !== seat.n && status !== 'closed');
  const found = substituteFor(run, step, others, seat.person);
  return found?.ok === true && found.person === seat.substitute;
}

/** Offers seats that are about to open to substitutes, and records whom, and whom not (R3.3). */
export function offered(
  run: Run,
  step: AskingStep,
  seats: readonly NewSeat[],
  stages: readonly PeopleStage[],
): { readonly seats: readonly NewSeat[]; readonly stages: readonly PeopleStage[] } {
  const said: string[] = [];
  const given = seats.map((seat, index): NewSeat => {
    if (seat.waiting) return seat;
    const others = seats.filter((_, at) => at !== index);
    const found = substituteFor(run, step, others, seat.person);
    if (!found) return seat;
    said.push(textOf(seat.person, found));
    return found.ok ? { ...seat, substitute: found.person } : seat;
  });
  if (said.length === 0) return { seats, stages };
  const people = given.map(({ person, substitute }) => substitute ?? person);
  const stage: PeopleStage = { stage: 'substitute', people, rule: said.join(', ') };
  return { seats: given, stages: [...stages, stage] };
}

function textOf(principal: PersonId, found: StandIn): string {
  if (found.ok) return `${found.person} for ${principal}`;
  return `not ${found.person} for ${principal}: ${found.bar}`;
}
