/** What requests are about in money: the first field of the form that is an amount. */

import type { InstanceId, JsonObject } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { Knowledge } from './knowledge.ts';
import type { Caller } from './requests.ts';
import { hiddenFields, maySee } from './see.ts';
import { stateOf } from './snapshots.ts';

export interface AmountView {
  readonly instance: InstanceId;
  readonly value: number;
  readonly currency?: string;
}

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
}

/** Shape: instances → the amounts of those that have one and that the caller may see (R6.18). */
export async function amountsOf(
  { store, knowledge }: World,
  caller: Caller,
  ids: readonly InstanceId[],
): Promise<readonly AmountView[]> {
  const { tenant } = caller;
  const keys = [...new Set(ids)].map((instance) => ({ tenant, instance }));
  const [{ instances }, directory] = await Promise.all([
    store.instances.load(keys, []),
    knowledge.directory(tenant),
  ]);
  const found: AmountView[] = [];
  for (const stored of instances) {
    if (!stored) continue;
    const state = stateOf(stored);
    const flow = await knowledge.flow(tenant, state.flow.hash);
    if (!flow || !maySee(state, caller, directory)) continue;
    const hidden = hiddenFields(flow, state, caller, directory);
    const amount = amountIn(flow.definition.form as JsonObject, state.form, hidden);
    if (amount) found.push({ instance: state.id, ...amount });
  }
  return found;
}

function amountIn(
  schema: JsonObject,
  form: JsonObject,
  hidden: ReadonlySet<string>,
): Omit<AmountView, 'instance'> | undefined {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  for (const [name, { 'x-kind': kind, 'x-currency': currency }] of Object.entries(properties)) {
    const value = form[name];
    if (kind !== 'money' || hidden.has(name) || typeof value !== 'number') continue;
    return { value, ...(typeof currency === 'string' ? { currency } : {}) };
  }
  return undefined;
}
