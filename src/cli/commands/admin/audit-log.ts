/** `vermilion audit export`, `verify`, `checkpoint`: the log as others check it. */

import type { Command } from 'commander';
import {
  EXPORT_FORMAT,
  findingText,
  linesIn,
  NoExport,
  verifyExport,
} from '../../../audit/index.ts';
import type { Client } from '../../../protocol/index.ts';
import { CliFailure, EXIT } from '../../failures.ts';
import { lookOf } from '../../output/look.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

interface VerifyOptions extends ConnectionOptions {
  readonly log?: string;
  readonly checkpoints?: string;
  readonly signer?: string;
}

/** Adds the subcommands of `audit`. */
export function auditLogCommands(audit: Command, terminal: Terminal): void {
  clientCommand(
    audit,
    'export',
    'print the log with its digests and seals, a record a line',
  ).action(async (options: ConnectionOptions) => {
    const { client } = openSession(terminal, options, 'credential', 'exact');
    for await (const line of exportLines(client)) terminal.write(`${line}\n`);
  });
  clientCommand(audit, 'checkpoint', 'print where the log stands now, signed by the server').action(
    async (options: ConnectionOptions) => {
      const { client } = openSession(terminal, options, 'credential', 'exact');
      terminal.write(`${JSON.stringify(await client.auditCheckpoint())}\n`);
    },
  );
  clientCommand(audit, 'verify', 'check every record of an export, or of the server’s log')
    .argument('[file]', 'an export; - for standard input; the server is asked when absent')
    .option('--log <id>', 'the id that the log must have')
    .option('--checkpoints <file>', 'hold the log to these, one a line')
    .option('--signer <key>', 'the public key that must have signed them')
    .action((file: string | undefined, options: VerifyOptions) => verify(terminal, file, options));
}

/** Reads the log piece by piece; the last piece tells where it ends. */
async function* exportLines(client: Client): AsyncGenerator<string> {
  for (let after: number | undefined, isFirst = true; ; isFirst = false) {
    const piece = await client.auditLog({
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    const { head, records, next } = piece;
    // Reading is recorded before anything is read: there is a head.
    const { tenant, log, position, hash } = head!;
    if (isFirst) yield JSON.stringify({ format: EXPORT_FORMAT, tenant, log });
    for (const record of records) yield JSON.stringify(record);
    if (next === undefined) {
      yield JSON.stringify({ position, hash });
      return;
    }
    after = next;
  }
}

async function verify(
  terminal: Terminal,
  file: string | undefined,
  options: VerifyOptions,
): Promise<void> {
  const { log, checkpoints, signer, json } = options;
  const pinned = {
    ...(log === undefined ? {} : { log }),
    ...(signer === undefined ? {} : { key: signer }),
    ...(checkpoints === undefined ? {} : { checkpoints: await readText(terminal, checkpoints) }),
  };
  const lines =
    file === undefined
      ? exportLines(openSession(terminal, options, 'credential', 'exact').client)
      : linesIn(terminal.readPieces(file));
  const report = await verifyExport(lines, pinned).catch((error: unknown) => {
    if (error instanceof NoExport) throw new CliFailure(EXIT.usage, error.message);
    const isOfFile = (error as NodeJS.ErrnoException).syscall !== undefined && file !== undefined;
    throw isOfFile ? unreadable(file) : error;
  });
  const { tenant, records, findings } = report;
  if (json) terminal.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else {
    const look = lookOf(terminal);
    for (const finding of findings) terminal.write(`✗ ${findingText(finding)}\n`);
    const whole = `${records} records of ${tenant}, log ${report.log}`;
    if (findings.length === 0) terminal.write(`${look.paint('accent', '✓')} ${whole}: whole\n`);
  }
  if (findings.length > 0) {
    throw new CliFailure(EXIT.diagnostics, `The log of ${tenant} is not as it was written.`);
  }
}

async function readText(terminal: Terminal, file: string): Promise<string> {
  try {
    return await terminal.readFile(file);
  } catch {
    throw unreadable(file);
  }
}

function unreadable(file: string): CliFailure {
  return new CliFailure(EXIT.usage, `${file} cannot be read`);
}
