/** `vermilion return`: send an instance back to a step before. */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { FieldOptions } from '../../fields.ts';
import { answerResult } from '../../output/result.ts';
import { taskOf } from '../../references.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { fieldsOf, withFields } from './decide.ts';

interface Options extends ConnectionOptions, FieldOptions {
  readonly to: string;
  readonly resume?: 'forward' | 'back';
  readonly message?: string;
}

export function returnCommand(program: Command, terminal: Terminal): void {
  const resume = new Option('--resume <how>', 'go forward step by step, or straight back here');
  withFields(writingCommand(program, 'return <task>', 'send back for correction (退回)'))
    .requiredOption('--to <step>', 'initiator, previous, or the id of a step visited before')
    .addOption(resume.choices(['forward', 'back']))
    .action(async (reference: string, options: Options) => {
      const session = openSession(terminal, options);
      const task = await taskOf(session.client, reference);
      const { to, resume, message: comment } = options;
      const form = await fieldsOf(session, task, options);
      const body = {
        to,
        ...(resume === undefined ? {} : { resume }),
        ...(comment === undefined ? {} : { comment }),
        ...(form ? { form } : {}),
      };
      const result = await session.client.returnTask(task, body, session.idempotencyKey);
      await answerResult(session, 'Returned', result);
    });
}
