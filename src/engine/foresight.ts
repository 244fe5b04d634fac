/** What comes next and why it came out so, as one viewer may see it (R12). */

import type {
  Brought,
  Choices,
  CompiledFlow,
  Directory,
  Event,
  Explanation,
  Forecast,
  JsonObject,
  OpenQuestion,
  PersonId,
  Standing,
  Text,
  Trace,
  WhatIf,
} from '../kernel/index.ts';
import {
  explain,
  fold,
  forecast,
  forecastStart,
  parseTaskId,
  standingOf,
} from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';
import type { Caller } from './requests.ts';
import { hiddenFields, readsHidden } from './see.ts';
import { titleOf } from './titles.ts';
import type { PersonView, Views } from './views.ts';
import { unruled } from './withheld.ts';

export interface ForecastStepView {
  readonly visit: number;
  readonly parent: number;
  readonly branch: number;
  readonly step: string;
  readonly title: Text;
  readonly kind: string;
  readonly when: 'now' | 'later';
  readonly status: 'expected' | 'skipped' | 'incident';
  readonly people: readonly PersonView[];
  /** Those among them whom somebody brought in by hand. */
  readonly added?: readonly { readonly person: PersonView; readonly by: PersonView }[];
  /** Of these, who will not be asked for they will have approved before. */
  readonly settled?: readonly PersonView[];
  readonly because?: { readonly expression: string; readonly values: JsonObject };
  /** Rows of a decision table that hold, from 1. */
  readonly rows?: readonly number[];
  /** Why nobody can say yet who it will be. */
  readonly open?: OpenQuestionView;
  readonly dependsOn: readonly string[];
}

/** Somebody will choose, or a service will be asked. */
export interface OpenQuestionView {
  readonly kind: 'choose' | 'function' | 'http';
  readonly by?: 'initiator' | 'previous';
  /** Who may be named; absent: anybody. */
  readonly from?: readonly PersonView[];
  readonly min?: number;
  readonly max?: number;
  readonly target?: string;
}

export interface ForecastView {
  readonly steps: readonly ForecastStepView[];
  readonly outcome?: string;
  /** Fields still to be filled in without which nobody can say how it ends. */
  readonly unknown?: readonly string[];
  /** Why the verdict that was tried would be refused; then there are no steps. */
  readonly refused?: AnyRefusal;
  readonly stuck?: { readonly step: string; readonly title: Text; readonly code: string };
  /** What the verdict that was tried brings at once. */
  readonly brings?: BroughtView;
}

export type BroughtView =
  | { readonly kind: 'end'; readonly outcome: string }
  | {
      readonly kind: 'back';
      readonly step: string;
      readonly title: Text;
      readonly people: readonly PersonView[];
    };

export interface ExplanationView extends Omit<Explanation, 'people' | 'by' | 'seats' | 'branches'> {
  readonly title: Text;
  readonly people?: readonly {
    readonly stage: string;
    readonly rule?: string;
    readonly group?: string;
    readonly figures?: { readonly [name: string]: number };
    readonly people: readonly PersonView[];
  }[];
  readonly by?: PersonView;
  /** What the branches are called that were taken for `because`, where their author said so. */
  readonly branches?: readonly Text[];
  /** Where the person asked about stands with this visit. */
  readonly standing?: Standing;
}

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly views: Views;
  readonly clock: Clock;
}

export class Foresight {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The path before a start. Refuses: flow.unknown, and what the start would be refused for. */
  async beforeStart(
    caller: Caller,
    start: {
      readonly flow: string;
      readonly version?: string;
      readonly form: JsonObject;
      readonly choices?: Choices;
    },
  ): Promise<ForecastView | AnyRefusal> {
    const { store, knowledge, clock } = this.#world;
    const { tenant, person } = caller;
    const record =
      start.version === undefined
        ? await store.flows.latest(tenant, start.flow)
        : await store.flows.byVersion(tenant, start.flow, start.version);
    if (!record) return refuse('flow.unknown');
    const flow = knowledge.compiled(record);
    const directory = await knowledge.directory(tenant);
    const substitutions = await knowledge.substitutions(tenant);
    const at = { nowMs: clock.nowMs(), directory, substitutions };
    const { form, choices } = start;
    const begun = { tenant, initiator: person, form, ...(choices ? { choices } : {}) };
    const found = forecastStart(flow, begun, at);
    if (!found.ok) return found.refusal;
    return forecastView(flow, found.forecast, directory, new Set());
  }

  /** The path from now on, or after a verdict on a task. Refuses: instance.unknown. */
  async ahead(
    caller: Caller,
    instance: string,
    whatIf?: { readonly task: string; readonly verdict: 'approve' | 'reject' },
  ): Promise<ForecastView | AnyRefusal> {
    const seen = await this.#world.views.see(caller, instance);
    if (!seen) return refuse('instance.unknown');
    const { state, flow, directory, hidden } = seen;
    const place = whatIf && parseTaskId(whatIf.task);
    if (whatIf && place?.instance !== instance) return refuse('instance.unknown');
    const tried: WhatIf | undefined =
      whatIf && place ? { ...place, verdict: whatIf.verdict } : undefined;
    const substitutions = await this.#world.knowledge.substitutions(caller.tenant);
    const at = { nowMs: this.#world.clock.nowMs(), directory, substitutions };
    const found = forecast(flow, state, at, tried);
    if (!found.ok) return { steps: [], refused: found.refusal };
    return forecastView(flow, found.forecast, directory, hidden);
  }

  /** The path as it was to be expected after an event, with the people of today (V2). Refuses: instance.unknown. */
  async aheadThen(
    caller: Caller,
    instance: string,
    seq: number,
  ): Promise<ForecastView | AnyRefusal> {
    const seen = await this.#world.views.see(caller, instance);
    const events = seen ? (await this.#events(caller, instance)).slice(0, seq) : [];
    const last = events.at(-1);
    const state = fold(events);
    if (!seen || !last || !state) return refuse('instance.unknown');
    const { directory } = seen;
    const flow = await this.#world.knowledge.flow(caller.tenant, state.flow.hash);
    if (!flow) return refuse('instance.unknown');
    // What nobody hides today was hidden from nobody then, unless the flow was another.
    const hidden = hiddenFields(flow, seen.state, caller, directory);
    const substitutions = await this.#world.knowledge.substitutions(caller.tenant);
    const found = forecast(flow, state, { nowMs: last.atMs, directory, substitutions });
    if (!found.ok) return { steps: [], refused: found.refusal };
    return forecastView(flow, found.forecast, directory, hidden);
  }

  /** Every automatic choice so far; with a person, where that person stands with each. */
  async explain(
    caller: Caller,
    instance: string,
    person?: PersonId,
  ): Promise<readonly ExplanationView[] | AnyRefusal> {
    const seen = await this.#world.views.see(caller, instance);
    if (!seen) return refuse('instance.unknown');
    const { flow, directory, hidden } = seen;
    const name = namesOf(directory);
    const events = await this.#events(caller, instance);
    return explain(events).map((explanation) => {
      const { people, because, rows, by, branches = [], seats: _seats, ...rest } = explanation;
      const stages = hidden.size > 0 ? people?.map(unruled) : people;
      const shown = because && withoutHidden(flow, because, hidden);
      const taken = shown ? branchTitles(flow, explanation.step, branches) : [];
      return {
        ...rest,
        title: titleOf(flow, explanation.step),
        ...(stages
          ? { people: stages.map((stage) => ({ ...stage, people: stage.people.map(name) })) }
          : {}),
        ...(shown ? { because: shown } : {}),
        ...(rows && (shown || hidden.size === 0) ? { rows } : {}),
        ...(taken.length > 0 ? { branches: taken } : {}),
        ...(by === undefined ? {} : { by: name(by) }),
        ...(person === undefined || !people ? {} : { standing: standingOf(explanation, person) }),
      };
    });
  }

  async #events({ tenant }: Caller, instance: string): Promise<readonly Event[]> {
    const limit = ENGINE_LIMITS.journalPage;
    const events: Event[] = [];
    for (let after = 0; ; ) {
      const page = { limit, after };
      const rows = await this.#world.store.instances.journal({ tenant, instance }, page);
      for (const row of rows) events.push(...(JSON.parse(row.events) as Event[]));
      after = rows.at(-1)?.lastSeq ?? after;
      if (rows.length < limit) return events;
    }
  }
}

function branchTitles(flow: CompiledFlow, id: string, taken: readonly number[]): readonly Text[] {
  const step = flow.steps.get(id)?.step;
  const all: readonly { readonly title?: Text }[] = step && 'branches' in step ? step.branches : [];
  return taken.flatMap((index) => {
    const title = all[index]?.title;
    return title === undefined ? [] : [title];
  });
}

function namesOf(directory: { person(id: PersonId): { name: Text } | undefined }) {
  return (id: PersonId): PersonView => ({ id, name: directory.person(id)?.name ?? id });
}

function forecastView(
  flow: CompiledFlow,
  { steps, outcome, unknown = [], stuck, brings }: Forecast,
  directory: Directory,
  hidden: ReadonlySet<string>,
): ForecastView {
  const name = namesOf(directory);
  const shownGaps = unknown.filter((field) => !hidden.has(rootOf(field)));
  return {
    steps: steps.map(({ trace, people, added, settled, dependsOn, open, ...step }) => {
      const because = trace?.because && withoutHidden(flow, trace.because, hidden);
      return {
        ...step,
        title: titleOf(flow, step.step),
        people: people.map(name),
        ...(added
          ? { added: added.map(({ person, by }) => ({ person: name(person), by: name(by) })) }
          : {}),
        ...(settled ? { settled: settled.map(name) } : {}),
        ...(because ? { because } : {}),
        ...(because && trace?.rows ? { rows: trace.rows } : {}),
        ...(open ? { open: questionView(open, name) } : {}),
        dependsOn: dependsOn.filter((field) => !hidden.has(rootOf(field))),
      };
    }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(shownGaps.length > 0 ? { unknown: shownGaps } : {}),
    ...(stuck ? { stuck: { ...stuck, title: titleOf(flow, stuck.step) } } : {}),
    ...(brings ? { brings: broughtView(flow, brings, name) } : {}),
  };
}

function broughtView(
  flow: CompiledFlow,
  brings: Brought,
  name: (id: PersonId) => PersonView,
): BroughtView {
  if (brings.kind === 'end') return brings;
  return { ...brings, title: titleOf(flow, brings.step), people: brings.people.map(name) };
}

function questionView(open: OpenQuestion, name: (id: PersonId) => PersonView): OpenQuestionView {
  if (open.kind !== 'choose') return open;
  const { from, ...rest } = open;
  return { ...rest, ...(from ? { from: from.map(name) } : {}) };
}

/** A reason that rests on a hidden field is not told: the expression alone may give it away. */
function withoutHidden(
  flow: CompiledFlow,
  because: NonNullable<Trace['because']>,
  hidden: ReadonlySet<string>,
): NonNullable<Trace['because']> | undefined {
  return readsHidden(flow, because.expression, hidden) ? undefined : because;
}

function rootOf(path: string): string {
  return path.split('.')[0] ?? path;
}
