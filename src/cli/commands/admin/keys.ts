/** `vermilion key issue`, `list`, `revoke`: API keys. */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { ApiKey } from '../../../protocol/index.ts';
import { collect } from '../../fields.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import type { WireText } from '../../output/words.ts';
import { dateTime, inAllLanguages, relative } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface IssueOptions extends ConnectionOptions {
  readonly scope: readonly string[];
  readonly until?: number;
}

interface ListOptions extends ConnectionOptions {
  readonly everybody?: boolean;
}

export function keyCommand(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('API keys: issue, list, revoke');
  writingCommand(key, 'issue <name>', 'issue a key that acts as you; shown once')
    .requiredOption('--scope <right>', 'what it may do, `*` for all you may; repeatable', collect)
    .option('--until <instant>', 'when it expires: 2026-10-08 or 2026-10-08T09:00+08:00', instant)
    .action(async (name: string, options: IssueOptions) => {
      const session = openSession(terminal, options);
      const { until: expiresAtMs, scope } = options;
      const ends = expiresAtMs === undefined ? {} : { expiresAtMs };
      const body = { name, scopes: [...scope], ...ends };
      const issued = await session.client.issueKey(body, session.idempotencyKey);
      session.answer(issued, () => `${issued.key ?? 'The key was shown before.'}\n`);
    });
  clientCommand(key, 'list', 'keys that were not revoked; never the key itself')
    .option('--everybody', 'those of all, as an administrator')
    .action(async (options: ListOptions) => {
      const session = openSession(terminal, options);
      const scope = options.everybody ? 'all' : 'mine';
      const page = await session.client.keys({ scope, limit: 200 });
      session.answer(page, () => listText(page.items, session.look));
    });
  writingCommand(key, 'revoke <id>', 'revoke a key now').action(
    async (id: string, options: ConnectionOptions) => {
      const session = openSession(terminal, options);
      await session.client.revokeKey(id, session.idempotencyKey);
      session.answer({ id }, () => `${session.look.paint('green', '✓')} Revoked ${id}\n`);
    },
  );
}

function instant(value: string): number {
  const ms = Date.parse(value);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('Write an instant, as 2026-10-08 or 2026-10-08T09:00+08:00.');
}

function listText(items: readonly ApiKey[], look: Look): string {
  if (items.length === 0) return 'There are none.\n';
  const columns = ['ID', 'NAME', 'BEGINS', 'OF', 'SCOPES', 'MADE', 'USED', 'EXPIRES'].map(
    (title) => (title === 'SCOPES' ? { title, gives: true } : { title }),
  );
  const rows = items.map((item) => [
    item.id,
    item.name,
    item.start === undefined ? '' : `${item.start}…`,
    inAllLanguages(item.person.name as WireText, look.language),
    item.scopes.join(', '),
    item.createdAtMs === undefined ? '' : relative(item.createdAtMs, look),
    item.usedAtMs === undefined ? 'never' : relative(item.usedAtMs, look),
    item.expiresAtMs === undefined ? '' : dateTime(item.expiresAtMs, look),
  ]);
  return table(columns, rows, look);
}
