/** `vermilion people`: whom one can act as in demo mode. */

import type { Command } from 'commander';
import { ProblemError } from '../../../protocol/index.ts';
import { CliFailure, EXIT } from '../../failures.ts';
import type { Look } from '../../output/look.ts';
import { table } from '../../output/table.ts';
import type { WireText } from '../../output/words.ts';
import { inAllLanguages, inLanguage } from '../../output/words.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface DemoTenant {
  readonly tenant: string;
  readonly people: readonly {
    readonly id: string;
    readonly name: WireText;
    readonly title?: WireText;
    readonly roles: readonly string[];
  }[];
}

interface Options extends ConnectionOptions {
  readonly role?: string;
}

export function peopleCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'people', 'whom you can act as in demo mode')
    .option('--role <role>', 'those with this role')
    .action(async (options: Options) => {
      const session = openSession(terminal, options, 'nothing');
      const tenants = await listPeople(session);
      const shown = options.role === undefined ? tenants : withRole(tenants, options.role);
      session.answer(shown, () => peopleText(shown, session.look));
    });
}

async function listPeople(session: Session): Promise<readonly DemoTenant[]> {
  try {
    return (await session.get('/v1/demo/people')) as readonly DemoTenant[];
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    const advice = 'Its people come with their own credentials: --key.';
    throw new CliFailure(EXIT.notFound, 'The server is not in demo mode.', advice);
  }
}

function withRole(tenants: readonly DemoTenant[], role: string): readonly DemoTenant[] {
  return tenants.map(({ tenant, people }) => ({
    tenant,
    people: people.filter(({ roles }) => roles.includes(role)),
  }));
}

function peopleText(tenants: readonly DemoTenant[], look: Look): string {
  const rows = tenants.flatMap(({ tenant, people }) =>
    people.map(({ id, name, title, roles }) => [
      `${tenant}/${id}`,
      inAllLanguages(name, look.language),
      title === undefined ? '' : inLanguage(title, look.language),
      roles.join(', '),
    ]),
  );
  if (rows.length === 0) return 'There are none.\n';
  const columns = [{ title: '--as' }, { title: 'NAME' }, { title: 'TITLE' }, { title: 'ROLES' }];
  const giving = columns.map((column, index) =>
    index === 3 ? { ...column, gives: true } : column,
  );
  return table(giving, rows, look);
}
