/** `vermilion sinks`: how far those who follow the tenant's events have come. */

import type { Command } from 'commander';
import type { SinkStanding } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

export function sinksCommand(program: Command, terminal: Terminal): void {
  const about = 'streams of the tenant’s events, and how far behind they are';
  clientCommand(program, 'sinks', about).action(async (options: ConnectionOptions) => {
    const session = openSession(terminal, options);
    const { items } = await session.client.sinks();
    session.answer({ items }, () => sinksText(items, session.look));
  });
}

function sinksText(items: readonly SinkStanding[], look: Look): string {
  if (items.length === 0) return 'Nobody follows what happens here.\n';
  const columns = [
    { title: 'SINK', gives: true },
    { title: 'BEHIND', align: 'right' as const },
    { title: 'TAKEN', align: 'right' as const },
    { title: 'FAILED TRIES', align: 'right' as const },
    { title: 'REASON' },
  ];
  const rows = items.map(({ sink, position, head, attempts, reason }) => [
    sink,
    String(head - position),
    String(position),
    String(attempts),
    reason ?? '',
  ]);
  return table(columns, rows, look);
}
