/** One command's conversation with one server: who speaks, where to, and how answers are shown. */

import { randomUUID } from 'node:crypto';
import type { Command, CommandOptions } from 'commander';
import { Option } from 'commander';
import type { Problem } from '../protocol/index.ts';
import { Client, ProblemError } from '../protocol/index.ts';
import { CliFailure, EXIT } from './failures.ts';
import type { Look } from './output/look.ts';
import { lookOf } from './output/look.ts';
import { readableFetch } from './readable-fetch.ts';
import { steadyFetch } from './steady-fetch.ts';
import type { Terminal } from './terminal.ts';

export interface ConnectionOptions {
  readonly url?: string;
  readonly as?: string;
  readonly key?: string;
  readonly json?: boolean;
  readonly idempotencyKey?: string;
}

export interface Session {
  readonly client: Client;
  readonly url: string;
  /** `tenant/person` in demo mode. */
  readonly as?: string;
  readonly authorization: string;
  /** The idempotency key of this command's write. */
  readonly idempotencyKey: string;
  readonly isJson: boolean;
  readonly look: Look;
  readonly terminal: Terminal;
  wasReplayed(): boolean;
  /** GETs a path that the typed client does not know. */
  get(path: string): Promise<unknown>;
  /** Prints the answer as it came with `--json`, else as it is put into words. */
  answer<T>(value: T, inWords: (value: T) => string): void;
}

export const DEFAULT_URL = 'http://127.0.0.1:7070';
const GROUP = 'Connection:';

/** A subcommand that speaks with a server, with the options that say how. */
export function clientCommand(
  program: Command,
  nameAndArguments: string,
  about: string,
  options: CommandOptions = {},
): Command {
  const [name, ...taken] = nameAndArguments.split(' ');
  const command = program.command(name!, options).description(about);
  if (taken.length > 0) command.arguments(taken.join(' '));
  const option = (flags: string, text: string) =>
    command.addOption(new Option(flags, text).helpGroup(GROUP));
  option('--url <url>', `the server (VERMILION_URL; default ${DEFAULT_URL})`);
  option('--as <tenant/person>', 'act as a person of the demo (VERMILION_AS)');
  option('--key <key>', 'an API key or access token (VERMILION_KEY)');
  option('--json', 'print the answer as the API gave it');
  return command;
}

/** A subcommand that changes something: a repetition with the same key does it only once. */
export function writingCommand(program: Command, nameAndArguments: string, about: string): Command {
  return clientCommand(program, nameAndArguments, about).addOption(
    new Option(
      '--idempotency-key <key>',
      'repeat with the same key to get the first answer again',
    ).helpGroup(GROUP),
  );
}

/**
 * Opens the conversation; `exact`: texts stay as they came, for what is checked or kept in a file.
 * Faults: no credential, where the command needs one.
 */
export function openSession(
  terminal: Terminal,
  options: ConnectionOptions,
  needs: 'credential' | 'nothing' = 'credential',
  answers: 'readable' | 'exact' = 'readable',
): Session {
  const { env } = terminal;
  const url = (options.url ?? env['VERMILION_URL'] ?? DEFAULT_URL).replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new CliFailure(EXIT.usage, `--url ${url} is no URL`);
  const as = options.as ?? (options.key === undefined ? env['VERMILION_AS'] : undefined);
  const key = options.key ?? (options.as === undefined ? env['VERMILION_KEY'] : undefined);
  const authorization = authorizationOf(as, key);
  if (authorization === '' && needs === 'credential') throw noCredential();
  const idempotencyKey = options.idempotencyKey ?? randomUUID();
  const isJson = options.json === true;
  const isExact = isJson || answers === 'exact';
  const inner = isExact ? terminal.fetch : readableFetch(terminal.fetch);
  const steady = steadyFetch(inner, idempotencyKey);
  return {
    client: new Client({ url, authorization, fetch: steady.fetch }),
    url,
    ...(as === undefined || key !== undefined ? {} : { as }),
    authorization,
    idempotencyKey,
    isJson,
    look: lookOf(terminal),
    terminal,
    wasReplayed: () => steady.wasReplayed(),
    get: async (path) => {
      const headers = authorization === '' ? {} : { authorization };
      const response = await steady.fetch(url + path, { headers });
      const body: unknown = await response.json();
      if (!response.ok) throw new ProblemError(body as Problem);
      return body;
    },
    answer: (value, inWords) =>
      terminal.write(isJson ? `${JSON.stringify(value, undefined, 2)}\n` : inWords(value)),
  };
}

function authorizationOf(as: string | undefined, key: string | undefined): string {
  if (key !== undefined) return `Bearer ${key}`;
  return as === undefined ? '' : `Demo ${as}`;
}

function noCredential(): CliFailure {
  return new CliFailure(
    EXIT.noPermission,
    'Who is asking? No credential is set.',
    'In demo mode: --as acme/<person>, and `vermilion people` lists them. Else: --key <key>.',
  );
}
