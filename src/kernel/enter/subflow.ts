/** Enters a subflow: starts a child for the step, or one for each element of a list (子流程). */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { SubflowStep } from '../definition.ts';
import { itemPurpose } from '../expressions.ts';
import { incident } from '../incidents.ts';
import { isJson } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { Run } from '../run.ts';
import type { Because, Scope } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import { sha256 } from '../sha256.ts';
import type { Incident } from '../state.ts';
import { close, open, stop } from '../visits.ts';
import type { Json, JsonObject, PersonId } from '../words.ts';

interface Plan {
  readonly form: JsonObject;
  readonly initiator: PersonId;
}

type Failed = Incident & { readonly ok: false };

export function enterSubflow(run: Run, entry: Entry<SubflowStep>): readonly Todo[] {
  const { step, here } = entry;
  const depth = (run.state.parent?.depth ?? 0) + 1;
  if (depth > LIMITS.subflowDepthMax) return stop(run, entry, incident('subflow.too-deep'));
  const items = itemsOf(run, step);
  if (!items.ok) return stop(run, entry, items);
  const room = shareOf(run, items.list.length);
  if (room === 0) return stop(run, entry, incident('subflow.too-wide'));
  const plans: Plan[] = [];
  for (const item of items.list) {
    const plan = planOf(run, step, item);
    if ('ok' in plan) return stop(run, entry, plan);
    plans.push(plan);
  }
  const wait = step.wait ?? true;
  const { because } = items;
  const visit = open(run, entry, { back: here?.back, ...(because ? { because } : {}) });
  const { tenant, id: instance } = run.state;
  const children = plans.map((_plan, index) => ({
    n: index + 1,
    id: sha256(`${tenant}/${instance}.${visit}.${index + 1}`).slice(0, 32),
  }));
  run.emit({ type: 'ChildrenStarted', visit, flow: step.flow, children, wait });
  for (const [index, { form, initiator }] of plans.entries()) {
    const { n, id: child } = children[index]!;
    run.effects.push({
      kind: 'start-child',
      ...run.outgoing(visit, `${visit}.c${n}`),
      child,
      flow: step.flow,
      ...(step.version === undefined ? {} : { version: step.version }),
      initiator,
      form,
      parent: { instance, visit, child: n, depth, ...(room < LIMITS.familyMax ? { room } : {}) },
      wait,
    });
  }
  if (wait && children.length > 0) return [];
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}

/** Depth alone does not bound a family: a hundred children eight deep are more than a store holds. */
function shareOf(run: Run, children: number): number {
  return Math.floor((run.state.parent?.room ?? LIMITS.familyMax) / Math.max(1, children));
}

/** What there is to be a child for: the elements of the list, or one thing without a name. */
function itemsOf(
  run: Run,
  { each }: SubflowStep,
):
  | { readonly ok: true; readonly list: readonly (Json | undefined)[]; readonly because?: Because }
  | Failed {
  if (each === undefined) return { ok: true, list: [undefined] };
  const found = evaluate(programOf(run.flow, each), run.scope());
  if (!found.ok) return found;
  if (!Array.isArray(found.value) || !found.value.every(isJson)) {
    return { ok: false, ...incident('subflow.no-list') };
  }
  if (found.value.length > LIMITS.childrenPerVisitMax) {
    return { ok: false, ...incident('subflow.too-many') };
  }
  return { ok: true, list: found.value, because: found.because };
}

function planOf(run: Run, step: SubflowStep, item: Json | undefined): Plan | Failed {
  const scope: Scope = { ...run.scope(), ...(item === undefined ? {} : { item }) };
  const purpose = itemPurpose(step);
  const form: { [field: string]: Json } = {};
  for (const [field, source] of Object.entries(step.form ?? {})) {
    const value = evaluate(programOf(run.flow, source, purpose), scope);
    if (!value.ok) return value;
    if (!isJson(value.value)) return { ok: false, ...incident('subflow.not-json') };
    form[field] = value.value;
  }
  const { initiator = 'initiator' } = step;
  if (typeof initiator === 'object') {
    const found = evaluate(programOf(run.flow, initiator.cel, purpose), scope);
    if (!found.ok) return found;
    if (typeof found.value !== 'string') return { ok: false, ...incident('people.not-a-person') };
    return { form, initiator: found.value };
  }
  const { actor } = run.context;
  const acts = initiator === 'actor' && actor.kind === 'person';
  return { form, initiator: acts ? actor.id : run.state.initiator };
}
