/** `vermilion dead-letters` and `redrive`: calls, and letters to people, that were given up; one more try. */

import type { Command } from 'commander';
import type { DeadLetter, ListOptions, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { relative } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

interface RedriveOptions extends ConnectionOptions {
  readonly letter?: boolean;
}

export function deadLettersCommand(program: Command, terminal: Terminal): void {
  withPaging(clientCommand(program, 'dead-letters', 'calls that were given up, and why')).action(
    async (options: ConnectionOptions & ListOptions) => {
      const session = openSession(terminal, options);
      const page = await session.client.deadLetters(pageOf(options));
      session.answer(page, () => deadLettersText(page, session.look));
    },
  );
}

export function redriveCommand(program: Command, terminal: Terminal): void {
  writingCommand(program, 'redrive <id>', 'put what was given up back in line')
    .option('--letter', 'a letter to a person, of those that `lost-letters` lists')
    .action(async (id: string, options: RedriveOptions) => {
      const session = openSession(terminal, options);
      const { client, idempotencyKey, look } = session;
      await (options.letter ? client.redriveLetter(id, idempotencyKey) : client.redrive(id));
      session.answer({}, () => `${look.paint('green', '✓')} ${id} is in line again\n`);
    });
}

function deadLettersText(page: PageResult<DeadLetter>, look: Look): string {
  if (page.items.length === 0) return 'No call was given up.\n';
  const columns = [
    { title: 'ID' },
    { title: 'CALL', gives: true },
    { title: 'TRIES', align: 'right' as const },
    { title: 'REASON' },
    { title: 'GIVEN UP' },
  ];
  const rows = page.items.map(({ id, method, url, attempts, reason, deadAtMs }) => [
    id,
    `${method} ${url}`,
    String(attempts),
    reason,
    relative(deadAtMs, look),
  ]);
  return table(columns, rows, look) + moreText(page, look);
}
