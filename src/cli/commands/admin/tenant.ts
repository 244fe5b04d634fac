/** `vermilion tenant create`: the first tenant of a new database, or one more. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CliFailure, EXIT } from '../../failures.ts';
import type { Terminal } from '../../terminal.ts';

interface Flags {
  readonly admin: string;
  readonly data: string;
  readonly databaseUrl?: string;
}

/** Works on the database itself, beside a server or without one. */
export function tenantCommand(program: Command, terminal: Terminal): void {
  program
    .command('tenant')
    .description('tenants: create')
    .command('create <organisation>')
    .description('a tenant with its people, from YAML or JSON; shows a key of a day, once')
    .requiredOption('--admin <person>', 'who of them administers it, and has the key')
    .option('--data <folder>', 'where the embedded database lives', './data')
    .option('--database-url <url>', 'another database to use instead (DATABASE_URL)')
    .action((file: string, flags: Flags) => create(terminal, file, flags));
}

async function create(terminal: Terminal, file: string, flags: Flags): Promise<void> {
  const { databaseUrl = terminal.env['DATABASE_URL'] } = flags;
  const text = read(file);
  const { createTenant, NotMade } = await import('../../serve-tenant.ts');
  const where = { dataDir: flags.data, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  try {
    const { tenant, key } = await createTenant(text, flags.admin, where);
    terminal.write(`✓ ${tenant} is there; ${flags.admin} has this key for a day:\n${key}\n`);
  } catch (error) {
    const exit = error instanceof NotMade ? EXIT.refused : EXIT.unreachable;
    throw new CliFailure(exit, (error as Error).message);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw new CliFailure(EXIT.notFound, `${file} is not there`);
    throw new CliFailure(EXIT.usage, (error as Error).message);
  }
}
