/** `vermilion check`: every mistake of a definition, without a server. */

import type { Command } from 'commander';
import type { Diagnostic } from '../../../language/index.ts';
import { CliFailure, EXIT } from '../../failures.ts';
import { diagnosticsText } from '../../output/diagnostics.ts';
import { lookOf } from '../../output/look.ts';
import type { Terminal } from '../../terminal.ts';

interface CheckedFile {
  readonly file: string;
  readonly hash?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkCommand(program: Command, terminal: Terminal): void {
  program
    .command('check')
    .description('find every mistake of flow files; needs no server')
    .argument('<file...>', 'YAML files, or - for standard input')
    .option('--json', 'print [{file, hash, diagnostics}]')
    .action(async (files: readonly string[], options: { readonly json?: boolean }) => {
      const { check } = await import('../../../language/index.ts');
      const look = lookOf(terminal);
      const checked: CheckedFile[] = [];
      for (const file of files) {
        const text = await readSource(terminal, file);
        const { hash, diagnostics } = check(text);
        checked.push({ file, ...(hash === undefined ? {} : { hash }), diagnostics });
        if (!options.json) terminal.write(await diagnosticsText(text, file, diagnostics, look));
      }
      if (options.json) terminal.write(`${JSON.stringify(checked, undefined, 2)}\n`);
      const faulty = checked.filter(({ hash }) => hash === undefined);
      if (faulty.length > 0) throw new DiagnosticsFound(faulty.length);
    });
}

/** Everything was said already: only the exit code is left. */
export class DiagnosticsFound extends CliFailure {
  constructor(files: number) {
    super(EXIT.diagnostics, `${files} ${files === 1 ? 'file has' : 'files have'} errors.`);
    this.name = 'DiagnosticsFound';
  }
}

/** The text of a file. Faults: a file that cannot be read is wrong usage. */
export async function readSource(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') return terminal.readInput();
  try {
    return await terminal.readFile(file);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code;
    throw new CliFailure(EXIT.usage, `${file}: ${why}`);
  }
}
