/** `vermilion forecast` and `explain`: what comes next, and why it came out so. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { ProblemError } from '../../../protocol/index.ts';
import { explanationText, forecastText } from '../../output/foresight.ts';
import { instanceOf, taskOf } from '../../references.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface ForecastOptions extends ConnectionOptions {
  readonly task?: string;
  readonly if?: 'approve' | 'reject';
}

export function forecastCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'forecast <instance>', 'the path ahead, with people (预测)')
    .option('--task <task>', 'what if this task were decided first')
    .addOption(
      new Option('--if <verdict>', 'how it would be decided').choices(['approve', 'reject']),
    )
    .action(async (reference: string, options: ForecastOptions) => {
      const session = openSession(terminal, options);
      const id = await instanceOf(session.client, reference);
      const { task } = options;
      const tried =
        task === undefined
          ? {}
          : {
              task: await taskOf(session.client, task),
              verdict: options.if ?? ('approve' as const),
            };
      const forecast = await session.client.forecast(id, tried);
      if (forecast.refused) throw new ProblemError(forecast.refused);
      session.answer(forecast, () => forecastText(forecast, session.look));
    });
}

interface ExplainOptions extends ConnectionOptions {
  readonly person?: string;
}

export function explainCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'explain <instance>', 'why people were asked, branches taken')
    .option('--person <id>', 'why this person was asked, or was not')
    .action(async (reference: string, options: ExplainOptions) => {
      const session = openSession(terminal, options);
      const id = await instanceOf(session.client, reference);
      const found = await session.client.explain(id, options.person);
      session.answer(found, () => explanationText(found.items, session.look));
    });
}
