/** What one task lets its person do: the step's rights, demands and ways back, as the screen needs them. */

import type {
  ApprovalStep,
  FieldRight,
  HandleStep,
  PersonId,
  Resolver,
  ReturnTarget,
  Seat,
  Text,
  Visit,
} from '../kernel/index.ts';
import { DEFAULT_RETURNS, parseTaskId, poolOf, seenBy } from '../kernel/index.ts';
import type { Caller } from './requests.ts';
import { titleOf } from './titles.ts';
import type { PersonView, Seen, Views } from './views.ts';

/** One task as the one who has it may act on it. */
export interface DeskView {
  readonly title: Text;
  /** By what the step finds its people: `manager`, `role` … and of which. */
  readonly asks: readonly AskView[];
  /** How the votes of its visit add up. */
  readonly ballot: string;
  readonly verdicts: readonly ('approve' | 'reject' | 'abstain' | 'complete')[];
  readonly require: readonly string[];
  /** Field rights that are not `read`. */
  readonly rights: { readonly [field: string]: FieldRight };
  readonly returns: readonly ReturnView[];
  /** What may be done besides voting; absent: everything. */
  readonly acts?: readonly string[];
  /** How long what follows outside is held after a vote (R6.13). */
  readonly undoMs?: number;
  /** Where a rejected ballot leads. */
  readonly onReject: { readonly kind: 'end' } | { readonly kind: 'return'; readonly to: string };
  /** Asked of a pool (R6.3): nobody has taken it, or the caller has. */
  readonly pool?: 'free' | 'yours';
  /** What an act is bound to (R10.1): the hash of the content as it is now. */
  readonly seen: string;
  /** Of the instance that the hash is of: one who shows another must not send it. */
  readonly seq: number;
}

/** `title`: what the directory calls that role, post or group. */
export interface AskView {
  readonly kind: string;
  readonly of?: string;
  readonly title?: Text;
}

/** A step that the task may go back to. */
export interface ReturnView {
  readonly to: string;
  readonly title?: Text;
  /** Whom it would reach, where that is known. */
  readonly people: readonly PersonView[];
}

/** Shape: a task of the caller’s → what may be done on it; undefined where the caller has none. */
export async function deskOf(
  views: Views,
  caller: Caller,
  task: string,
): Promise<DeskView | undefined> {
  const place = parseTaskId(task);
  const seen = place && (await views.see(caller, place.instance));
  const visit = seen?.state.visits[(place?.visit ?? 0) - 1];
  const seat = visit?.seats?.[(place?.seat ?? 0) - 1];
  const step = visit && seen?.flow.steps.get(visit.step)?.step;
  if (!seen || !seat || (step?.kind !== 'approval' && step?.kind !== 'handle')) return undefined;
  const { undoMs } = seen.flow.definition;
  return {
    title: step.title ?? step.id,
    asks: step.ask.of.map((resolver) => askOf(resolver, seen)),
    ballot: step.ballot.kind,
    verdicts: verdictsOf(step, visit, seat),
    require: step.require ?? [],
    rights: rightsOf(step),
    returns: returnsOf(seen, step, visit),
    ...(step.acts ? { acts: step.acts } : {}),
    ...(undoMs === undefined ? {} : { undoMs }),
    onReject: onRejectOf(step),
    ...poolView(visit, seat),
    seen: seenBy(step, seen.state.form),
    seq: seen.state.seq,
  };
}

function poolView(visit: Visit, seat: Seat): Pick<DeskView, 'pool'> {
  const pool = poolOf(visit, seat);
  if (!pool || seat.status !== 'open') return {};
  return { pool: pool.claim === seat.n ? 'yours' : 'free' };
}

function askOf(resolver: Resolver, { directory }: Seen): AskView {
  const { kind } = resolver;
  const named = (is: 'role' | 'post' | 'group', of: string): AskView => {
    const title = directory.titleOf(is, of);
    return { kind: is, of, ...(title === undefined ? {} : { title }) };
  };
  switch (kind) {
    case 'role':
      return named(kind, resolver.role);
    case 'post':
      return named(kind, resolver.post);
    case 'group':
      return named(kind, resolver.group);
    case 'field':
      return { kind, of: resolver.field };
    default:
      return { kind };
  }
}

function verdictsOf(
  step: ApprovalStep | HandleStep,
  visit: Visit,
  seat: Seat,
): DeskView['verdicts'] {
  if (step.kind === 'handle') return ['complete'];
  const group = seat.group === undefined ? undefined : visit.groups?.[seat.group - 1];
  const ballot = group?.ballot ?? step.ballot;
  return ballot.kind === 'vote' ? ['approve', 'reject', 'abstain'] : ['approve', 'reject'];
}

function rightsOf({ rights = {} }: ApprovalStep | HandleStep): DeskView['rights'] {
  return Object.fromEntries(Object.entries(rights).filter(([, right]) => right !== 'read'));
}

function onRejectOf(step: ApprovalStep | HandleStep): DeskView['onReject'] {
  const { onReject } = step.kind === 'approval' ? step : {};
  return onReject?.kind === 'return'
    ? { kind: 'return', to: nameOf(onReject.to) }
    : { kind: 'end' };
}

function nameOf(target: ReturnTarget): string {
  return typeof target === 'object' ? target.step : target;
}

/** The targets that the step allows and that there are; the kernel alone decides in the end. */
function returnsOf(
  { state, flow, directory }: Seen,
  step: ApprovalStep | HandleStep,
  from: Visit,
): readonly ReturnView[] {
  const person = (id: PersonId): PersonView => ({ id, name: directory.person(id)?.name ?? id });
  const passed = state.visits.filter(
    (visit) =>
      visit.n < from.n && !visit.superseded && visit.status === 'passed' && visit.kind !== 'start',
  );
  return (step.returns ?? DEFAULT_RETURNS).flatMap((target): readonly ReturnView[] => {
    if (target === 'initiator') return [{ to: 'initiator', people: [person(state.initiator)] }];
    if (target === 'parent') return state.parent ? [{ to: 'parent', people: [] }] : [];
    const visit = passed.findLast(
      ({ step: id, seats }) =>
        seats !== undefined && (target === 'previous' ? id !== step.id : id === target.step),
    );
    if (!visit) return [];
    const title = titleOf(flow, visit.step);
    const people = (visit.seats ?? []).filter((seat) => seat.status === 'voted');
    return [{ to: nameOf(target), title, people: people.map((seat) => person(seat.person)) }];
  });
}
