/** `vermilion transfer`, `delegate`, `advise`, `recall`: who has a task. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { answerResult } from '../../output/result.ts';
import { taskOf } from '../../references.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions {
  readonly message?: string;
}
interface HandOnOptions extends Options {
  readonly to: string;
}
interface AdviseOptions extends Options {
  readonly advice: 'approve' | 'reject' | 'none';
}

const MESSAGE = '-m, --message <text>';

export function handOnCommands(program: Command, terminal: Terminal): void {
  handOn(program, terminal, 'transfer', 'hand a task to somebody else, for good (转办)');
  handOn(program, terminal, 'delegate', 'ask for an opinion, then decide yourself (委派)');
  const advice = new Option('--advice <advice>', 'what you would do')
    .choices(['approve', 'reject', 'none'])
    .default('none', 'only the message');
  writingCommand(program, 'advise <task>', 'give the opinion you were asked for')
    .addOption(advice)
    .option(MESSAGE, 'your opinion in words')
    .action(async (reference: string, options: AdviseOptions) => {
      const session = openSession(terminal, options);
      const task = await taskOf(session.client, reference);
      const body = { advice: options.advice, ...said(options) };
      const result = await session.client.advise(task, body, session.idempotencyKey);
      await answerResult(session, 'Advised', result);
    });
  const about = 'take a delegated task back; its whole id, as `delegate` printed it';
  writingCommand(program, 'recall <task>', about)
    .option(MESSAGE, 'why')
    .action(async (task: string, options: Options) => {
      const session = openSession(terminal, options);
      const result = await session.client.recall(task, said(options), session.idempotencyKey);
      await answerResult(session, 'Took back', result);
    });
}

function handOn(
  program: Command,
  terminal: Terminal,
  act: 'transfer' | 'delegate',
  about: string,
): void {
  writingCommand(program, `${act} <task>`, about)
    .requiredOption('--to <person>', 'the id of the person')
    .option(MESSAGE, 'what they should know')
    .action(async (reference: string, options: HandOnOptions) => {
      const session = openSession(terminal, options);
      const task = await taskOf(session.client, reference);
      const body = { to: options.to, ...said(options) };
      const result = await session.client.handOn(task, act, body, session.idempotencyKey);
      await answerResult(session, act === 'transfer' ? 'Transferred' : 'Delegated', result);
      if (act === 'delegate') hintRecall(session, task);
    });
}

function hintRecall({ terminal, isJson, look }: Session, task: string): void {
  if (isJson || look.columns === undefined) return;
  terminal.write(look.paint('dim', `  Take it back with: vermilion recall ${task}\n`));
}

function said({ message }: Options): { readonly comment?: string } {
  return message === undefined ? {} : { comment: message };
}
