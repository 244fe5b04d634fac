/** ReceiveMessage: what a visit waits for has come. */

import type { ReceiveMessage } from '../commands.ts';
import type { WaitStep } from '../definition.ts';
import { invariant } from '../invariant.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { compute } from '../variables.ts';
import { raise } from '../visits.ts';
import { passVisit } from '../walk.ts';

/** Refuses: message.not-awaited. */
export function receive(run: Run, command: ReceiveMessage): Refusal | undefined {
  const visit = run.state.visits[command.visit - 1];
  if (visit?.status !== 'open' || !visit.awaits) return refusal('message.not-awaited');
  const step = run.flow.steps.get(visit.step)?.step;
  const waiting = step?.kind === 'call' ? step.callback : step?.kind === 'wait' ? step : undefined;
  invariant(waiting, 'C2', 'the visit waits for a message');
  run.emit({ type: 'MessageReceived', visit: visit.n, message: command.message });
  if (keep(run, visit.n, waiting, command)) passVisit(run, visit.n);
  return undefined;
}

/** What the step takes from the message becomes variables; false when that fails (R2.3). */
function keep(
  run: Run,
  visit: number,
  { set }: Pick<WaitStep, 'set'>,
  { payload }: ReceiveMessage,
): boolean {
  if (!set || payload === undefined) return true;
  const scope = { ...run.scope(), message: payload };
  const computed = compute(run, set, scope, 'whole', 'message');
  if (computed.ok) {
    run.emit({ type: 'VariablesSet', visit, vars: computed.vars });
    return true;
  }
  raise(run, visit, computed.code, computed.message);
  return false;
}
