/** `vermilion resubmit`, `withdraw`, `comment`, `remind`, `copy`, `retry`: acts on a whole instance. */

import type { Command } from 'commander';
import { CliFailure, EXIT } from '../../failures.ts';
import type { ChoiceOptions, FieldOptions, Form } from '../../fields.ts';
import { choicesOf, collect } from '../../fields.ts';
import { answerResult } from '../../output/result.ts';
import { inLanguage } from '../../output/words.ts';
import { instanceOf, visitNumber } from '../../references.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import { fieldsOf, withFields } from './decide.ts';

type Act = 'resubmit' | 'withdraw' | 'comments' | 'remind' | 'copy' | 'retry';

interface Options extends ConnectionOptions, FieldOptions, ChoiceOptions {
  readonly message?: string;
  readonly visit?: number;
  readonly to?: readonly string[];
}

interface Acting {
  readonly command: Command;
  readonly act: Act;
  readonly done: string;
  readonly body: (session: Session, id: string, options: Options) => Promise<object>;
}

export function actCommands(program: Command, terminal: Terminal): void {
  for (const { command, act, done, body } of actings(program)) {
    command.action(async (reference: string, options: Options) => {
      const session = openSession(terminal, options);
      const id = await instanceOf(session.client, reference);
      const sent = await body(session, id, options);
      const result = await session.client.actOn(id, act, sent, session.idempotencyKey);
      await answerResult(session, done, result);
    });
  }
}

function actings(program: Command): readonly Acting[] {
  const writing = (name: string, about: string) =>
    writingCommand(program, `${name} <instance>`, about);
  const message = '-m, --message <text>';
  return [
    {
      command: withFields(writing('resubmit', 'send a returned instance on (重新提交)')).option(
        '--choose <step=people>',
        'other people for a step that leaves them to you; repeatable',
        collect,
      ),
      act: 'resubmit',
      done: 'Resubmitted',
      body: async (session, id, options) => {
        const form = await wholeForm(session, id, options);
        return { ...said('comment', options), ...(form ? { form } : {}), ...choicesOf(options) };
      },
    },
    {
      command: writing('withdraw', 'take back what you started (撤回)').option(message, 'why'),
      act: 'withdraw',
      done: 'Withdrew',
      body: async (_session, _id, options) => said('reason', options),
    },
    {
      command: writing('comment', 'say something (评论)').requiredOption(message, 'what'),
      act: 'comments',
      done: 'Commented on',
      body: async (_session, _id, options) => said('text', options),
    },
    {
      command: writing('remind', 'remind whoever is asked (催办)')
        .option('--visit <number>', 'at this visit only', visitNumber)
        .option(message, 'what they should know'),
      act: 'remind',
      done: 'Reminded those asked by',
      body: async (_session, _id, { visit, ...options }) => ({
        ...(visit === undefined ? {} : { visit }),
        ...said('comment', options),
      }),
    },
    {
      command: writing('copy', 'tell people of it, each once (手动抄送)')
        .requiredOption('--to <person...>', 'the ids of the people')
        .option(message, 'what they should know'),
      act: 'copy',
      done: 'Told people of',
      body: async (_session, _id, { to: people = [], ...options }) => ({
        people,
        ...said('comment', options),
      }),
    },
    {
      command: writing('retry', 'try the step of an incident again').option(
        '--visit <number>',
        'which, when several stand still',
        visitNumber,
      ),
      act: 'retry',
      done: 'Tried again:',
      body: async (session, id, { visit }) => ({ visit: visit ?? (await incidentOf(session, id)) }),
    },
  ];
}

/** A resubmitted form replaces the old one: single fields are set on what is there. */
async function wholeForm(
  session: Session,
  id: string,
  options: Options,
): Promise<Form | undefined> {
  const changed = await fieldsOf(session, id, options);
  if (!changed || options.form !== undefined) return changed;
  const { form } = await session.client.instance(id);
  return { ...form, ...changed };
}

function said(name: string, { message }: Pick<Options, 'message'>): object {
  return message === undefined ? {} : { [name]: message };
}

async function incidentOf({ client, look }: Session, id: string): Promise<number> {
  const { path } = await client.instance(id);
  const [first, ...others] = path.filter(({ status }) => status === 'incident');
  if (first && others.length === 0) return first.visit;
  if (!first) throw new CliFailure(EXIT.refused, 'Nothing of this instance stands still.');
  const visits = [first, ...others]
    .map(({ visit, title }) => `${visit} (${inLanguage(title, look.language)})`)
    .join(', ');
  throw new CliFailure(EXIT.usage, `Several visits stand still: name one with --visit: ${visits}`);
}
