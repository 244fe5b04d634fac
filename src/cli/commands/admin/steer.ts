/** `vermilion terminate`, `suspend`, `resume`, `jump`, `advance`, `replace`, `void`, `revive`. */

import type { Command } from 'commander';
import { answerResult } from '../../output/result.ts';
import { instanceOf, visitNumber } from '../../references.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions {
  readonly message: string;
  readonly to?: string;
  readonly visit?: number;
}

const ACTS = {
  terminate: ['end an instance (终止)', 'Terminated'],
  suspend: ['refuse every act on an instance and stop its clocks (挂起)', 'Suspended'],
  resume: ['let a suspended instance go on', 'Resumed'],
  jump: ['go on at a step, whatever is open before it (跳转)', 'Jumped in'],
  advance: ['pass a visit without the votes it waits for', 'Advanced'],
  'undo-migration': ['take a migration back, before the instance moves', 'Took back'],
  void: ['say that what an ended instance came to does not count (作废)', 'Voided'],
  revive: ['let an ended instance run again (唤醒)', 'Revived'],
} as const;

/** Acts of administrators; each demands a reason (R8.2). */
export function steerCommands(program: Command, terminal: Terminal): void {
  for (const act of Object.keys(ACTS) as (keyof typeof ACTS)[]) {
    const [about, done] = ACTS[act];
    const command = withReason(writingCommand(program, `${act} <instance>`, about));
    if (act === 'jump' || act === 'revive') {
      command.requiredOption('--to <step>', 'the step to go on at');
    }
    if (act === 'advance') {
      command.requiredOption('--visit <number>', 'which; `vermilion show` has it', visitNumber);
    }
    command.action(async (reference: string, { message: reason, to, visit, ...rest }: Options) => {
      const session = openSession(terminal, rest);
      const id = await instanceOf(session.client, reference);
      const body = {
        reason,
        ...(to === undefined ? {} : { to }),
        ...(visit === undefined ? {} : { visit }),
      };
      const result = await session.client.actOn(id, act, body, session.idempotencyKey);
      await answerResult(session, done, result);
    });
  }
  withReason(writingCommand(program, 'replace <task>', 'give an open task to somebody else'))
    .requiredOption('--to <person>', 'the id of the person')
    .action(async (task: string, { message: reason, to = '', ...rest }: Options) => {
      const session = openSession(terminal, rest);
      const result = await session.client.replace(task, { to, reason }, session.idempotencyKey);
      await answerResult(session, 'Replaced', result);
    });
}

function withReason(command: Command): Command {
  return command.requiredOption('-m, --message <text>', 'why; it is recorded');
}
