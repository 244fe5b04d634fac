/** SettleCall and RetryStep: what the outbox found out, and a second try after an incident (R2.3). */

import type { RetryStep, SettleCall } from '../commands.ts';
import type { IncidentCode } from '../incidents.ts';
import { invariant } from '../invariant.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { settleSaga } from '../saga.ts';
import type { Visit } from '../state.ts';
import { isWornOut, raise } from '../visits.ts';
import { enterList, passVisit } from '../walk.ts';
import { refuseIdle } from './task.ts';

const CALL_FAILED: IncidentCode = 'call.failed';

/**
 * A delivery after the incident, by a redrive, still counts; one that comes when the instance has
 * gone on without it is taken back, if it can be. Refuses: call.not-waiting.
 */
export function settleCall(run: Run, command: SettleCall): Refusal | undefined {
  if (command.purpose) return settleSaga(run, command, command.purpose);
  const visit = run.state.visits[command.visit - 1];
  const { result } = command;
  const redriven = result.kind === 'delivered' && visit?.incident?.code === CALL_FAILED;
  if (visit?.kind !== 'call') return refusal('call.not-waiting');
  if (visit.status !== 'open' && !redriven) return settleLate(run, visit, command);
  if (result.kind === 'delivered') {
    const { status } = result;
    run.emit({ type: 'CallSettled', visit: visit.n, status, ...sagaNumber(run, visit) });
    if (!run.visit(visit.n).awaits) passVisit(run, visit.n);
    return undefined;
  }
  run.emit({ type: 'CallSettled', visit: visit.n, failure: result.message });
  raise(run, visit.n, CALL_FAILED, result.message);
  return undefined;
}

/** The world did what the instance no longer waits for. */
function settleLate(run: Run, visit: Visit, { result }: SettleCall): Refusal | undefined {
  const known = run.state.saga?.some((step) => step.visit === visit.n);
  if (result.kind !== 'delivered' || !visit.pledge || known) return refusal('call.not-waiting');
  const { status } = result;
  run.emit({ type: 'CallSettled', visit: visit.n, status, ...sagaNumber(run, visit) });
  return undefined;
}

function sagaNumber(run: Run, { n, pledge }: Visit): { readonly saga?: number } {
  const known = run.state.saga?.some((step) => step.visit === n);
  return pledge && !known ? { saga: (run.state.saga?.length ?? 0) + 1 } : {};
}

/** Refuses: admin.right-missing, instance.ended, incident.none, limit.visits. */
export function retryStep(run: Run, command: RetryStep): Refusal | undefined {
  const { actor, may } = run.context;
  if (!may('instance.retry')) return refusal('admin.right-missing', { right: 'instance.retry' });
  const idle = refuseIdle(run);
  if (idle) return idle;
  const visit = run.state.visits[command.visit - 1];
  if (visit?.status !== 'incident') return refusal('incident.none');
  if (isWornOut(run, visit.step)) return refusal('limit.visits', { step: visit.step });
  run.emit({ type: 'IncidentResolved', visit: visit.n, by: actor });
  const place = run.flow.steps.get(visit.step);
  invariant(place, 'V2', 'the step stands in the pinned version');
  const frame = { parent: visit.parent, branch: visit.branch };
  const back = visit.back ? { step: visit.step, back: visit.back } : undefined;
  enterList(run, frame, place.index, visit.seek ?? back);
  return undefined;
}
