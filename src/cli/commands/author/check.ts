/** `vermilion check`: every mistake of a definition, without a server. */

import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { FlowDefinition, JsonObject } from '../../../kernel/index.ts';
import type { Attached, Diagnostic } from '../../../language/index.ts';
import { CliFailure, EXIT } from '../../failures.ts';
import { diagnosticsText } from '../../output/diagnostics.ts';
import type { Look } from '../../output/look.ts';
import { lookOf } from '../../output/look.ts';
import { rehearsalText } from '../../output/rehearsal.ts';
import type { Terminal } from '../../terminal.ts';

interface CheckedFile {
  readonly file: string;
  readonly hash?: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Options {
  readonly json?: boolean;
  readonly try?: string;
}

export function checkCommand(program: Command, terminal: Terminal): void {
  program
    .command('check')
    .description('find every mistake of flow files; needs no server')
    .argument('<file...>', 'YAML files, or - for standard input')
    .option('--json', 'print [{file, hash, diagnostics}]')
    .option(
      '--try <form>',
      'play the flow with this form (JSON) and people who stand for its roles',
    )
    .action(async (files: readonly string[], options: Options) => {
      const { check } = await import('../../../language/index.ts');
      const form = options.try === undefined ? undefined : formIn(options.try);
      const look = lookOf(terminal);
      const checked: CheckedFile[] = [];
      for (const file of files) {
        const { text, attached } = await readFlow(terminal, file);
        const { definition, hash, diagnostics } = check(text, attached);
        checked.push({ file, ...(hash === undefined ? {} : { hash }), diagnostics });
        if (options.json) continue;
        terminal.write(await diagnosticsText({ text, attached }, file, diagnostics, look));
        if (form && definition && hash !== undefined) {
          terminal.write(await rehearsalOf(definition, form, look));
        }
      }
      if (options.json) terminal.write(`${JSON.stringify(checked, undefined, 2)}\n`);
      const faulty = checked.filter(({ hash }) => hash === undefined);
      if (faulty.length > 0) throw new DiagnosticsFound(faulty.length);
    });
}

/** Faults: a text that is no JSON object is wrong usage. */
function formIn(text: string): JsonObject {
  try {
    const form: unknown = JSON.parse(text);
    if (typeof form === 'object' && form !== null && !Array.isArray(form))
      return form as JsonObject;
  } catch {
    // Told below, like everything else that is no form.
  }
  throw new CliFailure(EXIT.usage, `--try takes a form as a JSON object, not ${text}`);
}

async function rehearsalOf(definition: FlowDefinition, form: JsonObject, look: Look) {
  const { rehearser } = await import('../../../language/index.ts');
  const rehearsal = rehearser(definition)(form);
  if (rehearsal) return rehearsalText(rehearsal, look);
  const { compileFlow, takeForm } = await import('../../../kernel/index.ts');
  const { name, version } = definition;
  const taken = takeForm(compileFlow(definition, { name, version, hash: 'try' }), form);
  const wrong = 'problems' in taken ? (taken.problems ?? []) : [];
  const why = wrong.map(({ field, message }) => `    ${field} ${message}\n`).join('');
  return `  ${look.paint('red', '✗')} nobody can start it with this form\n${why}`;
}

/** Everything was said already: only the exit code is left. */
export class DiagnosticsFound extends CliFailure {
  constructor(files: number) {
    super(EXIT.diagnostics, `${files} ${files === 1 ? 'file has' : 'files have'} errors.`);
    this.name = 'DiagnosticsFound';
  }
}

/** A flow's text and the tables beside it that it names; one that is not there is left out. */
export interface FlowText {
  readonly text: string;
  readonly attached: Attached;
}

/** Faults: a file that cannot be read is wrong usage. */
export async function readFlow(terminal: Terminal, file: string): Promise<FlowText> {
  const { attachedIn } = await import('../../../language/index.ts');
  const text = await readSource(terminal, file);
  const attached: { [file: string]: string } = {};
  for (const name of attachedIn(text)) {
    const found = await terminal.readFile(join(dirname(file), name)).catch(() => undefined);
    if (found !== undefined) attached[name] = found;
  }
  return { text, attached };
}

/** The text of a file. Faults: a file that cannot be read is wrong usage. */
async function readSource(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') return terminal.readInput();
  try {
    return await terminal.readFile(file);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code;
    throw new CliFailure(EXIT.usage, `${file}: ${why}`);
  }
}
