/** The tree of commands, and the one place where a failure becomes an exit code. */

import type { Option } from 'commander';
import { Command, CommanderError } from 'commander';
import { ProblemError } from '../protocol/index.ts';
import { auditCommand } from './commands/admin/audit.ts';
import { deadLettersCommand, redriveCommand } from './commands/admin/dead-letters.ts';
import { keyCommand } from './commands/admin/keys.ts';
import { lostLettersCommand } from './commands/admin/lost-letters.ts';
import { migrateCommand } from './commands/admin/migrate.ts';
import { sinksCommand } from './commands/admin/sinks.ts';
import { steerCommands } from './commands/admin/steer.ts';
import { tenantCommand } from './commands/admin/tenant.ts';
import { checkCommand, DiagnosticsFound } from './commands/author/check.ts';
import { flowCommand } from './commands/author/flow.ts';
import { flowsCommand } from './commands/author/flows.ts';
import { publishCommand } from './commands/author/publish.ts';
import { backupCommands } from './commands/backup.ts';
import { completionCommand } from './commands/completion.ts';
import { explainCommand, forecastCommand } from './commands/look/foresee.ts';
import { instancesCommand } from './commands/look/instances.ts';
import { logCommand } from './commands/look/log.ts';
import { meCommand } from './commands/look/me.ts';
import { noticesCommand } from './commands/look/notices.ts';
import { peopleCommand } from './commands/look/people.ts';
import { showCommand } from './commands/look/show.ts';
import { tasksCommand } from './commands/look/tasks.ts';
import { serveCommand } from './commands/serve.ts';
import { actCommands } from './commands/work/act.ts';
import { decideCommands } from './commands/work/decide.ts';
import { handOnCommands } from './commands/work/hand-on.ts';
import { memberCommands } from './commands/work/members.ts';
import { messageCommand } from './commands/work/message.ts';
import { returnCommand } from './commands/work/return.ts';
import { startCommand } from './commands/work/start.ts';
import { substituteCommand } from './commands/work/substitute.ts';
import { EXIT, EXIT_MEANING, exitCodeOf } from './failures.ts';
import { lookOf } from './output/look.ts';
import { failureText, peopleIn } from './output/problem.ts';
import { inAllLanguages } from './output/words.ts';
import type { ConnectionOptions } from './session.ts';
import { DEFAULT_URL, openSession } from './session.ts';
import type { Terminal } from './terminal.ts';

const ABOUT = `Approval flows: publish, start, decide, follow.

Commands speak with the server of --url or VERMILION_URL (${DEFAULT_URL}
without either), as a person of its demo (--as acme/li-lei or VERMILION_AS)
or with a key (--key or VERMILION_KEY).`;

type AddCommand = (program: Command, terminal: Terminal) => void;

const GROUPS: Readonly<Record<string, readonly AddCommand[]>> = {
  Run: [serveCommand, backupCommands, peopleCommand, completionCommand],
  Author: [checkCommand, publishCommand, flowsCommand, flowCommand],
  Look: [
    tasksCommand,
    noticesCommand,
    instancesCommand,
    showCommand,
    logCommand,
    forecastCommand,
    explainCommand,
    meCommand,
  ],
  Act: [
    startCommand,
    decideCommands,
    returnCommand,
    handOnCommands,
    memberCommands,
    substituteCommand,
    actCommands,
  ],
  Administer: [
    tenantCommand,
    messageCommand,
    migrateCommand,
    steerCommands,
    sinksCommand,
    deadLettersCommand,
    lostLettersCommand,
    redriveCommand,
    keyCommand,
    auditCommand,
  ],
};

/** Builds the tree; nothing runs. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command('vermilion')
    .description(ABOUT)
    .usage('<command> [options]')
    .helpCommand(false)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.complain(text),
      getOutHelpWidth: () => Math.min(terminal.columns, 100),
      getErrHelpWidth: () => Math.min(terminal.columns, 100),
      getOutHasColors: () => terminal.isWatched,
      getErrHasColors: () => terminal.isWatched,
    });
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(`${heading}:`);
    for (const add of commands) add(program, terminal);
  }
  for (const command of program.commands) connectionLast(command);
  const codes = Object.entries(EXIT_MEANING).map(([code, meaning]) => `  ${code}  ${meaning}`);
  program.addHelpText('after', `\nExit codes:\n${codes.join('\n')}`);
  return program;
}

/** Help shows a command's own options before those that every command takes. */
function connectionLast({ options }: Command): void {
  const own = options.filter(({ helpGroupHeading }) => helpGroupHeading === undefined);
  const others = options.filter(({ helpGroupHeading }) => helpGroupHeading !== undefined);
  (options as Option[]).splice(0, options.length, ...own, ...others);
}

/** Runs one command. Shape: arguments → the process's exit code; never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = buildProgram(terminal);
  let options: ConnectionOptions = {};
  program.hook('preAction', (_program, command) => {
    options = command.opts();
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error);
    if (!(error instanceof DiagnosticsFound)) await report(error, options, terminal);
    return exitCodeOf(error);
  }
}

/** Commander has said what is to be said; help that was asked for is no failure. */
function usageExit({ code, exitCode }: CommanderError): number {
  return exitCode === 0 || code === 'commander.help' ? EXIT.done : EXIT.usage;
}

async function report(
  error: unknown,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.json && error instanceof ProblemError) {
    terminal.write(`${JSON.stringify(error.problem, undefined, 2)}\n`);
    return;
  }
  const url = options.url ?? terminal.env['VERMILION_URL'] ?? DEFAULT_URL;
  const look = lookOf(terminal);
  terminal.complain(failureText(error, url, look, await namesIn(error, options, terminal)));
}

/** What the people are called whom a refusal names; nobody where the directory does not say. */
async function namesIn(
  error: unknown,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<ReadonlyMap<string, string>> {
  const ids = error instanceof ProblemError ? peopleIn(error.problem) : [];
  if (ids.length === 0) return new Map();
  try {
    const { client, look } = openSession(terminal, options);
    const { items } = await client.people({ ids: ids.join(',') });
    return new Map(items.map(({ id, name }) => [id, inAllLanguages(name, look.language)]));
  } catch {
    return new Map();
  }
}
