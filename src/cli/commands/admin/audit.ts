/** `vermilion audit`: who did, or was refused, what. */

import type { Command } from 'commander';
import type { AuditRecord, ListOptions, PageResult } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { paintStatus } from '../../output/status.ts';
import { table } from '../../output/table.ts';
import { dateTime } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { moreText, pageOf, withPaging } from '../paging.ts';
import { auditLogCommands } from './audit-log.ts';

export function auditCommand(program: Command, terminal: Terminal): void {
  const audit = clientCommand(program, 'audit', 'the audit trail, oldest first');
  withPaging(audit).action(async (options: ConnectionOptions & ListOptions) => {
    const session = openSession(terminal, options);
    const page = await session.client.auditRecords(pageOf(options));
    session.answer(page, () => auditText(page, session.look));
  });
  // What stands behind a subcommand's name is the subcommand's, though both know the option.
  auditLogCommands(audit.enablePositionalOptions(), terminal);
}

function auditText(page: PageResult<AuditRecord>, look: Look): string {
  if (page.items.length === 0) return 'Nothing is recorded.\n';
  const columns = [
    { title: '#', align: 'right' as const },
    { title: 'WHEN' },
    { title: 'WHO' },
    { title: 'DID' },
    { title: 'WITH', gives: true },
    { title: 'RESULT' },
  ];
  const rows = page.items.map(({ position, atMs, actor, action, object, result, code }) => [
    String(position),
    dateTime(atMs, look),
    actor.kind === 'person' ? actor.id : `(${actor.cause})`,
    action,
    object,
    paintStatus(result, look) + (code === undefined ? '' : ` ${look.paint('dim', code)}`),
  ]);
  return table(columns, rows, look) + moreText(page, look);
}
