/** The rows of the inbox, whatever they stand for: a task, a case that was sent, a copy. */

import type { Text } from '../../../kernel/index.ts';
import type { Facts, Header, Notice, Task } from '../../../protocol/index.ts';

export type PinnedFact = NonNullable<Facts['items'][number]['pinned']>[number];

export interface Row {
  readonly key: string;
  readonly instance: string;
  /** The task to act on. */
  readonly task?: string;
  readonly subject: string;
  readonly flow: string;
  readonly who?: Text;
  readonly atMs: number;
  readonly dueAtMs?: number;
  /** How it stands: a status, an outcome, or that it came back. */
  readonly state?: string;
  readonly isUnread?: boolean;
  readonly amount?: { readonly value: number; readonly currency?: string };
  /** The fields that the flow pins. */
  readonly pinned?: readonly PinnedFact[];
  /** Whoever of a pool comes first takes it. */
  readonly isPooled?: boolean;
  /** Until when it is out of sight. */
  readonly untilMs?: number;
  /** Whose turn it is. */
  readonly waits?: Header['waits'];
  /** What is written and not sent. */
  readonly draft?: string;
}

export const VIEWS = [
  ...(['mine', 'pool', 'drafts', 'snoozed', 'watching', 'given', 'done', 'sent', 'all'] as const),
] as const;
/** What the tabs over the list lead to; what one sent has a place in the frame. */
export const TABS = VIEWS.filter((view) => view !== 'sent');
export type View = (typeof VIEWS)[number];

export function isView(text: string | undefined): text is View {
  return VIEWS.some((view) => view === text);
}

export function rowOfTask(task: Task): Row {
  return {
    key: task.id,
    instance: task.instance,
    task: task.id,
    subject: task.subject,
    flow: task.flow,
    who: task.initiator.name,
    atMs: task.closedAtMs ?? task.openedAtMs,
    ...(task.dueAtMs === undefined ? {} : { dueAtMs: task.dueAtMs }),
    ...(task.kind === 'start' && task.status === 'open' ? { state: 'returned' } : {}),
  };
}

export function rowOfHeader(header: Header): Row {
  return {
    key: header.instance,
    instance: header.instance,
    subject: header.subject,
    flow: header.flow,
    atMs: header.startedAtMs,
    state: header.waits?.isBack ? 'returned' : (header.outcome ?? header.status),
    ...(header.waits && !header.waits.isBack ? { waits: header.waits } : {}),
  };
}

export function rowOfNotice(notice: Notice): Row {
  return {
    key: notice.instance,
    instance: notice.instance,
    subject: notice.subject,
    flow: notice.flow,
    atMs: notice.atMs,
    isUnread: notice.readAtMs === undefined,
  };
}
