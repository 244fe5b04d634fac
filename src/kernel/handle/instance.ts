/** Acts on the instance as a whole that are no steering: withdraw, terminate, void, comment. */

import type { TerminateInstance, VoidInstance } from '../admin-commands.ts';
import type { AddComment, WithdrawInstance } from '../commands.ts';
import type { Right } from '../context.ts';
import type { WithdrawPolicy } from '../definition.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { undoes } from '../saga.ts';
import { refuseEnded, refuseIdle } from './task.ts';

/** Refuses: instance.ended, withdraw.*. */
export function withdraw(run: Run, command: WithdrawInstance): Refusal | undefined {
  const { actor } = run.context;
  if (actor.kind !== 'person' || actor.id !== run.state.initiator) {
    return refusal('withdraw.not-initiator');
  }
  if ((command.reason?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  const policy = run.flow.definition.withdraw ?? 'while-running';
  const no = run.state.status === 'ended' ? refuseLate(run, policy) : refuseNow(run, policy);
  if (no) return no;
  const reason = command.reason ? { reason: command.reason } : {};
  run.emit({ type: 'InstanceEnded', outcome: 'withdrawn', by: actor, ...reason });
  return undefined;
}

function refuseNow(run: Run, policy: WithdrawPolicy): Refusal | undefined {
  const idle = refuseIdle(run);
  if (idle) return idle;
  const voted = run.state.visits.some(
    (visit) => visit.kind !== 'start' && visit.seats?.some((seat) => seat.vote),
  );
  const kept = policy === 'never' || (policy === 'until-first-vote' && voted);
  return kept ? refusal('withdraw.not-allowed', { policy }) : undefined;
}

/** After the end: within the time that the flow gives, and only if all of it can be undone. */
function refuseLate(run: Run, policy: WithdrawPolicy): Refusal | undefined {
  const { outcome, endedAtMs = 0, visits, saga = [] } = run.state;
  if (typeof policy === 'string' || undoes(outcome)) return refuseEnded(run);
  if (run.atMs > endedAtMs + policy.afterEndMs) return refusal('withdraw.too-late', { endedAtMs });
  const final = visits.find(
    ({ n, kind, status, superseded }) =>
      kind === 'call' &&
      status === 'passed' &&
      !superseded &&
      saga.find(({ visit }) => visit === n)?.status !== 'held',
  );
  return final && refusal('withdraw.not-undoable', { step: final.step });
}

/** Refuses: instance.ended, admin.*. */
export function terminate(run: Run, command: TerminateInstance): Refusal | undefined {
  const { reason } = command;
  const no = refuseOrder(run, 'instance.terminate', reason);
  if (no) return no;
  if (run.state.status === 'ended') return refuseEnded(run);
  const by = run.context.actor;
  run.emit({ type: 'InstanceEnded', outcome: 'terminated', by, reason });
  return undefined;
}

/** What the instance came to does not count. Refuses: admin.*, instance.not-ended, instance.ended. */
export function voidInstance(run: Run, { reason }: VoidInstance): Refusal | undefined {
  const no = refuseOrder(run, 'instance.void', reason);
  if (no) return no;
  if (run.state.status !== 'ended') return refusal('instance.not-ended');
  if (run.state.outcome === 'void') return refuseEnded(run);
  run.emit({ type: 'InstanceVoided', by: run.context.actor, reason });
  return undefined;
}

/** What every act of an administrator has to pass. Refuses: admin.*, comment.too-long. */
export function refuseOrder(run: Run, right: Right, reason: string): Refusal | undefined {
  if (!run.context.may(right)) return refusal('admin.right-missing', { right });
  if (reason.trim() === '') return refusal('admin.reason-required');
  return reason.length > LIMITS.commentCharsMax ? refusal('comment.too-long') : undefined;
}

/** Allowed after the end, too (L1). Refuses: comment.*. */
export function addComment(run: Run, command: AddComment): Refusal | undefined {
  if (command.text.trim() === '') return refusal('comment.empty');
  if (command.text.length > LIMITS.commentCharsMax) return refusal('comment.too-long');
  run.emit({ type: 'Commented', by: run.context.actor, text: command.text });
  return undefined;
}
