/** `vermilion message`: tells the instances that wait for it. */

import type { Command } from 'commander';
import type { FieldOptions } from '../../fields.ts';
import { collect, formOf } from '../../fields.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions, FieldOptions {
  readonly of: string;
}

export function messageCommand(program: Command, terminal: Terminal): void {
  writingCommand(program, 'message <name>', 'send a message to the instances that wait for it')
    .requiredOption('--of <key>', 'the key of the message, such as an order number')
    .option('--form <file>', 'what it holds as a JSON file, or - for standard input')
    .option('--set <field=value>', 'a field of what it holds; repeatable', collect)
    .action(async (name: string, options: Options) => {
      const session = openSession(terminal, options);
      const payload = await formOf(terminal, options, async () => ({ properties: {} }));
      const sent = { name, key: options.of, ...(payload ? { payload } : {}) };
      const outcome = await session.client.sendMessage(sent, session.idempotencyKey);
      session.answer(outcome, ({ instances }) =>
        instances.length > 0
          ? `✓ ${instances.join(', ')} had it\n`
          : '✓ Nobody waits for it yet; it is kept for a while\n',
      );
    });
}
