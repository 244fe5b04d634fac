/** What is known of a ticked task → whether it can go, has to be read first, or cannot go. */

import type { Desk, Problem } from '../../../protocol/index.ts';
import type { BATCH } from '../texts.ts';
import type { BatchAct, Group } from './batching.ts';

/** What the engine says of a task before anything is sent. */
export interface Facts {
  readonly desk?: Desk;
  /** Behind an approval the path would stand still. */
  readonly isStuck: boolean;
  /** Why the engine would refuse an approval. */
  readonly refused?: Problem;
}

interface Known extends Facts {
  /** The hash of what its person has looked at. */
  readonly seen?: string;
  /** What became of it when it was sent. */
  readonly failure?: Problem;
}

interface Verdict {
  readonly group: Group;
  readonly reason?: string;
}

type BatchTexts = (typeof BATCH)['en'] | (typeof BATCH)['zh-CN'];

/** Refusals that an approval meets, and a rejection does not. */
const OF_APPROVALS = /^(form|choose)\.|^task\.wrong-act$/;

/** Shape: facts, what is to be done, the opinion for all → the group, and why in words. */
export function sorted(known: Known, act: BatchAct, comment: string, t: BatchTexts): Verdict {
  const { desk, seen, failure, refused, isStuck } = known;
  const isRead = failure?.code === 'task.changed' && desk?.seen === seen;
  if (failure && !isRead) return verdictOn(failure, comment, t);
  if (!desk) return refused ? verdictOn(refused, comment, t) : { group: 'cannot' };
  if (desk.seen !== seen) return { group: 'read', reason: t.changed };
  if (desk.require.includes('signature')) return { group: 'read', reason: t.signature };
  if (desk.require.includes('comment') && comment.trim() === '') {
    return { group: 'read', reason: t.needsComment };
  }
  if (act === 'reject') {
    if (refused && !OF_APPROVALS.test(refused.code)) return verdictOn(refused, comment, t);
    return desk.verdicts.includes('reject')
      ? { group: 'can' }
      : { group: 'cannot', reason: t.noReject };
  }
  if (refused) return verdictOn(refused, comment, t);
  return isStuck ? { group: 'read', reason: t.stuck } : { group: 'can' };
}

/** Shape: a refusal → the group it puts the task in. */
function verdictOn({ code, title }: Problem, comment: string, t: BatchTexts): Verdict {
  switch (code) {
    case 'task.changed':
      return { group: 'read', reason: t.changed };
    case 'task.comment-required':
      return comment.trim() === '' ? { group: 'read', reason: t.needsComment } : { group: 'can' };
    case 'task.signature-required':
      return { group: 'read', reason: t.signature };
    case 'distinct.conflict':
    case 'person.not-allowed':
      return { group: 'cannot', reason: t.duty };
    case 'task.closed':
      return { group: 'cannot', reason: t.closed };
    default:
      return { group: 'cannot', reason: title };
  }
}
