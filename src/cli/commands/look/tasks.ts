/** `vermilion tasks`: what waits for the caller. */

import type { Command } from 'commander';
import type { ListOptions, PageResult, Task } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { inLanguage, relative, shortId } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

interface TasksOptions extends ConnectionOptions, ListOptions {
  readonly done?: boolean;
  readonly given?: boolean;
}

export function tasksCommand(program: Command, terminal: Terminal): void {
  withPaging(clientCommand(program, 'tasks', 'what waits for you, oldest first'))
    .option('--done', 'what you have decided, newest first')
    .option('--given', 'what others have for you: substitutes, and those asked for an opinion')
    .action(async (options: TasksOptions) => {
      const session = openSession(terminal, options);
      const view = options.done ? 'done' : options.given ? 'given' : 'open';
      const page = await session.client.tasks(view, pageOf(options));
      const shown = view === 'done' ? 'done' : 'open';
      session.answer(page, () => tasksText(page, shown, session.look));
    });
}

function tasksText(page: PageResult<Task>, view: 'open' | 'done', look: Look): string {
  const nothing = view === 'open' ? 'Nothing waits for you.\n' : 'You have decided nothing yet.\n';
  if (page.items.length === 0) return nothing;
  const columns = [
    { title: 'TASK' },
    { title: 'SUBJECT', gives: true },
    { title: 'STEP' },
    { title: 'FROM' },
    { title: view === 'open' ? 'ASKED' : 'CLOSED' },
    ...(view === 'open' ? [{ title: 'DUE' }] : []),
  ];
  const rows = page.items.map((task) => [
    shortId(task.id, look),
    task.subject,
    task.step,
    inLanguage(task.initiator.name, look.language),
    relative((view === 'open' ? undefined : task.closedAtMs) ?? task.openedAtMs, look),
    ...(view === 'open' ? [dueText(task, look)] : []),
  ]);
  return table(columns, rows, look) + moreText(page, look);
}

function dueText({ dueAtMs }: Task, look: Look): string {
  if (dueAtMs === undefined) return '–';
  const due = relative(dueAtMs, look);
  return dueAtMs < look.nowMs ? look.paint('red', due) : due;
}
