/** What lists show of requests that nobody has opened: their amounts, and what waits in a pool. */

import type { InstanceId, InstanceState, JsonObject, TaskId } from '../kernel/index.ts';
import { holderOf, poolOf, taskId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { Knowledge } from './knowledge.ts';
import type { Caller } from './requests.ts';
import { hiddenFields, maySee } from './see.ts';
import { stateOf } from './snapshots.ts';

export interface FactsView {
  readonly instance: InstanceId;
  /** The first amount of the form that the caller may see (R6.18). */
  readonly amount?: { readonly value: number; readonly currency?: string };
  /** The caller’s open tasks that are asked of a pool and that nobody has taken (R6.3). */
  readonly pooled?: readonly TaskId[];
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
    if (!amount && pooled.length === 0) continue;
    found.push({
      instance: state.id,
      ...(amount ? { amount } : {}),
      ...(pooled.length > 0 ? { pooled } : {}),
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
  for (const [name, { 'x-kind': kind, 'x-currency': currency }] of Object.entries(properties)) {
    const value = form[name];
    if (kind !== 'money' || hidden.has(name) || typeof value !== 'number') continue;
    return { value, ...(typeof currency === 'string' ? { currency } : {}) };
  }
  return undefined;
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
