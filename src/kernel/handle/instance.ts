/** WithdrawInstance, TerminateInstance, AddComment: acts on the instance as a whole (R8.1, R8.2). */

import type { AddComment, TerminateInstance, WithdrawInstance } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { refuseEnded } from './task.ts';

/** Refuses: instance.ended, withdraw.*. */
export function withdraw(run: Run, command: WithdrawInstance): Refusal | undefined {
  const { actor } = run.context;
  if (actor.kind !== 'person' || actor.id !== run.state.initiator) {
    return refusal('withdraw.not-initiator');
  }
  if (!run.isRunning) return refuseEnded(run);
  if ((command.reason?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  const policy = run.flow.definition.withdraw ?? 'while-running';
  const voted = run.state.visits.some(
    (visit) => visit.kind !== 'start' && visit.seats?.some((seat) => seat.vote),
  );
  if (policy === 'never' || (policy === 'until-first-vote' && voted)) {
    return refusal('withdraw.not-allowed', { policy });
  }
  const reason = command.reason ? { reason: command.reason } : {};
  run.emit({ type: 'InstanceEnded', outcome: 'withdrawn', by: actor, ...reason });
  return undefined;
}

/** Refuses: instance.ended, admin.*. */
export function terminate(run: Run, command: TerminateInstance): Refusal | undefined {
  const { actor, may } = run.context;
  if (!may('instance.terminate'))
    return refusal('admin.right-missing', { right: 'instance.terminate' });
  if (!run.isRunning) return refuseEnded(run);
  if (command.reason.trim() === '') return refusal('admin.reason-required');
  if (command.reason.length > LIMITS.commentCharsMax) return refusal('comment.too-long');
  run.emit({ type: 'InstanceEnded', outcome: 'terminated', by: actor, reason: command.reason });
  return undefined;
}

/** Allowed after the end, too (L1). Refuses: comment.*. */
export function addComment(run: Run, command: AddComment): Refusal | undefined {
  if (command.text.trim() === '') return refusal('comment.empty');
  if (command.text.length > LIMITS.commentCharsMax) return refusal('comment.too-long');
  run.emit({ type: 'Commented', by: run.context.actor, text: command.text });
  return undefined;
}
