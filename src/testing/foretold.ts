/** Plays an instance to its end in earnest, everybody saying yes, to hold the forecast to it (R12.1). */

import type {
  Actor,
  Command,
  CompiledFlow,
  Dedupe,
  Directory,
  Forecast,
  InstanceState,
  Seat,
  Step,
  Visit,
} from '../kernel/index.ts';
import { delegateOf, handle, isHandedOn, isLive } from '../kernel/index.ts';

interface Move {
  readonly command: Command;
  readonly actor: Actor;
}

const ACTS_MAX = 2_000;
const MACHINE: Actor = { kind: 'system', cause: 'machine' };

/** Who acts first: the one asked first, as a forecast has it, or the one asked last. */
export type Order = 'foretold' | 'reversed';

/** What really comes of a state when nothing changes: people vote, and the world answers well. */
export function fulfil(
  flow: CompiledFlow,
  start: InstanceState,
  at: { readonly nowMs: number; readonly directory: Directory },
  order: Order,
): InstanceState {
  let state = start;
  let { nowMs } = at;
  for (let acts = 0; acts < ACTS_MAX && state.status === 'running'; acts++) {
    const before = state;
    for (const { command, actor } of movesOf(state, order)) {
      const due = dueAtMs(state, command);
      const context = { ...at, nowMs: Math.max(nowMs, due), actor, may: () => false };
      const decision = handle(flow, state, command, context);
      if (!decision.ok) continue;
      state = decision.state;
      nowMs = context.nowMs;
      break;
    }
    if (state === before) break;
  }
  return state;
}

function dueAtMs(state: InstanceState, command: Command): number {
  if (command.type !== 'FireTimer') return 0;
  return state.visits[command.visit - 1]?.timers?.[0]?.dueAtMs ?? 0;
}

function* movesOf(state: InstanceState, order: Order): Generator<Move> {
  for (const visit of inOrder(state.visits, order)) {
    if (visit.status === 'open') yield* movesOn(visit, order);
  }
}

function inOrder<T>(list: readonly T[], order: Order): readonly T[] {
  return order === 'reversed' ? list.toReversed() : list;
}

function* movesOn(visit: Visit, order: Order): Generator<Move> {
  const { n, kind } = visit;
  const world = (command: Command): Move => ({ command, actor: MACHINE });
  if (kind === 'call' && !visit.awaits) {
    const result = { kind: 'delivered', status: 200 } as const;
    yield world({ type: 'SettleCall', visit: n, result });
  }
  if (kind === 'delay') yield world({ type: 'FireTimer', visit: n, rung: 0 });
  if (visit.awaits) yield world({ type: 'ReceiveMessage', visit: n, message: 'm' });
  for (const child of visit.children ?? []) {
    if (child.status !== 'running') continue;
    const result = { kind: 'ended', outcome: 'approved' } as const;
    yield world({ type: 'SettleChild', visit: n, child: child.n, result });
  }
  for (const seat of inOrder(visit.seats ?? [], order)) yield* votesOf(visit, seat);
}

function* votesOf({ n: visit, kind }: Visit, seat: Seat): Generator<Move> {
  if (seat.status !== 'open') return;
  const by = (id: string): Actor => ({ kind: 'person', id });
  const place = { visit, seat: seat.n };
  const delegate = delegateOf(seat);
  if (delegate !== undefined) {
    const command = { type: 'AdviseTask', ...place, advice: 'approve' } as const;
    yield { command, actor: by(delegate) };
    return;
  }
  if (kind === 'start') {
    yield { command: { type: 'ResubmitInstance' }, actor: by(seat.person) };
    return;
  }
  const type = kind === 'handle' ? 'CompleteTask' : 'ApproveTask';
  const said = { comment: 'forecast', signature: 'forecast' };
  yield { command: { type, ...place, ...said }, actor: by(seat.person) };
}

/** Whose turn it is, or who will have least to do, nobody knows before. */
const DRAWN = /"assign":/;

/** The order in which a forecast can be held to what comes; undefined: in none. */
export function foretellableIn(flow: CompiledFlow, state: InstanceState): Order | undefined {
  const { definition } = flow;
  if (DRAWN.test(JSON.stringify(definition.steps))) return undefined;
  const steps = [...flow.steps.values()].map(({ step }) => step);
  const isForked = steps.some(({ kind }) => kind === 'parallel' || kind === 'inclusive');
  const isFree =
    isAsDefined(state) &&
    !isDeduped(definition) &&
    !definition.distinct?.length &&
    steps.every((step) => isFreeOfOrder(step, isForked));
  return isFree ? 'reversed' : 'foretold';
}

/**
 * Whether people still have to be named or looked up, or would have to be for a step that then
 * stands still or is cancelled.
 */
export function isLeftOpen(flow: CompiledFlow, { steps }: Forecast): boolean {
  return steps.some(({ step: id, open, people, status }) => {
    const step = flow.steps.get(id)?.step;
    const isChosen = step && 'ask' in step && step.ask.of.some(({ kind }) => kind === 'choose');
    return open !== undefined || (isChosen && people.length === 0 && status !== 'skipped');
  });
}

/** Whether nobody has brought people in: whose ballots are decided by whoever comes first. */
function isAsDefined({ visits, ahead = [] }: InstanceState): boolean {
  return ahead.length === 0 && !visits.some((visit) => isLive(visit) && visit.groups);
}

function isDeduped({ dedupe }: { readonly dedupe?: Dedupe }): boolean {
  return dedupe !== undefined && dedupe.kind !== 'none';
}

/** Whether it is the same for the step who answers first. */
function isFreeOfOrder(step: Step, isForked: boolean): boolean {
  if (step.kind === 'approval' && isDeduped(step)) return false;
  // Of several ballots in one, some are decided by whoever comes first.
  if ('groups' in step && step.groups?.length) return false;
  if (step.kind === 'parallel') return step.join === undefined || step.join === 'all';
  // What a branch computes, ends or goes back to depends on how far the others are.
  return !isForked || !['rule', 'goto', 'subflow', 'end'].includes(step.kind);
}

/** Shape: where reality differs from the forecast, in words; undefined where it does not. */
export function difference(
  { steps, outcome, stuck }: Forecast,
  before: InstanceState,
  after: InstanceState,
): string | undefined {
  const foretold = steps.map(({ step, people }) => `${step}:${people.toSorted().join()}`).sort();
  const real = after.visits
    .filter((visit) => visit.n > before.visits.length || isLive(before.visits[visit.n - 1]!))
    .map((visit) => `${visit.step}:${askedIn(visit).toSorted().join()}`)
    .sort();
  const told = JSON.stringify([foretold, outcome ?? null, stuck?.code ?? null]);
  const stood = after.visits.find(({ status }) => status === 'incident');
  const came = JSON.stringify([real, after.outcome ?? null, stood?.incident?.code ?? null]);
  return told === came ? undefined : `foretold ${told}\ncame ${came}`;
}

function askedIn({ seats = [] }: Visit): readonly string[] {
  return seats
    .filter((seat) => !isHandedOn(seat) && seat.closed !== 'removed')
    .map(({ person }) => person);
}
