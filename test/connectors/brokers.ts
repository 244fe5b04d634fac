/** Real brokers of the tests' own, each on a free port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A NATS server that keeps its streams in a folder of its own. */
export interface NatsServer {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** `folder`: where it keeps its streams, and stands. */
export async function startNats(
  path: string,
  folder = mkdtempSync(join(tmpdir(), 'vermilion-nats-')),
): Promise<NatsServer> {
  const port = await freePort();
  const args = ['-js', '-a', '127.0.0.1', '-p', String(port), '-sd', folder];
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    server = spawn(path, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const line of createInterface({ input: server.stderr! })) {
      if (line.includes('Server is ready')) break;
    }
    server.stderr!.resume();
  };
  const kill = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    kill,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One record as kcat prints it. */
export interface KafkaRecord {
  readonly partition: number;
  readonly key: string;
  readonly payload: string;
  readonly headers?: readonly string[];
}

/** A broker inside of kcat, of librdkafka, and what it heard on a topic. */
export interface KafkaBroker {
  readonly address: string;
  readonly records: readonly KafkaRecord[];
  stop(): Promise<void>;
}

export async function startKafka(path: string, topic: string): Promise<KafkaBroker> {
  const settings = ['test.mock.num.brokers=1', 'allow.auto.create.topics=true'];
  const kcat = spawn(
    path,
    [
      '-C',
      '-b',
      'own',
      '-t',
      topic,
      ...settings.flatMap((one) => ['-X', one]),
      '-d',
      'mock',
      '-J',
      '-u',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const records: KafkaRecord[] = [];
  createInterface({ input: kcat.stdout }).on('line', (line) => {
    records.push(JSON.parse(line) as KafkaRecord);
  });
  let address: string | undefined;
  for await (const line of createInterface({ input: kcat.stderr })) {
    address ??= /bootstrap\.servers=([\d.:]+)/.exec(line)?.[1];
    if (line.includes('Reached end of topic')) break;
  }
  kcat.stderr.resume();
  return {
    address: address!,
    records,
    async stop() {
      const ended = once(kcat, 'exit');
      kcat.kill('SIGKILL');
      await ended;
    },
  };
}
