/** JumpInstance, AdvanceVisit, ReplaceVoter, ReviveInstance: administrators lead the way (R8.2). */

import type {
  AdvanceVisit,
  JumpInstance,
  ReplaceVoter,
  ReviveInstance,
} from '../admin-commands.ts';
import { isLive } from '../apply.ts';
import { resumeClock } from '../clock.ts';
import type { CompiledStep } from '../compile.ts';
import type { Right } from '../context.ts';
import { coveredBy, landingAt } from '../jump.ts';
import { LIMITS } from '../limits.ts';
import { hasActedAgainst } from '../people/duty.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { START_STEP } from '../state.ts';
import { isWornOut } from '../visits.ts';
import { cancelInside, enterList, passVisit, ROOT } from '../walk.ts';
import type { StepId } from '../words.ts';
import { refuseOrder } from './instance.ts';
import { armDeadline } from './start.ts';
import { isRefusal, placeOf, refuseIdle, refusePerson, refuseShut } from './task.ts';

/** Refuses: admin.*, instance.*, jump.unknown-step, limit.visits. */
export function jump(run: Run, command: JumpInstance): Refusal | undefined {
  const no = refuseSteering(run, 'instance.steer', command.reason) ?? refuseIdle(run);
  if (no) return no;
  const place = targetOf(run, command.to);
  if (isRefusal(place)) return place;
  const landing = landingAt(run, place);
  const { to, reason } = command;
  const by = run.context.actor;
  run.emit({ type: 'InstanceJumped', to, by, reason, ...coveredBy(run, landing) });
  if (landing.frame.parent === 0) resumeClock(run);
  enterList(run, landing.frame, landing.ahead.index, { step: to, force: true });
  return undefined;
}

/** Refuses: admin.*, instance.*, visit.not-open, distinct.conflict. */
export function advance(run: Run, command: AdvanceVisit): Refusal | undefined {
  const { visit: n, reason } = command;
  const no = refuseSteering(run, 'instance.steer', reason) ?? refuseIdle(run);
  if (no) return no;
  const visit = run.state.visits[n - 1];
  if (!visit || !isLive(visit) || visit.step === START_STEP) return refusal('visit.not-open');
  const by = run.context.actor;
  if (by.kind === 'person' && hasActedAgainst(run.flow, run.state, visit.step, by.id)) {
    return refusal('distinct.conflict', { step: visit.step });
  }
  run.emit({ type: 'VisitAdvanced', visit: n, by, reason });
  cancelInside(run, n, 'advanced');
  passVisit(run, n, 'advanced', by);
  return undefined;
}

/** Refuses: admin.*, instance.*, task.*, person.*, limit.seats. */
export function replaceVoter(run: Run, command: ReplaceVoter): Refusal | undefined {
  const { to, reason } = command;
  const no = refuseSteering(run, 'instance.steer', reason);
  if (no) return no;
  const place = placeOf(run, command);
  if (isRefusal(place)) return place;
  const shut = refuseShut(run, place.visit, place.seat) ?? refusePerson(run, place, to);
  if (shut) return shut;
  if ((place.visit.seats?.length ?? 0) >= LIMITS.seatsPerVisitMax) return refusal('limit.seats');
  const { visit, seat } = command;
  const by = run.context.actor;
  const directory = run.context.directory.version;
  run.emit({ type: 'SeatReplaced', visit, seat, to, by, reason, directory });
  return undefined;
}

/** The deadline counts anew. Refuses: admin.*, instance.not-ended, jump.unknown-step, limit.visits. */
export function revive(run: Run, command: ReviveInstance): Refusal | undefined {
  const { to, reason } = command;
  const no = refuseSteering(run, 'instance.revive', reason);
  if (no) return no;
  if (run.state.status !== 'ended') return refusal('instance.not-ended');
  const place = targetOf(run, to);
  if (isRefusal(place)) return place;
  const deadline = armDeadline(run.flow, run.context);
  if (isRefusal(deadline)) return deadline;
  const landing = landingAt(run, place);
  const { superseded } = coveredBy(run, landing);
  const by = run.context.actor;
  run.emit({ type: 'InstanceRevived', to, by, reason, superseded, ...deadline });
  enterList(run, ROOT, landing.ahead.index, { step: to, force: true });
  return undefined;
}

/** Refuses what `refuseOrder` refuses, and whoever started it: it would be a way around R3.5. */
export function refuseSteering(run: Run, right: Right, reason: string): Refusal | undefined {
  const no = refuseOrder(run, right, reason);
  if (no) return no;
  const { actor } = run.context;
  const own = actor.kind === 'person' && actor.id === run.state.initiator;
  return own ? refusal('admin.own-instance') : undefined;
}

function targetOf(run: Run, to: StepId): CompiledStep | Refusal {
  const place = run.flow.steps.get(to);
  if (!place) return refusal('jump.unknown-step', { step: to });
  return isWornOut(run, to) ? refusal('limit.visits', { step: to }) : place;
}
