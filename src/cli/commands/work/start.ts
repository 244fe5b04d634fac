/** `vermilion start`: a new instance of a flow. */

import type { Command } from 'commander';
import type { ChoiceOptions, FieldOptions, FormSchema } from '../../fields.ts';
import { choicesOf, collect, formOf } from '../../fields.ts';
import { forecastText } from '../../output/foresight.ts';
import { answerResult } from '../../output/result.ts';
import type { ConnectionOptions } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions, FieldOptions, ChoiceOptions {
  readonly version?: string;
  readonly dryRun?: boolean;
}

export function startCommand(program: Command, terminal: Terminal): void {
  writingCommand(program, 'start <flow>', 'start an instance of a flow')
    .option('--form <file>', 'the form as a JSON file, or - for standard input')
    .option('--set <field=value>', 'one field of the form; repeatable', collect)
    .option(
      '--choose <step=people>',
      'people for a step that leaves them to you; repeatable',
      collect,
    )
    .option('--version <version>', 'this version instead of the latest')
    .option('--dry-run', 'show the path and its people; start nothing')
    .action(async (flow: string, options: Options) => {
      const session = openSession(terminal, options);
      const { version } = options;
      const schema = async () => (await session.client.flow(flow, version)).form as FormSchema;
      const form = (await formOf(terminal, options, schema)) ?? {};
      const choices = choicesOf(options);
      const body = { flow, form, ...(version === undefined ? {} : { version }), ...choices };
      if (options.dryRun) {
        const forecast = await session.client.forecastStart(body);
        session.answer(forecast, () => forecastText(forecast, session.look));
        return;
      }
      const result = await session.client.start(body, session.idempotencyKey);
      await answerResult(session, 'Started', result);
    });
}
