/** Random acts on an instance, valid and invalid, drawn as numbers and read against its state. */

import fc from 'fast-check';
import type {
  Actor,
  Choices,
  Command,
  CompiledFlow,
  InstanceState,
  JsonObject,
  PersonId,
  ReturnTarget,
  Seat,
  StepId,
  Visit,
} from '../kernel/index.ts';
import { delegateOf, holderOf } from '../kernel/index.ts';

/** One act as drawn: which kind, on which of the things that are there, by whom, with what. */
export interface Draw {
  readonly kind: number;
  readonly which: number;
  readonly who: number;
  readonly more: number;
  /** Milliseconds that pass before the act; now and then the clock falls back. */
  readonly waitMs: number;
  /** The state goes through JSON before the act. */
  readonly restart: boolean;
}

/** A command and who sends it. */
export interface Act {
  readonly command: Command;
  readonly actor: Actor;
}

export const arbitraryDraw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.nat(99),
  which: fc.nat(99),
  who: fc.nat(99),
  more: fc.nat(999),
  waitMs: fc.constantFrom(0, 1, 1_000, 40_000, 40_000_000, 100_000_000, -5_000),
  restart: fc.boolean(),
});

/** What the draw means for the state as it is. */
export function actOf(
  draw: Draw,
  flow: CompiledFlow,
  state: InstanceState,
  people: readonly PersonId[],
): Act {
  const { kind } = draw;
  if (kind % 25 === 24 || (state.status !== 'running' && kind < 40)) {
    return by('qian-duo', order(draw, flow, state, people));
  }
  if (state.migration?.isComplete && draw.more % 4 === 0) {
    return by('qian-duo', { type: 'UndoMigration', reason: 'too early' });
  }
  const person = pick(people, draw.who);
  if (draw.more % 23 === 7) return bySystem('directory', { type: 'ReassignTasks' });
  if (draw.more % 17 === 4 || (state.held?.length && draw.more % 4 === 0)) {
    const act = onVoted(draw, state);
    if (act) return act;
  }
  if (kind < 70)
    return onOpenTask(draw, flow, state, people) ?? onVisit(draw, state, person, people);
  if (kind < 84) return onVisit(draw, state, person, people);
  if (kind < 90) return anywhere(draw, state, person, people);
  if (kind < 94) {
    const form = draw.more % 2 === 0 ? {} : { form: drawForm(draw.more) };
    const named = draw.more % 3 === 0 ? drawChoices(flow, draw.more) : undefined;
    return by(state.initiator, {
      type: 'ResubmitInstance',
      ...form,
      ...(named ? { choices: named } : {}),
    });
  }
  if (kind < 96 && draw.more % 3 === 0) return by(person, { type: 'RemindPeople' });
  if (kind < 96 && draw.more % 3 === 1) {
    return by(person, { type: 'CopyTo', people: [pick(people, draw.which)] });
  }
  if (kind < 96) return by(person, { type: 'AddComment', text: draw.more % 9 === 0 ? ' ' : 'so' });
  if (kind < 97)
    return by(pick([person, state.initiator], draw.more), { type: 'WithdrawInstance' });
  if (kind < 98) return by('qian-duo', order(draw, flow, state, people));
  if (kind < 99) return by(person, start(drawForm(draw.more), flow.definition.name));
  return by(person, { type: 'RetryStep', visit: draw.which });
}

/** What administrators do; most of it is refused in most states. */
function order(
  { which, who, more }: Draw,
  flow: CompiledFlow,
  state: InstanceState,
  people: readonly PersonId[],
): Command {
  const reason = 'so it is';
  if (state.status === 'suspended' && more % 3 > 0) return { type: 'ResumeInstance', reason };
  const steps = [...flow.steps.keys()];
  const tasks = state.visits.flatMap(({ n, seats = [] }) =>
    seats.filter(({ status }) => status === 'open').map((seat) => ({ visit: n, seat: seat.n })),
  );
  const place = tasks[which % (tasks.length + 1)] ?? { visit: which, seat: 1 };
  const live = state.visits.filter(({ status }) => status === 'open' || status === 'incident');
  if (state.status === 'ended' && more % 4 === 0) return { type: 'VoidInstance', reason };
  const { name, version, hash } = flow.ref;
  const votes = pick(['keep', 'keep', 'ask-again', 'ask-again-if-content-changed'] as const, who);
  const to = { name, version, hash: hash === 'twin' ? 'test' : 'twin' };
  const orders: readonly Command[] = [
    { type: 'MigrateInstance', to, plan: { votes }, reason },
    { type: 'SuspendInstance', reason },
    { type: 'JumpInstance', to: pick(steps, which), reason },
    { type: 'ReviveInstance', to: pick(steps, which), reason },
    { type: 'AdvanceVisit', visit: live[which % (live.length + 1)]?.n ?? which, reason },
    { type: 'ReplaceVoter', ...place, to: pick(people, who), reason },
    { type: 'TerminateInstance', reason },
    { type: 'ResumeInstance', reason },
  ];
  return pick(orders, more);
}

/** A form that GENERATED_FORM takes, now and then with a reason and people in it. */
export function drawForm(more: number): JsonObject {
  const amount = [50, 7_000, 60_000][more % 3]!;
  return {
    amount,
    urgent: more % 2 === 0,
    ...(more % 5 === 0 ? { reason: more % 10 === 0 ? '' : 'so' } : {}),
    ...(more % 7 === 0
      ? { assignee: 'li-lei', reviewers: ['wang-wei', 'han-mei'], team: 'finance' }
      : {}),
  };
}

/** Starts the one instance of a test. */
export function start(form: JsonObject, instance = 'i1', choices?: Choices): Command {
  const named = choices ? { choices } : {};
  return { type: 'StartInstance', tenant: 'test', instance, form, ...named };
}

/** People for the steps that leave them to the initiator, or to a voter on the step `from`. */
export function drawChoices(flow: CompiledFlow, more: number, from?: StepId): Choices | undefined {
  const named: [StepId, PersonId[]][] = [];
  for (const [id, { step }] of flow.steps) {
    const choose = 'ask' in step ? step.ask.of.find(({ kind }) => kind === 'choose') : undefined;
    if (choose?.kind !== 'choose') continue;
    const mine = from === undefined ? choose.by === 'initiator' : flow.namers.get(id)?.has(from);
    if (mine) named.push([id, more % 3 === 0 ? ['li-lei', 'han-mei'] : ['li-lei']]);
  }
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

function onOpenTask(
  draw: Draw,
  flow: CompiledFlow,
  state: InstanceState,
  people: readonly PersonId[],
): Act | undefined {
  const tasks: { readonly visit: Visit; readonly seat: Seat }[] = [];
  for (const visit of state.visits) {
    if (visit.status !== 'open' || !visit.seats) continue;
    for (const seat of visit.seats) if (seat.status === 'open') tasks.push({ visit, seat });
  }
  if (tasks.length === 0) return undefined;
  const { visit, seat } = pick(tasks, draw.which);
  if (visit.kind === 'start') return by(seat.person, { type: 'ResubmitInstance' });
  const place = { visit: visit.n, seat: seat.n };
  const delegate = delegateOf(seat);
  if (delegate !== undefined) return onDelegated(draw, place, seat, delegate);
  if (draw.more % 7 === 3) return by(seat.person, handOn(draw, place, people));
  const claimed = visit.seats?.some(
    ({ group, status }) => group === seat.group && status === 'waiting',
  );
  const pooled = seat.group !== undefined && visit.groups?.[seat.group - 1]?.pool === true;
  if (draw.more % 7 === 6 || (pooled && draw.more % 2 === 0)) {
    const type = claimed === draw.more % 5 > 0 ? 'UnclaimTask' : 'ClaimTask';
    return by(seat.person, { type, ...place });
  }
  if (draw.more % 7 === 5) return onMembers(draw, visit, seat, people);
  const act = onTask(draw, visit, place);
  const voter = draw.who % 2 === 0 ? holderOf(seat) : seat.person;
  const choices = draw.more % 13 === 0 ? undefined : drawChoices(flow, draw.more, visit.step);
  if (!choices || (act.type !== 'ApproveTask' && act.type !== 'CompleteTask')) {
    return by(voter, act);
  }
  return by(voter, { ...act, choices });
}

function onDelegated({ more }: Draw, place: TaskPlace, seat: Seat, delegate: PersonId): Act {
  if (more % 5 === 0) return by(seat.person, { type: 'RecallTask', ...place });
  if (more % 5 === 1) return by(seat.person, { type: 'ApproveTask', ...place, comment: 'so' });
  const advice = pick(['approve', 'reject', 'none'] as const, more);
  const comment = more % 4 === 0 ? {} : { comment: 'so' };
  return by(delegate, { type: 'AdviseTask', ...place, advice, ...comment });
}

/** The task goes to somebody else, for good or for an opinion; often to somebody who may not. */
function handOn({ who, more }: Draw, place: TaskPlace, people: readonly PersonId[]): Command {
  const type = more % 2 === 0 ? 'TransferTask' : 'DelegateTask';
  return { type, ...place, to: pick(people, who), comment: 'so' };
}

/** People come in round the task, or somebody who was brought in goes. */
function onMembers(draw: Draw, visit: Visit, seat: Seat, people: readonly PersonId[]): Act {
  const { who, more } = draw;
  const place = { visit: visit.n, seat: seat.n };
  const unsettled = visit.seats!.filter(({ status }) => status === 'open' || status === 'waiting');
  if (more % 3 === 0) {
    const gone = pick(unsettled, who);
    const by = more % 2 === 0 ? 'qian-duo' : (gone.addedBy ?? seat.person);
    const command = { type: 'RemoveTask', visit: visit.n, seat: gone.n } as const;
    return { command, actor: { kind: 'person', id: by } };
  }
  if (more % 5 === 0) {
    const step = `s${1 + (who % 6)}`;
    return by(seat.person, { type: 'AddAhead', ...place, step, people: [pick(people, who)] });
  }
  const where = pick(['before', 'after', 'beside'] as const, Math.floor(more / 3));
  const mode = pick(['all', 'any', 'sequence', { count: 1 }, undefined] as const, who);
  const added = [pick(people, who), pick(people, who + 1 + (more % 2))];
  const command: Command = {
    type: 'AddPeople',
    ...place,
    where,
    people: more % 4 === 1 ? added.slice(0, 1) : added,
    ...(mode === undefined || where === 'beside' ? {} : { mode }),
    comment: 'so',
    signature: 'me',
  };
  return by(seat.person, command);
}

interface TaskPlace {
  readonly visit: number;
  readonly seat: number;
}

function onTask(draw: Draw, visit: Visit, place: TaskPlace): Command {
  const { more } = draw;
  const form = more % 11 === 0 ? { form: { reason: more % 2 === 0 ? '' : 'changed' } } : {};
  const base = { ...place, comment: 'so', signature: 'me', ...form };
  const choice = more % 20;
  if (choice < 6) {
    const targets: ReturnTarget[] = ['initiator', 'previous', { step: `s${1 + (more % 7)}` }];
    const to = pick(targets, Math.floor(more / 20));
    return { type: 'ReturnTask', ...base, to, resume: more % 2 === 0 ? 'back' : 'forward' };
  }
  if (choice === 6) return { type: 'ApproveTask', ...place };
  if (visit.kind === 'handle') return { type: 'CompleteTask', ...base };
  if (choice < 15) return { type: 'ApproveTask', ...base };
  return { type: choice < 18 ? 'RejectTask' : 'AbstainTask', ...base };
}

/** Timers, calls and incidents: what the machine sends. */
function onVisit(
  draw: Draw,
  state: InstanceState,
  person: PersonId,
  people: readonly PersonId[],
): Act {
  const acts: Act[] = [];
  for (const { rung } of state.clock?.timers ?? []) {
    acts.push(bySystem('timer', { type: 'FireTimer', visit: 0, rung }));
  }
  for (const visit of state.visits) {
    for (const { rung } of visit.timers ?? []) {
      acts.push(bySystem('timer', { type: 'FireTimer', visit: visit.n, rung }));
    }
    if (visit.kind === 'call' && (visit.status === 'open' || visit.status === 'incident')) {
      const failed = { kind: 'failed', message: 'no' } as const;
      const result = draw.more % 3 === 0 ? failed : ({ kind: 'delivered', status: 200 } as const);
      acts.push(bySystem('outbox', { type: 'SettleCall', visit: visit.n, result }));
    }
    for (const { visit: n, status } of state.saga?.filter((step) => step.visit === visit.n) ?? []) {
      if (status !== 'undoing' && status !== 'confirming') continue;
      const purpose = status === 'undoing' ? 'undo' : 'confirm';
      const failed = { kind: 'failed', message: 'no' } as const;
      const result = draw.more % 5 === 0 ? failed : ({ kind: 'delivered', status: 200 } as const);
      acts.push(bySystem('outbox', { type: 'SettleCall', visit: n, result, purpose }));
    }
    for (const { n, status } of visit.children ?? []) {
      if (status !== 'running') continue;
      const outcome = pick(['approved', 'approved', 'rejected', 'returned', 'odd'], draw.more);
      const ended = { kind: 'ended', outcome, form: {} } as const;
      const result = draw.more % 9 === 0 ? ({ kind: 'failed', message: 'no' } as const) : ended;
      acts.push(bySystem('outbox', { type: 'SettleChild', visit: visit.n, child: n, result }));
    }
    if (visit.awaits) {
      const payload = pick([{ score: 7.5, tags: ['x'] }, { score: -1 }, null], draw.more);
      const message = `m${draw.who}`;
      acts.push(bySystem('message', { type: 'ReceiveMessage', visit: visit.n, message, payload }));
    }
    if (visit.status === 'incident') {
      acts.push(by('qian-duo', { type: 'RetryStep', visit: visit.n }));
    }
  }
  return acts.length > 0 ? pick(acts, draw.which) : anywhere(draw, state, person, people);
}

/** A voter thinks better of one of the last votes, or lets what it set off go out. */
function onVoted(draw: Draw, state: InstanceState): Act | undefined {
  const [held] = state.held ?? [];
  if (held && draw.more % 2 === 0) {
    return bySystem('timer', { type: 'FireTimer', visit: 0, rung: held.rung });
  }
  const voted = state.visits.flatMap((visit) =>
    (visit.seats ?? [])
      .filter(({ status, actor }) => status === 'voted' && actor?.kind === 'person')
      .map((seat) => ({ visit, seat })),
  );
  if (voted.length === 0) return undefined;
  const { visit, seat } = voted.at(-1 - (draw.which % Math.min(2, voted.length)))!;
  const command = { type: 'TakeBackVote', visit: visit.n, seat: seat.n } as const;
  return by(seat.person, command);
}

/** Any act of anybody on any task, there or not. */
function anywhere(
  draw: Draw,
  state: InstanceState,
  person: PersonId,
  people: readonly PersonId[],
): Act {
  const visit = state.visits[draw.which % (state.visits.length + 1)];
  const place = { visit: visit?.n ?? draw.which, seat: 1 + (draw.more % 3) };
  const kind = draw.more % 7;
  if (kind === 5) return by(person, handOn(draw, place, people));
  if (kind === 6) {
    const advice = { type: 'AdviseTask', ...place, advice: 'approve' } as const;
    return by(person, draw.more % 2 === 0 ? advice : { type: 'RecallTask', ...place });
  }
  if (kind === 0) return by(person, { type: 'FireTimer', visit: place.visit, rung: draw.more % 3 });
  if (kind === 1) {
    const result = { kind: 'delivered', status: 200 } as const;
    return bySystem('outbox', { type: 'SettleCall', visit: place.visit, result });
  }
  const seat = visit?.seats?.[place.seat - 1];
  const voter = kind === 2 && seat ? seat.person : person;
  return by(voter, onTask(draw, visit ?? state.visits[0]!, place));
}

function by(id: PersonId, command: Command): Act {
  return { command, actor: { kind: 'person', id } };
}

function bySystem(cause: string, command: Command): Act {
  return { command, actor: { kind: 'system', cause } };
}

function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length]!;
}
