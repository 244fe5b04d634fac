/** `vermilion approve`, `reject`, `abstain`, `complete`: a person's decision on a task. */

import type { Command } from 'commander';
import { CliFailure, EXIT } from '../../failures.ts';
import type { ChoiceOptions, FieldOptions, Form, FormSchema } from '../../fields.ts';
import { choicesOf, collect, formOf } from '../../fields.ts';
import { answerResult } from '../../output/result.ts';
import { instancePart, taskOf } from '../../references.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

const VERDICTS = {
  approve: ['approve a task (同意)', 'Approved'],
  reject: ['reject a task (拒绝)', 'Rejected'],
  abstain: ['abstain from a vote (弃权)', 'Abstained'],
  complete: ['say that a handling step is done (办理)', 'Completed'],
} as const;

interface Options extends ConnectionOptions, FieldOptions, ChoiceOptions {
  readonly message?: string;
  readonly signature?: string;
}

export function decideCommands(program: Command, terminal: Terminal): void {
  for (const [verdict, [about, done]] of Object.entries(VERDICTS)) {
    const command = withFields(writingCommand(program, `${verdict} <task...>`, about)).option(
      '--signature <text>',
      'sign, where the step demands it',
    );
    if (verdict === 'approve' || verdict === 'complete') {
      command.option('--choose <step=people>', 'people for a step behind it; repeatable', collect);
    }
    command.action(async (references: readonly string[], options: Options) => {
      const session = openSession(terminal, options);
      if (references.length > 1) {
        await decideAll(session, verdict as keyof typeof VERDICTS, references, options);
        return;
      }
      const task = await taskOf(session.client, references[0]!);
      const { message: comment, signature } = options;
      const form = await fieldsOf(session, task, options);
      const body = {
        ...(comment === undefined ? {} : { comment }),
        ...(signature === undefined ? {} : { signature }),
        ...(form ? { form } : {}),
        ...choicesOf(options),
      };
      const { idempotencyKey } = session;
      const act = verdict as keyof typeof VERDICTS;
      const result = await session.client.decide(task, act, body, idempotencyKey);
      await answerResult(session, done, result);
    });
  }
}

/** Many tasks at once: each has its own answer, and one that is refused undoes no other (R6.12). */
async function decideAll(
  session: Session,
  act: keyof typeof VERDICTS,
  references: readonly string[],
  options: Options,
): Promise<void> {
  const { message: comment, signature, form, set, choose } = options;
  if (form !== undefined || set?.length || choose?.length) {
    throw new CliFailure(EXIT.usage, 'Fields and people can be given for one task at a time.');
  }
  const said = {
    ...(comment === undefined ? {} : { comment }),
    ...(signature === undefined ? {} : { signature }),
  };
  const items = [];
  for (const reference of references) {
    items.push({ task: await taskOf(session.client, reference), act, ...said });
  }
  const answer = await session.client.decideAll({ items }, session.idempotencyKey);
  const { look } = session;
  session.answer(answer, () =>
    answer.results
      .map(({ task, ok, problem }) =>
        ok
          ? `${look.paint('green', '✓')} ${VERDICTS[act][1]} ${task}\n`
          : `${look.paint('red', '✗')} ${task}  ${problem?.title ?? ''} [${problem?.code ?? ''}]\n`,
      )
      .join(''),
  );
  const refused = answer.results.filter(({ ok }) => !ok).length;
  if (refused > 0) {
    throw new CliFailure(EXIT.refused, `${refused} of ${items.length} were refused.`);
  }
}

/** Adds the comment and the fields that acts on a task take. */
export function withFields(command: Command): Command {
  return command
    .option('-m, --message <text>', 'a comment')
    .option('--form <file>', 'changed fields as a JSON file, or - for standard input')
    .option('--set <field=value>', 'change a field, where the step lets you; repeatable', collect);
}

/** The fields to change with an act on an instance or a task, read by the flow's schema. */
export async function fieldsOf(
  session: Session,
  reference: string,
  options: FieldOptions,
): Promise<Form | undefined> {
  const { client, terminal } = session;
  return formOf(terminal, options, async () => {
    const { flow } = await client.instance(instancePart(reference));
    return (await client.flow(flow.name, flow.version)).form as FormSchema;
  });
}
