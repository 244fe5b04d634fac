/** The rows of the inbox, whatever they stand for: a task, a case that was sent, a copy. */

import type { Text } from '../../../kernel/index.ts';
import type { Header, Notice, Task } from '../../../protocol/index.ts';

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
  /** What became of it. */
  readonly outcome?: string;
  readonly isUnread?: boolean;
}

export const VIEWS = ['mine', 'given', 'watching', 'done', 'sent'] as const;
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
  };
}

export function rowOfHeader(header: Header): Row {
  return {
    key: header.instance,
    instance: header.instance,
    subject: header.subject,
    flow: header.flow,
    atMs: header.startedAtMs,
    outcome: header.outcome ?? header.status,
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

/** Whether a row fits words that were typed: each has to be somewhere in it. */
export function fits(row: Row, typed: string, flowTitle: string): boolean {
  const whole = `${row.subject} ${row.flow} ${flowTitle} ${JSON.stringify(row.who ?? '')}`;
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => whole.toLowerCase().includes(word));
}
