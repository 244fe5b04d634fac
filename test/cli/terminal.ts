/** A terminal made of strings, and a served demo in memory to speak with. */

import { createReadStream } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { newKey, signerOf } from '../../src/audit/index.ts';
import { runProgram } from '../../src/cli/program.ts';
import { loadDemo } from '../../src/cli/serve-demo.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { Engine } from '../../src/engine/index.ts';
import { buildServer, createMetrics } from '../../src/server/index.ts';
import type { Store } from '../../src/store/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process, as `vermilion <args>` would. */
export async function vermilion(
  args: readonly string[],
  given: Partial<Terminal> & { readonly input?: string } = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      err += text;
    },
    readInput: async () => given.input ?? '',
    readFile: async (path) => {
      throw Object.assign(new Error(path), { code: 'ENOENT' });
    },
    readPieces: (path) => createReadStream(path, 'utf8'),
    env: {},
    isWatched: false,
    columns: 80,
    timeZone: 'Asia/Shanghai',
    nowMs: () => Date.now(),
    fetch,
    onStop: () => () => {},
    ...given,
  };
  const code = await runProgram(args, terminal);
  return { code, out, err };
}

export interface ServedDemo {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly store: Store;
  close(): Promise<void>;
}

/** The demo organisation and flows over a memory store, on a free port; calls are answered 200. */
export async function serveDemo(): Promise<ServedDemo> {
  const store = createMemoryStore();
  const deliver = async () => ({ kind: 'delivered', status: 200 }) as const;
  const engine = new Engine({ store, deliver });
  await loadDemo(engine);
  const metrics = createMetrics();
  const { sign: signCheckpoint } = signerOf(newKey());
  const app = await buildServer({ engine, metrics, demo: true, version: '0.0.0', signCheckpoint });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => {
    await app.close();
    await engine.drain();
    await store.close();
  };
  return { url, app, store, close };
}

/** The claim that needs everybody: manager, finance, legal, CFO. */
export const CLAIM = [
  ...['--set', 'amount=62000', '--set', 'category=travel', '--set', 'spentOn=2026-03-02'],
  ...['--set', 'project=极光', '--set', 'reason=拜访客户'],
] as const;
