/** `vermilion flows`: what is published. */

import type { Command } from 'commander';
import type { Flow, ListOptions, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { inAllLanguages, relative } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

export function flowsCommand(program: Command, terminal: Terminal): void {
  withPaging(clientCommand(program, 'flows', 'the latest version of each flow')).action(
    async (options: ConnectionOptions & ListOptions) => {
      const session = openSession(terminal, options);
      const page = await session.client.flows(pageOf(options));
      session.answer(page, () => flowsText(page, session.look));
    },
  );
}

function flowsText(page: PageResult<Flow>, look: Look): string {
  if (page.items.length === 0) return 'Nothing is published yet.\n';
  const columns = [
    { title: 'FLOW' },
    { title: 'VERSION' },
    { title: 'TITLE', gives: true },
    { title: 'PUBLISHED' },
    { title: 'BY' },
  ];
  const rows = page.items.map(({ name, version, title, publishedAtMs, publishedBy }) => [
    name,
    version,
    inAllLanguages(title, look.language),
    relative(publishedAtMs, look),
    publishedBy.kind === 'person' ? publishedBy.id : publishedBy.cause,
  ]);
  return table(columns, rows, look) + moreText(page, look);
}
