/** `vermilion add`, `remove`: who votes on a step (加签, 减签). */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { CliFailure, EXIT } from '../../failures.ts';
import type { FieldOptions } from '../../fields.ts';
import { answerResult } from '../../output/result.ts';
import { doneTaskOf, taskOf } from '../../references.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { fieldsOf, withFields } from './decide.ts';

type Mode = 'all' | 'any' | 'sequence' | { readonly count: number };

interface AddOptions extends ConnectionOptions, FieldOptions {
  readonly where?: 'before' | 'after' | 'beside';
  readonly to?: string;
  readonly mode?: Mode;
  readonly message?: string;
  readonly signature?: string;
}

interface RemoveOptions extends ConnectionOptions {
  readonly message?: string;
}

const CLAIMS = [
  ['claim', 'take the task of a pool (认领)', 'Claimed'],
  ['unclaim', 'give a claimed task back to its pool', 'Gave back'],
] as const;

export function memberCommands(program: Command, terminal: Terminal): void {
  const where = new Option('--where <place>', 'heard before you vote, confirming it, or voting too')
    .choices(['before', 'after', 'beside'])
    .conflicts('to');
  withFields(writingCommand(program, 'add <task> <people...>', 'bring people in (加签)'))
    .addOption(where)
    .option('--to <step>', 'to a step that is still to come')
    .option('--mode <mode>', 'how they decide: all, any, sequence, or a number of votes', modeOf)
    .option('--signature <text>', 'with --where after: sign, where the step demands it')
    .action(async (reference: string, people: string[], options: AddOptions) => {
      const session = openSession(terminal, options);
      const task = await taskOf(session.client, reference);
      const { where, to: step, mode, message: comment, signature } = options;
      if (step !== undefined) {
        const body = { step, people, ...(comment === undefined ? {} : { comment }) };
        const result = await session.client.addAhead(task, body, session.idempotencyKey);
        await answerResult(session, 'Added ahead', result);
        return;
      }
      if (where === undefined) throw new CliFailure(EXIT.usage, 'Say --where, or --to a step.');
      const form = await fieldsOf(session, task, options);
      const body = {
        where,
        people,
        ...(mode === undefined ? {} : { mode }),
        ...(comment === undefined ? {} : { comment }),
        ...(signature === undefined ? {} : { signature }),
        ...(form ? { form } : {}),
      };
      const result = await session.client.addPeople(task, body, session.idempotencyKey);
      await answerResult(
        session,
        where === 'after' ? 'Approved, to be confirmed' : 'Added',
        result,
      );
    });
  for (const [act, about, done] of CLAIMS) {
    writingCommand(program, `${act} <task>`, about).action(
      async (reference: string, options: ConnectionOptions) => {
        const session = openSession(terminal, options);
        const task = await taskOf(session.client, reference);
        const result = await session.client.claim(task, act, session.idempotencyKey);
        await answerResult(session, done, result);
      },
    );
  }
  writingCommand(program, 'take-back <task>', 'take your vote back (拿回)')
    .option('-m, --message <text>', 'why')
    .action(async (reference: string, options: RemoveOptions) => {
      const session = openSession(terminal, options);
      const task = await doneTaskOf(session.client, reference);
      const { message: comment } = options;
      const body = comment === undefined ? {} : { comment };
      const result = await session.client.takeBack(task, body, session.idempotencyKey);
      await answerResult(session, 'Took back', result);
    });
  writingCommand(program, 'save <task>', 'save an opinion without sending it; without one, show it')
    .option('-m, --message <text>', 'the opinion')
    .action(async (reference: string, options: RemoveOptions) => {
      const session = openSession(terminal, options);
      const task = await taskOf(session.client, reference);
      const { message: comment } = options;
      if (comment !== undefined) {
        await session.client.saveDraft(task, { comment }, session.idempotencyKey);
      }
      const draft = await session.client.draft(task);
      session.answer(draft, () => `✓ Saved ${task}: “${draft.comment ?? ''}”\n`);
    });
  writingCommand(program, 'remove <task>', 'take off a voter who has not voted (减签)')
    .option('-m, --message <text>', 'why')
    .action(async (task: string, options: RemoveOptions) => {
      const session = openSession(terminal, options);
      const { message: comment } = options;
      const body = comment === undefined ? {} : { comment };
      const result = await session.client.removeTask(task, body, session.idempotencyKey);
      await answerResult(session, 'Removed', result);
    });
}

function modeOf(value: string): Mode {
  if (value === 'all' || value === 'any' || value === 'sequence') return value;
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return { count };
  throw new InvalidArgumentError('It is all, any, sequence, or a number of votes.');
}
