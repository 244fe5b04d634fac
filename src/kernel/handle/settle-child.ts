/** SettleChild: a child has ended, or could not be started; the join of the step counts it. */

import type { SettleChild } from '../commands.ts';
import { followRejection } from '../decide.ts';
import type { SubflowStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import { invariant } from '../invariant.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import { destination, sendBack } from '../return.ts';
import type { Run } from '../run.ts';
import type { Child, Visit } from '../state.ts';
import { compute } from '../variables.ts';
import { close, raise } from '../visits.ts';
import { passVisit } from '../walk.ts';
import type { Actor, Json } from '../words.ts';

/** What ends a child so that its parent does not count it as passed. */
const FAILED: ReadonlySet<string> = new Set([
  ...['rejected', 'withdrawn', 'terminated', 'void', 'returned'],
]);

/** Refuses: child.not-awaited. */
export function settleChild(run: Run, command: SettleChild): Refusal | undefined {
  const { visit: n, child, result } = command;
  const visit = run.state.visits[n - 1];
  const known = visit?.children?.[child - 1];
  if (visit?.status !== 'open' || known?.status !== 'running') {
    return refusal('child.not-awaited');
  }
  const step = run.flow.steps.get(visit.step)?.step;
  invariant(step?.kind === 'subflow', 'C2', 'the visit has children');
  if (result.kind === 'failed') {
    run.emit({ type: 'ChildEnded', visit: n, child, outcome: 'not-started' });
    raise(run, n, incident('subflow.not-started').code, result.message);
    return undefined;
  }
  const { outcome, form, vars = {} } = result;
  const by: Actor = { kind: 'system', cause: 'subflow' };
  if (outcome === 'returned') {
    run.emit({ type: 'ChildEnded', visit: n, child, outcome });
    const { to, resume } = step.returned ?? { to: 'previous', resume: 'forward' };
    const target = destination(run, visit, to) ?? { kind: 'start' };
    sendBack(run, run.visit(n), target, { resume, by });
    return undefined;
  }
  const scope = { ...run.scope(), child: { id: known.id, outcome, form: form ?? {}, vars } };
  const as = step.each === undefined ? 'whole' : 'element';
  const computed =
    form === undefined ? undefined : compute(run, step.set ?? {}, scope, as, 'child');
  if (computed && !computed.ok) {
    run.emit({ type: 'ChildEnded', visit: n, child, outcome });
    raise(run, n, computed.code, computed.message);
    return undefined;
  }
  const kept = computed && Object.keys(computed.vars).length > 0 ? { vars: computed.vars } : {};
  run.emit({ type: 'ChildEnded', visit: n, child, outcome, ...kept });
  join(run, n, step, by);
  return undefined;
}

/** Whether the children that have ended, or that may still, make up what the step waits for. */
function join(run: Run, n: number, step: SubflowStep, by: Actor): void {
  const visit = run.visit(n);
  const children = visit.children ?? [];
  const counted = children.filter((child) => counts(child, step)).length;
  const open = children.filter(({ status }) => status === 'running').length;
  const { join: rule = 'all' } = step;
  const wanted = rule === 'any' ? 1 : rule === 'all' ? children.length : rule.count;
  const needed = Math.min(wanted, children.length);
  if (counted >= needed) {
    keepResults(run, visit, step);
    passVisit(run, n, 'joined', by);
  } else if (counted + open < needed) {
    close(run, n, 'rejected', 'child-failed', by);
    followRejection(run, n, step.onReject, by);
  }
}

function counts({ status, outcome = '' }: Child, { accept }: SubflowStep): boolean {
  return status === 'ended' && (accept === 'ended' || !FAILED.has(outcome));
}

/** A single child gives its values, several give lists in the order of the elements. */
function keepResults(run: Run, { n, children = [] }: Visit, step: SubflowStep): void {
  const names = Object.keys(step.set ?? {});
  const ended = children.filter((child) => counts(child, step));
  if (names.length === 0 || !ended.some(({ vars }) => vars)) return;
  const vars: { [name: string]: Json } = {};
  for (const name of names) {
    const values = ended.flatMap((child) => child.vars?.[name] ?? []);
    if (step.each !== undefined) vars[name] = values;
    else if (values[0] !== undefined) vars[name] = values[0];
  }
  run.emit({ type: 'VariablesSet', visit: n, vars });
}
