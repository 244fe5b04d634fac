/** `vermilion lost-letters`: letters to people that were given up, and why. */

import type { Command } from 'commander';
import type { DeadLetterToPerson, ListOptions, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { relative } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';

export function lostLettersCommand(program: Command, terminal: Terminal): void {
  const about = 'letters to people that were given up, and why';
  withPaging(clientCommand(program, 'lost-letters', about)).action(
    async (options: ConnectionOptions & ListOptions) => {
      const session = openSession(terminal, options);
      const page = await session.client.lostLetters(pageOf(options));
      session.answer(page, () => lostLettersText(page, session.look));
    },
  );
}

function lostLettersText(page: PageResult<DeadLetterToPerson>, look: Look): string {
  if (page.items.length === 0) return 'No letter was given up.\n';
  const columns = [
    { title: 'ID' },
    { title: 'PERSON' },
    { title: 'BY' },
    { title: 'ABOUT' },
    { title: 'INSTANCE' },
    { title: 'TRIES', align: 'right' as const },
    { title: 'REASON', gives: true },
    { title: 'GIVEN UP' },
  ];
  const rows = page.items.map(
    ({ id, person, channel, kind, instance, attempts, reason, deadAtMs }) => [
      id,
      person,
      channel,
      kind,
      instance,
      String(attempts),
      reason,
      relative(deadAtMs, look),
    ],
  );
  return table(columns, rows, look) + moreText(page, look);
}
