/** `vermilion notices`: what the caller was told. */

import type { Command } from 'commander';
import type { ListOptions, Notice, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { relative, shortId } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

export function noticesCommand(program: Command, terminal: Terminal): void {
  withPaging(clientCommand(program, 'notices', 'what you were told, newest first')).action(
    async (options: ConnectionOptions & ListOptions) => {
      const session = openSession(terminal, options);
      const page = await session.client.notices(pageOf(options));
      session.answer(page, () => noticesText(page, session.look));
    },
  );
}

function noticesText(page: PageResult<Notice>, look: Look): string {
  if (page.items.length === 0) return 'You were told nothing yet.\n';
  const columns = [
    { title: '' },
    { title: 'INSTANCE' },
    { title: 'SUBJECT', gives: true },
    { title: 'FLOW' },
    { title: 'TOLD' },
  ];
  const rows = page.items.map((notice) => [
    notice.readAtMs === undefined ? look.paint('accent', '●') : ' ',
    shortId(notice.instance, look),
    notice.subject,
    notice.flow,
    relative(notice.atMs, look),
  ]);
  return table(columns, rows, look) + moreText(page, look);
}
