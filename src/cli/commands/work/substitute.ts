/** `vermilion substitute set`, `list`, `end`: who acts for whom (代理). */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Substitution } from '../../../protocol/index.ts';
import { collect } from '../../fields.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import { dateTime, inAllLanguages, type WireText } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface SetOptions extends ConnectionOptions {
  readonly until: number;
  readonly from?: number;
  readonly flow?: readonly string[];
  readonly limit?: { readonly field: string; readonly max: number };
  readonly for?: string;
}

interface ListOptions extends ConnectionOptions {
  readonly everybody?: boolean;
}

export function substituteCommand(program: Command, terminal: Terminal): void {
  const substitute = program.command('substitute').description('who acts for whom (代理)');
  writingCommand(substitute, 'set <person>', 'have somebody act for you')
    .requiredOption(
      '--until <instant>',
      'when it ends: 2026-10-08 or 2026-10-08T09:00+08:00',
      instant,
    )
    .option('--from <instant>', 'when it begins; now when absent', instant)
    .option('--flow <flow>', 'for this flow only; repeatable', collect)
    .option('--limit <field=amount>', 'while this field of the form is not above', limitOf)
    .option('--for <person>', 'as an administrator: for somebody else')
    .action(async (person: string, options: SetOptions) => {
      const session = openSession(terminal, options);
      const { until: untilMs, from: fromMs, flow: flows, limit, for: principal } = options;
      const body = {
        substitute: person,
        untilMs,
        ...(fromMs === undefined ? {} : { fromMs }),
        ...(flows ? { flows: [...flows] } : {}),
        ...(limit ? { limit } : {}),
        ...(principal === undefined ? {} : { principal }),
      };
      const set = await session.client.setSubstitute(body, session.idempotencyKey);
      session.answer(set, () => `✓ ${oneLine(set, session.look)}\n`);
    });
  clientCommand(substitute, 'list', 'who acts for you, and for whom you act')
    .option('--everybody', 'all arrangements, as an administrator')
    .action(async (options: ListOptions) => {
      const session = openSession(terminal, options);
      const scope = options.everybody ? 'all' : 'mine';
      const page = await session.client.substitutes({ scope });
      session.answer(page, () => listText(page.items, session.look));
    });
  writingCommand(substitute, 'end <id>', 'end an arrangement now').action(
    async (id: string, options: ConnectionOptions) => {
      const session = openSession(terminal, options);
      await session.client.endSubstitute(id, session.idempotencyKey);
      session.answer({ id }, () => `✓ Ended ${id}\n`);
    },
  );
}

function instant(value: string): number {
  const ms = Date.parse(value);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('Write an instant, as 2026-10-08 or 2026-10-08T09:00+08:00.');
}

function limitOf(value: string): { readonly field: string; readonly max: number } {
  const [, field, max] = /^([^=]+)=(-?\d+(?:\.\d+)?)$/.exec(value) ?? [];
  if (field !== undefined && max !== undefined) return { field, max: Number(max) };
  throw new InvalidArgumentError('Write a field and an amount, as amount=5000.');
}

function oneLine({ substitute, principal, untilMs }: Substitution, look: Look): string {
  const name = (text: unknown) => inAllLanguages(text as WireText, look.language);
  const until = dateTime(untilMs, look);
  return `${name(substitute.name)} acts for ${name(principal.name)} until ${until}`;
}

function listText(items: readonly Substitution[], look: Look): string {
  if (items.length === 0) return 'There are none.\n';
  const name = (text: unknown) => inAllLanguages(text as WireText, look.language);
  const rows = items.map(({ id, principal, substitute, fromMs, untilMs, flows, limit }) => [
    id,
    name(principal.name),
    name(substitute.name),
    dateTime(fromMs, look),
    dateTime(untilMs, look),
    [flows?.join(', ') ?? '', limit ? `${limit.field} ≤ ${limit.max}` : '']
      .filter(Boolean)
      .join('; '),
  ]);
  const titles = ['ID', 'FOR', 'SUBSTITUTE', 'FROM', 'UNTIL', 'SCOPE'];
  const columns = titles.map((title, index) => (index === 5 ? { title, gives: true } : { title }));
  return table(columns, rows, look);
}
