/** `vermilion instances`: what the caller started, or everything. */

import type { Command } from 'commander';
import type { Header, ListOptions, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { paintStatus } from '../../output/status.ts';
import { table } from '../../output/table.ts';
import { inLanguage, relative, shortId } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

interface Options extends ConnectionOptions, ListOptions {
  readonly all?: boolean;
  readonly flow?: string;
}

export function instancesCommand(program: Command, terminal: Terminal): void {
  withPaging(clientCommand(program, 'instances', 'what you started, newest first'))
    .option('--all', 'what anybody started; needs the right to read all')
    .option('--flow <name>', 'of one flow')
    .action(async (options: Options) => {
      const session = openSession(terminal, options);
      const { flow } = options;
      const page = await session.client.instances({
        scope: options.all ? 'all' : 'mine',
        ...(flow === undefined ? {} : { flow }),
        ...pageOf(options),
      });
      session.answer(page, () => instancesText(page, session.look));
    });
}

function instancesText(page: PageResult<Header>, look: Look): string {
  if (page.items.length === 0) return 'There are none.\n';
  const columns = [
    { title: 'INSTANCE' },
    { title: 'SUBJECT', gives: true },
    { title: 'FLOW' },
    { title: 'BY' },
    { title: 'STATUS' },
    { title: 'STARTED' },
  ];
  const rows = page.items.map((header) => [
    shortId(header.instance, look),
    header.subject,
    `${header.flow} ${look.paint('dim', header.version)}`,
    inLanguage(header.initiator.name, look.language),
    paintStatus(header.outcome ?? header.status, look),
    relative(header.startedAtMs, look),
  ]);
  return table(columns, rows, look) + moreText(page, look);
}
