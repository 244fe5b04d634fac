/** Plays commands on the bare kernel: one instance, a clock by hand, and the checks after each act. */

import type {
  Actor,
  AddedMode,
  AddPeople,
  AdminCommand,
  Advice,
  Command,
  CompiledFlow,
  Decision,
  Directory,
  Effect,
  Event,
  EventType,
  FlowDefinition,
  HandOnCommand,
  InstanceState,
  Json,
  JsonObject,
  MigrationPlan,
  PersonId,
  Refusal,
  Resume,
  Seat,
  SettleCall,
  StepId,
  Substitution,
  Visit,
} from '../kernel/index.ts';
import { ADMIN_ROLE, compileFlow, fold, handle, holderOf, invariant } from '../kernel/index.ts';
import { testDirectory } from './people.ts';

type Act = { readonly comment?: string; readonly signature?: string; readonly form?: JsonObject };

/** What fires timers and settles calls. */
export const MACHINE: Actor = { kind: 'system', cause: 'machine' };

export class Play {
  flow: CompiledFlow;
  /** The version that a migration goes to. */
  target: CompiledFlow | undefined;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  directory: Directory;
  substitutions: readonly Substitution[] = [];
  nowMs = 1_000_000;
  state: InstanceState | undefined;
  readonly #history: (readonly Event[])[] = [];

  constructor(definition: FlowDefinition, directory: Directory = testDirectory) {
    const { name, version } = definition;
    this.flow = compileFlow(definition, { name, version, hash: 'test' });
    this.directory = directory;
  }

  /** Hands a command to the kernel; folds its events and checks the fold against the answer. */
  send(command: Command, actor: Actor): Decision {
    const roles = actor.kind === 'person' ? this.directory.person(actor.id)?.roles : [];
    const context = {
      nowMs: this.nowMs,
      actor,
      directory: this.directory,
      substitutions: this.substitutions,
      ...(this.target ? { target: this.target } : {}),
      may: () => actor.kind === 'system' || (roles?.includes(ADMIN_ROLE) ?? false),
    };
    let decision = handle(this.flow, this.state, command, context);
    const asked = decision.ok
      ? undefined
      : decision.lookups?.find(({ kind }) => kind === 'history');
    if (asked) {
      const answer = { ok: true, people: [], history: this.#history } as const;
      const lookups = new Map([[asked.key, answer]]);
      decision = handle(this.flow, this.state, command, { ...context, lookups });
    }
    if (!decision.ok) return decision;
    this.#history.push(decision.events);
    this.state = decision.state;
    this.events.push(...decision.events);
    this.effects.push(...decision.effects);
    const folded = JSON.stringify(fold(this.events));
    invariant(folded === JSON.stringify(this.state), 'D6', 'the fold of the journal is the state');
    return decision;
  }

  /** Sends and demands a yes. */
  must(command: Command, actor: Actor): InstanceState {
    const decision = this.send(command, actor);
    invariant(decision.ok, 'play', decision.ok ? '' : JSON.stringify(decision.refusal));
    return decision.state;
  }

  /** Sends and gives the refusal's code, or `accepted`; a text names a person. */
  refusal(command: Command, who: PersonId | Actor): Refusal['code'] | 'accepted' {
    const actor: Actor = typeof who === 'string' ? { kind: 'person', id: who } : who;
    const decision = this.send(command, actor);
    return decision.ok ? 'accepted' : decision.refusal.code;
  }

  start(initiator: PersonId, form: JsonObject = {}): InstanceState {
    const command = { type: 'StartInstance', tenant: 'test', instance: 'i1', form } as const;
    return this.must(command, { kind: 'person', id: initiator });
  }

  approve(person: PersonId, act: Act = {}): InstanceState {
    return this.#act('ApproveTask', person, act);
  }
  reject(person: PersonId, act: Act = {}): InstanceState {
    return this.#act('RejectTask', person, act);
  }
  abstain(person: PersonId, act: Act = {}): InstanceState {
    return this.#act('AbstainTask', person, act);
  }
  complete(person: PersonId, act: Act = {}): InstanceState {
    return this.#act('CompleteTask', person, act);
  }
  /** Returns to `initiator`, `previous` or a step. */
  sendBack(person: PersonId, to: string, resume: Resume = 'forward'): InstanceState {
    const place = this.task(person);
    const isWord = to === 'initiator' || to === 'previous' || to === 'parent';
    const target = isWord ? to : { step: to };
    const command = { type: 'ReturnTask', ...place, to: target, resume } as const;
    return this.must(command, { kind: 'person', id: person });
  }
  transfer(person: PersonId, to: PersonId, comment?: string): InstanceState {
    return this.#handOn({ type: 'TransferTask', ...this.task(person), to }, person, comment);
  }
  /** Brings people in before or after the person's vote, or beside it. */
  add(
    person: PersonId,
    where: AddPeople['where'],
    people: readonly PersonId[],
    more: Act & { readonly mode?: AddedMode } = {},
  ): InstanceState {
    const command = { type: 'AddPeople', ...this.task(person), where, people, ...more } as const;
    return this.must(command, { kind: 'person', id: person });
  }
  /** Takes the vote in a seat back. */
  takeBack(person: PersonId, visit: number, seat = 1): InstanceState {
    const command = { type: 'TakeBackVote', visit, seat } as const;
    return this.must(command, { kind: 'person', id: person });
  }
  /** Takes a person's open task off. */
  remove(by: PersonId, person: PersonId): InstanceState {
    const command = { type: 'RemoveTask', ...this.task(person) } as const;
    return this.must(command, { kind: 'person', id: by });
  }
  delegate(person: PersonId, to: PersonId, comment?: string): InstanceState {
    return this.#handOn({ type: 'DelegateTask', ...this.task(person), to }, person, comment);
  }
  advise(delegate: PersonId, advice: Advice, comment?: string): InstanceState {
    const place = this.taskHeldBy(delegate);
    return this.#handOn({ type: 'AdviseTask', ...place, advice }, delegate, comment);
  }
  recall(person: PersonId): InstanceState {
    return this.#handOn({ type: 'RecallTask', ...this.task(person) }, person, undefined);
  }
  resubmit(person: PersonId, form?: JsonObject): InstanceState {
    const command = { type: 'ResubmitInstance', ...(form ? { form } : {}) } as const;
    return this.must(command, { kind: 'person', id: person });
  }
  fire(visit: number, rung: number): InstanceState {
    return this.must({ type: 'FireTimer', visit, rung }, { kind: 'system', cause: 'timer' });
  }

  /** Lets time pass, then fires a rung. */
  fireAfter(ms: number, visit: number, rung: number): InstanceState {
    this.nowMs += ms;
    return this.fire(visit, rung);
  }
  settle(visit: number, result: SettleCall['result'], purpose?: 'undo' | 'confirm'): InstanceState {
    const meant = purpose ? { purpose } : {};
    const command = { type: 'SettleCall', visit, result, ...meant } as const;
    return this.must(command, { kind: 'system', cause: 'outbox' });
  }
  /** Takes the instance to another version of its flow; gives the refusal's code, or `accepted`. */
  migrate(definition: FlowDefinition, plan: MigrationPlan = {}): Refusal['code'] | 'accepted' {
    const { name, version } = definition;
    const to = { name, version, hash: `test ${version}` };
    this.target = compileFlow(definition, to);
    const command = { type: 'MigrateInstance', to, plan, reason: 'new rules' } as const;
    const code = this.refusal(command, 'ada');
    if (code === 'accepted') this.flow = this.target;
    return code;
  }
  /** A child ends with an outcome. */
  childEnds(visit: number, child: number, outcome: string, form: JsonObject = {}): InstanceState {
    const result = { kind: 'ended', outcome, form } as const;
    const command = { type: 'SettleChild', visit, child, result } as const;
    return this.must(command, { kind: 'system', cause: 'outbox' });
  }
  receive(visit: number, payload: Json = null): InstanceState {
    const command = { type: 'ReceiveMessage', visit, message: 'm1', payload } as const;
    return this.must(command, { kind: 'system', cause: 'message' });
  }
  retry(visit: number, person: PersonId = 'ada'): InstanceState {
    return this.must({ type: 'RetryStep', visit }, { kind: 'person', id: person });
  }

  /** An act of an administrator. */
  order(command: AdminCommand, person: PersonId = 'ada'): InstanceState {
    return this.must(command, { kind: 'person', id: person });
  }

  /** The last visit of a step. */
  visit(step: StepId): Visit {
    const visit = this.state?.visits.findLast((each) => each.step === step);
    invariant(visit, 'play', `${step} was visited`);
    return visit;
  }

  /** What the last event of a type says. */
  last<T extends EventType>(type: T): Extract<Event, { readonly type: T }> {
    const event = this.events.findLast((each) => each.type === type);
    invariant(event, 'play', `${type} happened`);
    return event as Extract<Event, { readonly type: T }>;
  }

  /** The place of a person's oldest open task. */
  task(person: PersonId): { readonly visit: number; readonly seat: number } {
    const open = this.openTasks().find(({ seat }) => seat.person === person);
    invariant(open, 'play', `${person} has an open task`);
    return { visit: open.visit.n, seat: open.seat.n };
  }

  /** The place of the oldest open task that a person has, as owner or delegate. */
  taskHeldBy(person: PersonId): { readonly visit: number; readonly seat: number } {
    const open = this.openTasks().find(({ seat }) => holderOf(seat) === person);
    invariant(open, 'play', `${person} holds an open task`);
    return { visit: open.visit.n, seat: open.seat.n };
  }

  openTasks(): readonly { readonly visit: Visit; readonly seat: Seat }[] {
    return (this.state?.visits ?? []).flatMap((visit) =>
      (visit.seats ?? []).filter((seat) => seat.status === 'open').map((seat) => ({ visit, seat })),
    );
  }

  /** Who has a task right now, as `step:person`, in order. */
  asked(): readonly string[] {
    return this.openTasks().map(({ visit, seat }) => `${visit.step}:${holderOf(seat)}`);
  }

  #handOn(command: HandOnCommand, person: PersonId, comment: string | undefined): InstanceState {
    const said = comment === undefined ? {} : { comment };
    return this.must({ ...command, ...said }, { kind: 'person', id: person });
  }

  #act(
    type: 'ApproveTask' | 'RejectTask' | 'AbstainTask' | 'CompleteTask',
    person: PersonId,
    act: Act,
  ): InstanceState {
    return this.must({ type, ...this.task(person), ...act }, { kind: 'person', id: person });
  }
}
