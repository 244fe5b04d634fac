/** `vermilion flow`: one flow, its form, and its source. */

import type { Command } from 'commander';
import type { FlowDetail } from '../../../protocol/index.ts';
import type { FieldSchema, FormFields } from '../../output/form.ts';
import { orderOf } from '../../output/form.ts';
import type { Look } from '../../output/look.ts';
import { pairs, table } from '../../output/table.ts';
import { dateTime, inAllLanguages, inLanguage } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface Options extends ConnectionOptions {
  readonly version?: string;
  readonly source?: boolean;
}

export function flowCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'flow <name>', 'one flow: its form, and with --source its text')
    .option('--version <version>', 'this version instead of the latest')
    .option('--source', 'print the text it was published from')
    .action(async (name: string, options: Options) => {
      const session = openSession(terminal, options);
      const flow = await session.client.flow(name, options.version);
      session.answer(flow, () => (options.source ? flow.source : flowText(flow, session.look)));
    });
}

function flowText(flow: FlowDetail, look: Look): string {
  const { paint, language } = look;
  const { publishedBy: by } = flow;
  const facts = pairs(
    [
      ['name', flow.name],
      ['version', flow.version],
      ['hash', flow.hash],
      [
        'published',
        `${dateTime(flow.publishedAtMs, look)} by ${by.kind === 'person' ? by.id : by.cause}`,
      ],
    ],
    look,
  );
  const form = fieldsText(flow.form as FormFields, look);
  return `${paint('bold', inAllLanguages(flow.title, language))}\n${facts}\n${form}`;
}

function fieldsText(form: FormFields, look: Look): string {
  const columns = [{ title: 'FIELD' }, { title: 'TITLE' }, { title: 'TAKES', gives: true }];
  const rows = orderOf(form, []).map((name) => {
    const schema = form.properties?.[name] ?? {};
    const isRequired = form.required?.includes(name) ?? false;
    return [
      `${name}${isRequired ? look.paint('accent', '*') : ''}`,
      schema.title === undefined ? '' : inLanguage(schema.title, look.language),
      takesText(schema),
    ];
  });
  return table(columns, rows, look);
}

function takesText(schema: FieldSchema): string {
  if (schema['x-formula'] !== undefined) return `= ${schema['x-formula']}`;
  if (schema.enum) return schema.enum.join(' | ');
  const { minimum, maximum } = schema;
  const range =
    minimum === undefined && maximum === undefined ? '' : ` ${minimum ?? ''}..${maximum ?? ''}`;
  const kind = schema['x-kind'] ?? schema.format ?? schema.type ?? 'anything';
  const currency = schema['x-currency'] === undefined ? '' : ` ${schema['x-currency']}`;
  return `${kind}${currency}${range}`;
}
