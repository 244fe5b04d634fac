/** The kernel's no: a value with a code, for whoever asked. The one catalogue of these codes. */

import type { FormProblem } from './form-rules.ts';

export const REFUSALS = {
  'instance.exists': 'An instance with this id was started already.',
  'instance.ended': 'The instance has ended; nothing more can be done on it.',
  'instance.suspended': 'The instance is suspended; nothing is done on it until it is resumed.',
  'instance.not-suspended': 'The instance is not suspended.',
  'instance.not-ended': 'The instance has not ended.',
  'instance.not-returned': 'The instance is not with its initiator.',
  'start.not-allowed': 'The flow does not let this person start it.',
  'start.nobody-to-ask': 'A step of the flow would ask nobody, and its policy blocks that.',
  'start.no-calendar': 'The flow’s deadline counts by a calendar that has no working time for it.',
  'choose.missing': 'The people of a step have to be named first.',
  'choose.not-allowed': 'These people cannot be named for this step.',
  'people.pending': 'The people have to be looked up outside first.',
  'form.invalid': 'The form does not hold to the flow’s schema.',
  'form.read-only': 'The step does not let the actor change this field.',
  'task.unknown': 'The instance has no such task.',
  'task.closed': 'The task is closed; somebody or something was faster.',
  'task.waiting': 'The task is not asked yet: those before it in the order come first.',
  'task.not-yours': 'The task is asked of somebody else.',
  'task.wrong-act': 'The task’s step does not take this act.',
  'task.comment-required': 'The step demands a comment.',
  'task.signature-required': 'The step demands a signature.',
  'task.signature-too-long': 'The signature is longer than the limit.',
  'task.changed': 'What the actor was shown has changed since; look again.',
  'task.delegated': 'The task is with the person asked for an opinion; take it back first.',
  'task.not-delegated': 'Nobody is asked for an opinion on this task.',
  'add.nobody': 'Nobody is named.',
  'add.mode': 'The added people cannot vote in this way.',
  'add.limit': 'People added by added people may not add more of them.',
  'take-back.no-vote': 'The person has no vote here that could be taken back.',
  'take-back.acted-on': 'Somebody or something has gone on from the vote.',
  'take-back.effect': 'What followed from the vote has reached the outside.',
  'task.claimed': 'Somebody else of the pool has taken the task.',
  'claim.no-pool': 'The task is not asked of a pool.',
  'claim.yours': 'The task is claimed by this person already.',
  'claim.not-claimed': 'Nobody has claimed the task.',
  'add.not-ahead': 'The step is not one that is still to come and asks people.',
  'add.shows-more': 'The step shows fields that are hidden at the step of who adds.',
  'remind.nobody': 'Nobody is asked there.',
  'remind.too-soon': 'They were reminded a short while ago.',
  'copy.known': 'Everybody named was told before.',
  'copy.limit': 'The instance has reached the limit of people who are told.',
  'remove.not-allowed': 'Only who added the voter, or an administrator, may remove them.',
  'remove.last': 'The ballot would be left without a voter.',
  'substitute.ended': 'The substitution does not hold for this task any more.',
  'delegate.limit': 'The task may not be delegated once more.',
  'advice.empty': 'An opinion needs an advice or a comment.',
  'people.unchanged': 'Everybody who is asked stays.',
  'person.inactive': 'The directory has no such active person.',
  'person.seated': 'The person sits, or sat, in this visit already.',
  'person.not-allowed': 'The flow’s rules keep this person from acting on the step.',
  'return.not-allowed': 'The step does not allow a return to this target.',
  'return.not-visited': 'The target was not visited before on this path.',
  'withdraw.not-allowed': 'The flow does not allow the initiator to withdraw now.',
  'withdraw.too-late': 'The time in which this could be withdrawn after its end is over.',
  'withdraw.not-undoable': 'A call that was made cannot be undone.',
  'withdraw.not-initiator': 'Only the initiator may withdraw.',
  'admin.right-missing': 'The actor lacks the right for this act.',
  'admin.reason-required': 'The act demands a reason.',
  'admin.own-instance': 'Nobody steers an instance that they started themselves.',
  'jump.unknown-step': 'The flow has no such step.',
  'visit.not-open': 'There is no such visit, it is closed, or it is the initiator’s.',
  'migrate.no-version': 'The version to migrate to is not there.',
  'migrate.other-flow': 'An instance migrates to another version of its own flow.',
  'migrate.same-version': 'The instance runs in this version already.',
  'migrate.no-step': 'An open step has no place in the other version; the plan has to name one.',
  'migrate.other-kind': 'An open step would become one of another kind.',
  'migrate.other-place': 'An open step stands in another branch in the other version.',
  'migrate.nothing-to-undo': 'There is no migration to undo, or the instance has moved since.',
  'comment.empty': 'A comment needs text.',
  'comment.too-long': 'The text is longer than the limit.',
  'timer.not-armed': 'The timer is not armed; its visit closed or it fired before.',
  'timer.not-due': 'The timer is not due yet.',
  'call.not-waiting': 'No call of this visit is under way.',
  'message.not-awaited': 'No open visit waits for this.',
  'child.not-awaited': 'No open visit waits for this child.',
  'incident.none': 'The visit has no incident.',
  'distinct.conflict': 'Separation of duty: this person acted on a step that excludes this one.',
  'limit.seats': 'The visit has reached the limit of people it may ask.',
  'limit.visits': 'The instance has reached the limit of visits.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof REFUSALS;

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** Facts for the caller: who closed the task and when, which field, which step. */
  readonly detail?: RefusalDetail;
  /** `form.invalid`: every field that is wrong. */
  readonly problems?: readonly FormProblem[];
}

export interface RefusalDetail {
  readonly [key: string]: string | number | boolean | readonly string[];
}

/** Builds a refusal with its catalogue text. */
export function refusal(code: RefusalCode, detail?: RefusalDetail): Refusal {
  return detail ? { code, message: REFUSALS[code], detail } : { code, message: REFUSALS[code] };
}
