/** What lists show of requests that nobody has opened: their amounts, and what waits in a pool. */

import type {
  Directory,
  InstanceId,
  InstanceState,
  Json,
  JsonObject,
  TaskId,
  Text,
  Vote,
} from '../kernel/index.ts';
import { holderOf, LIMITS, poolOf, taskId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { Knowledge } from './knowledge.ts';
import type { Caller } from './requests.ts';
import { hiddenFields, maySee } from './see.ts';
import { stateOf } from './snapshots.ts';

export interface FactsView {
  readonly instance: InstanceId;
  /** The first amount, in the order of the form, that the caller may see (R6.18). */
  readonly amount?: { readonly value: number; readonly currency?: string };
  /** The fields that the flow pins, as far as the caller may see them (R6.18). */
  readonly pinned?: readonly PinnedFact[];
  /** The caller’s open tasks that are asked of a pool and that nobody has taken (R6.3). */
  readonly pooled?: readonly TaskId[];
  /** How the caller voted, by task. */
  readonly votes?: Readonly<Record<TaskId, Vote>>;
}

/** One field as a list shows it. */
export interface PinnedFact {
  readonly field: string;
  readonly title: Text;
  /** Of a list, how many there are. */
  readonly value: string | number | boolean;
  /** What the value is called: of a person, a department, a choice. */
  readonly label?: Text;
  readonly kind: 'money' | 'number' | 'date' | 'date-time' | 'text' | 'yes-no' | 'count';
  readonly currency?: string;
}

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
}

/** Shape: instances → what is to be shown of those of which there is something. */
export async function factsOf(
  { store, knowledge }: World,
  caller: Caller,
  ids: readonly InstanceId[],
): Promise<readonly FactsView[]> {
  const { tenant } = caller;
  const keys = [...new Set(ids)].map((instance) => ({ tenant, instance }));
  const [{ instances }, directory] = await Promise.all([
    store.instances.load(keys, []),
    knowledge.directory(tenant),
  ]);
  const found: FactsView[] = [];
  for (const stored of instances) {
    if (!stored) continue;
    const state = stateOf(stored);
    const flow = await knowledge.flow(tenant, state.flow.hash);
    if (!flow || !maySee(state, caller, directory)) continue;
    const hidden = hiddenFields(flow, state, caller, directory);
    const amount = amountIn(flow.definition.form as JsonObject, state.form, hidden);
    const pooled = pooledIn(state, caller.person);
    const pinned = pinnedIn(flow.definition.form as JsonObject, state.form, hidden, directory);
    const votes = votesIn(state, caller.person);
    const hasVoted = Object.keys(votes).length > 0;
    if (!amount && pooled.length === 0 && pinned.length === 0 && !hasVoted) continue;
    found.push({
      instance: state.id,
      ...(amount ? { amount } : {}),
      ...(pinned.length > 0 ? { pinned } : {}),
      ...(pooled.length > 0 ? { pooled } : {}),
      ...(hasVoted ? { votes } : {}),
    });
  }
  return found;
}

function amountIn(
  schema: JsonObject,
  form: JsonObject,
  hidden: ReadonlySet<string>,
): FactsView['amount'] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const order = Array.isArray(schema['x-order']) ? schema['x-order'].map(String) : [];
  // A definition is kept with its keys sorted: what comes first is what is shown first.
  for (const name of new Set([...order, ...Object.keys(properties)])) {
    const { 'x-kind': kind, 'x-currency': currency } = properties[name] ?? {};
    const value = form[name];
    if (kind !== 'money' || hidden.has(name) || typeof value !== 'number') continue;
    return { value, ...(typeof currency === 'string' ? { currency } : {}) };
  }
  return undefined;
}

/** Characters of a text that a list shows. */
const FACT_CHARS_MAX = 60;

function pinnedIn(
  schema: JsonObject,
  form: JsonObject,
  hidden: ReadonlySet<string>,
  directory: Directory,
): readonly PinnedFact[] {
  const names = Array.isArray(schema['x-facts']) ? schema['x-facts'].map(String) : [];
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return names.slice(0, LIMITS.factsMax).flatMap((field) => {
    const own = properties[field];
    const value = form[field];
    if (!own || value === undefined || value === null || hidden.has(field)) return [];
    const title = (own['title'] ?? field) as Text;
    return [{ field, title, ...shownOf(own, value, directory) }];
  });
}

function shownOf(
  schema: JsonObject,
  value: Json,
  directory: Directory,
): Omit<PinnedFact, 'field' | 'title'> {
  const { 'x-kind': kind, 'x-currency': currency, 'x-labels': labels, format } = schema;
  if (Array.isArray(value)) return { kind: 'count', value: value.length };
  if (typeof value === 'boolean') return { kind: 'yes-no', value };
  if (typeof value === 'number') {
    if (kind !== 'money') return { kind: 'number', value };
    return { kind, value, ...(typeof currency === 'string' ? { currency } : {}) };
  }
  const text = String(typeof value === 'string' ? value : JSON.stringify(value));
  if (format === 'date' || format === 'date-time') return { kind: format, value: text };
  const label =
    kind === 'person' || kind === 'department'
      ? directory[kind](text)?.name
      : (labels as { readonly [value: string]: Text } | undefined)?.[text];
  const shown = [...text].slice(0, FACT_CHARS_MAX).join('');
  return { kind: 'text', value: shown, ...(label === undefined ? {} : { label }) };
}

function pooledIn(state: InstanceState, person: string): readonly TaskId[] {
  return state.visits.flatMap((visit) =>
    (visit.seats ?? []).flatMap((seat) => {
      const isFree = poolOf(visit, seat)?.claim === undefined && poolOf(visit, seat) !== undefined;
      const isOwn = seat.status === 'open' && holderOf(seat) === person;
      return isFree && isOwn ? [taskId(state.id, visit.n, seat.n)] : [];
    }),
  );
}

function votesIn(state: InstanceState, person: string): Readonly<Record<TaskId, Vote>> {
  const own = state.visits.flatMap((visit) =>
    (visit.seats ?? []).flatMap(({ n, vote, actor }) =>
      vote !== undefined && actor?.kind === 'person' && actor.id === person
        ? [[taskId(state.id, visit.n, n), vote] as const]
        : [],
    ),
  );
  return Object.fromEntries(own);
}
