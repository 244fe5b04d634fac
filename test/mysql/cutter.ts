/** Somebody between a client and the server who cuts the line at one of its commands. */

import { rmSync } from 'node:fs';
import { createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MysqlConfig } from '../../src/store/index.ts';

/** A packet that begins a command has the number 0; this is the command that carries statements. */
const QUERY = 3;

export interface Cutter {
  /** The same database by way of the cutter. */
  readonly config: MysqlConfig;
  /**
   * Cuts once, at the n-th command from now on that holds the words, counted from 1: `before` the
   * server hears it, or `after` it answered, so that nobody hears the answer.
   */
  cutAt(command: number, when: 'before' | 'after', words?: string): void;
  /** Commands with the words that it heard since. */
  heard(): number;
  close(): void;
}

/** Opens a way to a database's server. */
export async function openCutter(to: MysqlConfig): Promise<Cutter> {
  const path = join(tmpdir(), `vermilion-cutter-${crypto.randomUUID().slice(0, 8)}`);
  let turn = { command: 0, when: 'before', words: '' };
  let heard = 0;
  const server = createServer((client) => {
    const upstream = createConnection(addressOf(to));
    let isDeaf = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const side of [client, upstream] as Socket[]) side.on('error', end).on('close', end);
    client.on('data', (data) => {
      const isCommand = data[3] === 0 && data[4] === QUERY;
      const isMeant = isCommand && data.includes(turn.words);
      if (isMeant) heard += 1;
      const isTurn = isMeant && heard === turn.command;
      if (isTurn && turn.when === 'before') return end();
      isDeaf ||= isTurn;
      upstream.write(data);
    });
    upstream.on('data', (data) => (isDeaf ? end() : client.write(data)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const { user, password, database } = partsOf(to);
  return {
    config: { config: { socketPath: path, user, password, database } },
    cutAt(command, when, words = '') {
      turn = { command, when, words };
      heard = 0;
    },
    heard: () => heard,
    close() {
      server.close();
      rmSync(path, { force: true });
    },
  };
}

function partsOf(config: MysqlConfig) {
  if ('config' in config) return { password: '', ...config.config };
  const { username, password, pathname } = new URL(config.url);
  const [user, secret] = [username, password].map(decodeURIComponent) as [string, string];
  return { user, password: secret, database: pathname.slice(1) };
}

function addressOf(config: MysqlConfig): NetConnectOpts {
  if ('url' in config) {
    const { hostname, port } = new URL(config.url);
    return { host: hostname, port: Number(port || 3306) };
  }
  const { socketPath, host = '127.0.0.1', port = 3306 } = config.config;
  return socketPath ? { path: socketPath } : { host, port };
}
