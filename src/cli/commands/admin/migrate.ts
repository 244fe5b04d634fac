/** `vermilion migrate`: takes running instances to another version of their flow. */

import type { Command } from 'commander';
import { CliFailure, EXIT } from '../../failures.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions {
  readonly to: string;
  readonly from?: string;
  readonly plan?: string;
  readonly instance?: readonly string[];
  readonly dryRun?: boolean;
  readonly message: string;
}

export function migrateCommand(program: Command, terminal: Terminal): void {
  writingCommand(program, 'migrate <flow>', 'take running instances to another version (迁移)')
    .requiredOption('--to <version>', 'the version to go to')
    .requiredOption('-m, --message <text>', 'why; it is recorded')
    .option('--from <version>', 'only those that run in this version')
    .option('--instance <id...>', 'only these')
    .option('--plan <file>', 'JSON: {"steps":{"old":{"to":"new","votes":"ask-again"}}}')
    .option('--dry-run', 'say what would become of each, and change nothing')
    .action(async (flow: string, options: Options) => {
      const session = openSession(terminal, options);
      const { to, from, plan, instance, dryRun, message } = options;
      const body = {
        flow,
        to,
        reason: message,
        ...(from === undefined ? {} : { from }),
        ...(instance === undefined ? {} : { instances: [...instance] }),
        ...(plan === undefined ? {} : { plan: await readPlan(terminal, plan) }),
        ...(dryRun ? { dryRun } : {}),
      };
      const result = await session.client.migrate(body, session.idempotencyKey);
      session.answer(result, ({ items }) =>
        items.length === 0
          ? 'No instance to migrate.\n'
          : items.map((item) => `${lineOf(item, dryRun === true)}\n`).join(''),
      );
    });
}

async function readPlan(terminal: Terminal, file: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await terminal.readFile(file)) as Record<string, unknown>;
  } catch {
    throw new CliFailure(EXIT.usage, `${file} is no JSON file`);
  }
}

interface Item {
  readonly instance: string;
  readonly from: string;
  readonly ok: boolean;
  readonly kept: readonly string[];
  readonly askedAgain: readonly string[];
  readonly refusal?: { readonly code: string; readonly message: string };
}

function lineOf({ instance, from, ok, kept, askedAgain, refusal }: Item, dry: boolean): string {
  if (!ok)
    return `✗ ${instance} (${from}): ${refusal?.code ?? ''} ${refusal?.message ?? ''}`.trim();
  const parts = [
    ...(kept.length > 0 ? [`keeps ${kept.join(', ')}`] : []),
    ...(askedAgain.length > 0 ? [`asks again ${askedAgain.join(', ')}`] : []),
  ];
  return `${dry ? '·' : '✓'} ${instance} (${from}): ${parts.join('; ') || 'moves'}`;
}
