/** What people are told of, and what is kept of it until it is sent. */

import type { InstanceId, PersonId, TaskId } from '../kernel/index.ts';

/** What may happen that somebody wants to hear of; each is wished for on its own. */
export const NOTICE_KINDS = [
  'task',
  'reminder',
  'escalation',
  'returned',
  'told',
  'ended',
  'incident',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** These cannot wait: they go out in quiet hours, unless the person wishes otherwise. */
export const URGENT: ReadonlySet<NoticeKind> = new Set(['escalation', 'incident']);

/** One person is told of one thing. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly person: PersonId;
  readonly instance: InstanceId;
  /** The task that it is about, if the person is to do something. */
  readonly task?: TaskId;
  /** Who brought it about, if it was a person. */
  readonly by?: PersonId;
  /** Distinguishes it from everything else that this person is told of this instance. */
  readonly mark: string;
  readonly atMs: number;
  /** A copy of the end of the person’s own request: for whom is not told of the end itself. */
  readonly isOfEnd?: true;
}

/** A notice as a letter keeps it. */
export interface KeptNotice extends Omit<Notice, 'person' | 'isOfEnd'> {
  /** It goes out with others, as one letter. */
  readonly isDigest?: true;
}
