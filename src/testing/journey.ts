/** One instance's random life on the bare kernel, with every law checked after every act. */

import type {
  CompiledFlow,
  Directory,
  Event,
  FlowDefinition,
  InstanceState,
  Lookup,
  LookupResult,
  Step,
  Substitution,
} from '../kernel/index.ts';
import { ADMIN_ROLE, compileFlow, fold, forecast, handle, invariant } from '../kernel/index.ts';
import type { Act, Draw } from './acts.ts';
import { actOf, drawChoices, drawForm, start } from './acts.ts';
import { GENERATED_DIRECTORIES } from './flows.ts';
import { difference, foretellableIn, fulfil, isLeftOpen } from './foretold.ts';
import type { Exercised } from './laws.ts';
import { checkLaws } from './laws.ts';
import { Rows, rowsOf } from './rows.ts';

/** What a journey came to. */
export interface Journey {
  readonly state: InstanceState | undefined;
  readonly events: readonly Event[];
  /** How often each refusal was met. */
  readonly refused: ReadonlyMap<string, number>;
}

/**
 * Starts one instance and sends it the drawn acts.
 * Asserts: every law of laws.ts; K4 the same answer twice, and from a state that went through
 * JSON; R12.1 the path ahead is found; D6 the fold of the journal is the state; P1 rows written over time are those of the end.
 */
export function travel(
  definition: FlowDefinition,
  draws: readonly Draw[],
  exercised: Exercised,
): Journey {
  const { name, version } = definition;
  const flow = compileFlow(definition, { name, version, hash: 'test' });
  const twin = compileFlow(renewed(definition), { name, version: '9.9.9', hash: 'twin' });
  const traveller = new Traveller(flow, twin, exercised);
  for (const [index, draw] of draws.entries()) traveller.take(draw, index === 0);
  traveller.arrive();
  return traveller;
}

/** The version that migrations lead to, and back from: other titles, and fewer rungs. */
function renewed(definition: FlowDefinition): FlowDefinition {
  const { deadline: _, ...rest } = definition;
  const renew = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step, index) => {
      const own = { ...step, title: 'Renewed' };
      if ('branches' in own) {
        const branches = own.branches.map((each) => ({ ...each, steps: renew(each.steps) }));
        return { ...own, branches } as Step;
      }
      if (index % 2 === 0 || !('ladder' in own)) return own;
      const { ladder: _ladder, ...without } = own;
      return without as Step;
    });
  return { ...rest, steps: renew(definition.steps) };
}

const INITIATORS = ['wang-wei', 'li-lei', 'sun-yi'] as const;

const LEADING: ReadonlySet<string> = new Set(['InstanceJumped', 'InstanceRevived']);

class Traveller implements Journey {
  state: InstanceState | undefined;
  readonly events: Event[] = [];
  readonly refused = new Map<string, number>();
  readonly #first: CompiledFlow;
  readonly #twin: CompiledFlow;
  readonly #exercised: Exercised;
  readonly #rows = new Rows();
  readonly #history: (readonly Event[])[] = [];
  #nowMs = 1_700_000_000_000;
  #isLed = false;

  constructor(first: CompiledFlow, twin: CompiledFlow, exercised: Exercised) {
    this.#first = first;
    this.#twin = twin;
    this.#exercised = exercised;
  }

  /** The version that the instance runs in. */
  get #flow(): CompiledFlow {
    return this.state?.flow.hash === 'twin' ? this.#twin : this.#first;
  }

  take(draw: Draw, first: boolean): void {
    this.#nowMs += draw.waitMs;
    if (draw.restart && this.state) this.state = copy(this.state);
    const directory = GENERATED_DIRECTORIES[draw.who % 10 < 8 ? 0 : 1 + (draw.who % 2)]!;
    const people = [...directory.members('company'), 'nobody'];
    if (first || !this.state) {
      const id = INITIATORS[draw.which % INITIATORS.length]!;
      const choices = draw.which % 9 === 0 ? undefined : drawChoices(this.#flow, draw.which);
      const command = start(drawForm(draw.more), 'i1', choices);
      this.#send({ command, actor: { kind: 'person', id } }, GENERATED_DIRECTORIES[0]!);
    } else this.#send(actOf(draw, this.#flow, this.state, people), directory);
    if (draw.more % 8 === 0) this.#lookAhead(directory);
    if (draw.more % 3 === 0 && this.state) this.#comeTrue(this.state);
  }

  /** A forecast always comes to an end, and leaves the state as it was. */
  #lookAhead(directory: Directory): void {
    if (this.state?.status !== 'running') return;
    freeze(this.state);
    const seen = forecast(this.#flow, this.state, { nowMs: this.#nowMs, directory });
    this.#holds('R12.1', seen.ok, () => 'the path ahead is refused');
  }

  arrive(): void {
    if (!this.state) return;
    this.#comeTrue(this.state);
    const derived = rowsOf(this.state);
    const detail = (): string => `${this.#rows}\n${derived}`;
    this.#holds('P1', derived === this.#rows.toString(), detail);
  }

  /** R12.1: what was foretold comes, if nothing changes and nothing was left open. */
  #comeTrue(state: InstanceState): void {
    const order = foretellableIn(this.#flow, state);
    if (state.status !== 'running' || !order) return;
    const at = { nowMs: this.#nowMs, directory: GENERATED_DIRECTORIES[0]! };
    const seen = forecast(this.#flow, state, at);
    // Where it goes by what is still to be filled in, no end is foretold.
    if (!seen.ok || seen.forecast.unknown || isLeftOpen(this.#flow, seen.forecast)) return;
    const apart = difference(seen.forecast, state, fulfil(this.#flow, state, at, order));
    const law = order === 'foretold' ? 'R12.1 came true in order' : 'R12.1 came true';
    this.#holds(law, apart === undefined, () => apart ?? '');
  }

  #send(act: Act, directory: Directory): void {
    const { state: before } = this;
    freeze(before);
    const lookups = new Map<string, LookupResult>();
    const [flow, target] =
      this.#flow === this.#twin ? [this.#twin, this.#first] : [this.#first, this.#twin];
    const decide = (state: InstanceState | undefined) =>
      handle(flow, state, act.command, {
        ...contextOf(act, this.#nowMs, directory),
        target,
        lookups,
        substitutions: SUBSTITUTIONS,
      });
    let decision = decide(before);
    while (!decision.ok && decision.lookups) {
      for (const lookup of decision.lookups) {
        const history = { ok: true, people: [], history: this.#history } as const;
        lookups.set(lookup.key, lookup.kind === 'history' ? history : outside(lookup));
      }
      this.#holds('R3.1', lookups.size < 100, () => 'no end of questions');
      decision = decide(before);
    }
    const again = decide(before && copy(before));
    const [one, two] = [JSON.stringify(decision), JSON.stringify(again)];
    this.#holds('K4', one === two, () => `${act.command.type}: ${one}\n${two}`);
    if (!decision.ok) {
      const { code } = decision.refusal;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      return;
    }
    const { events, state: after } = decision;
    this.state = after;
    this.events.push(...events);
    this.#history.push(events);
    const folded = fold(copy(this.events));
    this.#holds('D6', JSON.stringify(folded) === JSON.stringify(after), () => 'fold of journal');
    this.#rows.write(before, after);
    this.#isLed ||= events.some(({ type }) => LEADING.has(type));
    const isLed = this.#isLed;
    if (act.command.type === 'ReassignTasks' && this.state.status === 'running') {
      this.#holds('R3.2', !hasAbsent(flow, after, directory), () => 'somebody who left is asked');
    }
    checkLaws({ flow: this.#flow, before, events, after, isLed }, this.#exercised);
  }

  #holds(id: string, condition: boolean, detail: () => string): void {
    this.#exercised.set(id, (this.#exercised.get(id) ?? 0) + 1);
    if (!condition) invariant(false, id, detail());
  }
}

/** Whether a step that asks others when somebody leaves still asks one who is gone. */
function hasAbsent(flow: CompiledFlow, { visits }: InstanceState, directory: Directory): boolean {
  return visits.some(({ status, step: id, seats = [] }) => {
    const step = flow.steps.get(id)?.step;
    if (status !== 'open' || !step || !('ballot' in step)) return false;
    const policy = step.onLeave ?? flow.definition.onLeave;
    const isGone = (person: string): boolean => !directory.person(person)?.active;
    const open = seats.filter((seat) => seat.status === 'open');
    return policy === 'reassign' && open.some(({ person }) => isGone(person));
  });
}

/** One who always stands in, one up to an amount, two for each other, and one for another. */
const SUBSTITUTIONS: readonly Substitution[] = (
  [
    ['li-lei', 'zhou-jie', { limit: { field: 'amount', max: 50_000 } }],
    ['han-mei', 'wang-wei', {}],
    ['chen-yu', 'qian-duo', { flows: ['expense-claim', 'maze'] }],
    ['qian-duo', 'zhao-lin', {}],
    ['zhao-lin', 'qian-duo', { untilMs: 1_700_100_000_000 }],
  ] as const
).map(([principal, substitute, more], n) => ({
  id: `s${n}`,
  principal,
  substitute,
  fromMs: 0,
  untilMs: 9_000_000_000_000,
  ...more,
}));

/** What an outside service says: people who are there, who are not, or nothing at all. */
function outside({ key }: Lookup): LookupResult {
  const answers: readonly LookupResult[] = [
    { ok: true, people: ['li-lei', 'zhou-jie'] },
    { ok: true, people: ['wang-wei', 'nobody'] },
    { ok: true, people: [] },
    { ok: false, message: 'no answer' },
  ];
  return answers[(key.length * 7 + key.charCodeAt(key.length - 4)) % 5] ?? answers[0]!;
}

function contextOf({ actor }: Act, nowMs: number, directory: Directory) {
  const roles = actor.kind === 'person' ? directory.person(actor.id)?.roles : [ADMIN_ROLE];
  const may = (): boolean => roles?.includes(ADMIN_ROLE) ?? false;
  return { nowMs, actor, directory, may };
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
