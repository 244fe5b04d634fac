/** `vermilion backup` and `vermilion restore`: all of a database as one file. */

import type { Command } from 'commander';
import { CliFailure, EXIT } from '../failures.ts';
import type { Terminal } from '../terminal.ts';

interface Flags {
  readonly data: string;
  readonly databaseUrl?: string;
}

/** Adds both; each works on the database itself, beside a server or without one. */
export function backupCommands(program: Command, terminal: Terminal): void {
  const commands = [
    ['backup', 'write all of a database to a file, as it is at one moment'],
    ['restore', 'fill an empty database from a backup'],
  ] as const;
  for (const [name, about] of commands) {
    program
      .command(name)
      .description(about)
      .argument('<file>', 'the backup')
      .option('--data <folder>', 'where the embedded database lives', './data')
      .option('--database-url <url>', 'a PostgreSQL to use instead (DATABASE_URL)')
      .action((file: string, flags: Flags) => run(terminal, name, file, flags));
  }
}

async function run(
  terminal: Terminal,
  name: 'backup' | 'restore',
  file: string,
  { data, databaseUrl = terminal.env['DATABASE_URL'] }: Flags,
): Promise<void> {
  const { backUp, restore } = await import('../serve-backup.ts');
  const where = { dataDir: data, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  try {
    const rows = await (name === 'backup' ? backUp : restore)(file, where);
    const sum = Object.values(rows).reduce((total, count) => total + count, 0);
    const done = name === 'backup' ? 'written to' : 'restored from';
    terminal.write(`✓ ${sum} rows of ${Object.keys(rows).length} tables ${done} ${file}\n`);
  } catch (error) {
    const { code, message, path } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliFailure(EXIT.usage, `${path} is there already`);
    if (code === 'ENOENT') throw new CliFailure(EXIT.notFound, `${file} is not there`);
    const exit = code?.startsWith('store.') ? EXIT.refused : EXIT.unreachable;
    throw new CliFailure(exit, message);
  }
}
