/**
 * An approval as a sequential machine: small enough to be seen through, independent of the kernel.
 * It knows flows that are a list of stages and says for each act what must come of it.
 */

import type { Result, Sight } from './operation.ts';

/** A stage asks people, each in a seat, or calls out and waits for the answer. */
export type Stage =
  | { readonly ballot: Ballot; readonly voters: readonly string[] }
  | { readonly ballot: 'call' };

/** `all`, `any` (the first vote decides), one after the other, or so many approvals. */
export type Ballot = 'all' | 'any' | 'sequence' | number;

/** What somebody asks for; seats are counted from 1, stages from 0. */
export type Act =
  | { readonly kind: 'start'; readonly by: string; readonly stages: readonly Stage[] }
  | (Place & { readonly kind: 'approve' | 'reject' })
  | (Place & { readonly kind: 'transfer' | 'add'; readonly to: string })
  | { readonly kind: 'withdraw' | 'terminate' | 'suspend' | 'resume'; readonly by: string }
  | { readonly kind: 'comment' | 'read'; readonly by: string }
  /** A rung of the stage's ladder: it approves, or only reminds. */
  | { readonly kind: 'fire'; readonly stage: number; readonly does: 'approve' | 'remind' }
  /** The answer to the stage's call. */
  | { readonly kind: 'settle'; readonly stage: number };

interface Place {
  readonly by: string;
  readonly stage: number;
  readonly seat: number;
}

interface Seat {
  readonly person: string;
  /** `unasked`: closed before its turn came; its person never learned of it. */
  readonly status: 'waiting' | 'open' | 'approved' | 'rejected' | 'closed' | 'left' | 'unasked';
}

/** Where an approval stands; plain, so that its JSON text is its identity. */
export interface State {
  /** Of the last event; a lower bound unless `isExact`. */
  readonly seq: number;
  /** false after a command whose answer, and so whose number, nobody has seen. */
  readonly isExact: boolean;
  readonly status: 'absent' | Sight['status'];
  readonly outcome?: string;
  readonly initiator: string;
  readonly stages: readonly Stage[];
  /** The answer to the open call came during a suspension and waits for its end. */
  readonly isHeld?: true;
  /** Seats of the stages entered so far. */
  readonly seats: readonly (readonly Seat[])[];
}

export const ABSENT: State = {
  seq: 0,
  isExact: true,
  status: 'absent',
  initiator: '',
  stages: [],
  seats: [],
};

type Outcome = { readonly state: State } | { readonly codes: readonly string[] };

/** The state after an act without its number, or the codes it may be refused with. */
export function act(state: State, asked: Act): Outcome {
  if (asked.kind === 'start') {
    if (state.status !== 'absent') return refused('instance.exists');
    const { by, stages } = asked;
    return { state: entered({ ...state, status: 'running', initiator: by, stages }) };
  }
  if (state.status === 'absent') return refused('instance.unknown');
  switch (asked.kind) {
    case 'approve':
    case 'reject':
    case 'transfer':
    case 'add':
      return onSeat(state, asked);
    case 'withdraw':
      if (asked.by !== state.initiator)
        return refused('withdraw.not-initiator', 'instance.unknown');
      return idle(state) ?? { state: ended(state, 'withdrawn') };
    case 'terminate':
      if (state.status === 'ended') return refused('instance.ended');
      return { state: ended(state, 'terminated') };
    case 'suspend':
      return idle(state) ?? { state: { ...state, status: 'suspended' } };
    case 'resume':
      if (state.status !== 'suspended') return refused('instance.not-suspended');
      return { state: resumed(state) };
    case 'fire':
      return fired(state, asked);
    case 'settle': {
      const isOpen = state.status !== 'ended' && asked.stage === state.seats.length - 1;
      const isAwaited = isOpen && state.stages[asked.stage]?.ballot === 'call';
      if (state.status !== 'suspended') {
        return isAwaited ? { state: entered(state) } : refused('call.not-waiting');
      }
      // Whatever is heard during a suspension is kept, awaited or not.
      return { state: isAwaited ? { ...state, isHeld: true } : state };
    }
    case 'comment':
    case 'read':
      return { state };
  }
}

function refused(...codes: readonly string[]): Outcome {
  return { codes };
}

function idle({ status }: State): Outcome | undefined {
  if (status === 'ended') return refused('instance.ended');
  return status === 'suspended' ? refused('instance.suspended') : undefined;
}

function resumed({ isHeld, ...suspended }: State): State {
  const state = { ...suspended, status: 'running' } as const;
  return isHeld ? entered(state) : state;
}

function onSeat(state: State, asked: Extract<Act, Place>): Outcome {
  const { by, stage, seat: n } = asked;
  const seat = state.seats[stage]?.[n - 1];
  // Who was never asked is told no more than that there is no such instance.
  const isStranger = by !== state.initiator && !state.seats.flat().some((each) => sees(each, by));
  if (isStranger) return refused('instance.unknown');
  if (!seat) return refused('task.unknown');
  if (seat.person !== by) return refused('task.not-yours');
  if (state.status === 'suspended') return refused('instance.suspended');
  if (seat.status === 'waiting') return refused('task.waiting');
  if (seat.status !== 'open') {
    const isVoted = seat.status === 'approved' || seat.status === 'rejected';
    return refused(state.status === 'ended' && !isVoted ? 'instance.ended' : 'task.closed');
  }
  if (!('to' in asked)) {
    const status = asked.kind === 'approve' ? 'approved' : 'rejected';
    return { state: counted(withSeat(state, stage, n, { ...seat, status }), stage) };
  }
  if (state.seats[stage]!.some(({ person }) => person === asked.to))
    return refused('person.seated');
  const left = asked.kind === 'transfer' ? { ...seat, status: 'left' as const } : seat;
  const next = withSeat(state, stage, n, left);
  const seats = [...next.seats[stage]!, { person: asked.to, status: 'open' as const }];
  return { state: { ...next, seats: next.seats.with(stage, seats) } };
}

function sees({ person, status }: Seat, by: string): boolean {
  return person === by && status !== 'waiting' && status !== 'unasked';
}

function withSeat(state: State, stage: number, n: number, seat: Seat): State {
  return { ...state, seats: state.seats.with(stage, state.seats[stage]!.with(n - 1, seat)) };
}

/** What the votes of a stage come to. */
function counted(state: State, stage: number): State {
  const seats = state.seats[stage]!;
  const { ballot } = state.stages[stage]!;
  const count = (status: Seat['status']) => seats.filter((seat) => seat.status === status).length;
  const open = count('open') + count('waiting');
  const approved = count('approved');
  const isRejected = typeof ballot === 'number' ? approved + open < ballot : count('rejected') > 0;
  if (isRejected) return ended(state, 'rejected');
  const needed = ballot === 'any' ? 1 : typeof ballot === 'number' ? ballot : approved + open;
  if (approved >= needed) return entered(state);
  const next = seats.findIndex(({ status }) => status === 'waiting');
  if (ballot !== 'sequence' || count('open') > 0 || next < 0) return state;
  return withSeat(state, stage, next + 1, { ...seats[next]!, status: 'open' });
}

function fired(state: State, { stage, does }: Extract<Act, { kind: 'fire' }>): Outcome {
  const isOpen = state.status === 'running' && stage === state.seats.length - 1;
  if (!isOpen) return refused('timer.not-armed');
  return { state: does === 'approve' ? entered(state) : state };
}

/** Closes the stage that is open and opens the next one, or ends. */
function entered(state: State): State {
  const closed = closedSeats(state);
  const stage = state.stages[closed.length];
  if (!stage) return ended({ ...state, seats: closed }, 'approved');
  if (stage.ballot === 'call') return { ...state, seats: [...closed, []] };
  const opened = stage.voters.map(
    (person, index): Seat => ({
      person,
      status: stage.ballot === 'sequence' && index > 0 ? 'waiting' : 'open',
    }),
  );
  return { ...state, seats: [...closed, opened] };
}

function ended({ isHeld: _, ...state }: State, outcome: string): State {
  return { ...state, status: 'ended', outcome, seats: closedSeats(state) };
}

function closedSeats({ seats }: State): State['seats'] {
  return seats.map((each) => each.map((seat) => ({ ...seat, status: CLOSED[seat.status] })));
}

const CLOSED: Readonly<Record<Seat['status'], Seat['status']>> = {
  waiting: 'unasked',
  open: 'closed',
  approved: 'approved',
  rejected: 'rejected',
  closed: 'closed',
  left: 'left',
  unasked: 'unasked',
};

/**
 * Takes one operation at a point of time: the state after it, or undefined when its result could
 * not have come about there. An unknown one is taken as done.
 */
export function take(state: State, asked: Act, result: Result): State | undefined {
  const outcome = act(state, asked);
  if ('codes' in outcome) {
    const isSo = result.kind === 'rejected' && outcome.codes.includes(result.code);
    return isSo ? state : undefined;
  }
  const after = outcome.state;
  if (result.kind === 'rejected') return undefined;
  if (result.kind === 'unknown' && asked.kind === 'read') return state;
  if (result.kind === 'unknown') return { ...after, seq: state.seq + 1, isExact: false };
  const { seq } = result.sight;
  const isLater = asked.kind === 'read' ? isSeen(state, seq) : seq > state.seq;
  if (!isLater || !looksLike(after, result.sight)) return undefined;
  return { ...after, seq, isExact: true };
}

function isSeen(state: State, seq: number): boolean {
  return state.isExact ? seq === state.seq : seq >= state.seq;
}

function looksLike(state: State, sight: Sight): boolean {
  if (state.status !== sight.status || state.outcome !== sight.outcome) return false;
  if (!sight.waiting) return true;
  return JSON.stringify(sight.waiting) === JSON.stringify(waitingOf(state));
}

/** Open seats as `stage.seat`, sorted. */
export function waitingOf({ seats }: Pick<State, 'seats'>): readonly string[] {
  return seats
    .flatMap((each, stage) =>
      each.flatMap(({ status }, index) => (status === 'open' ? [`${stage}.${index + 1}`] : [])),
    )
    .sort();
}
