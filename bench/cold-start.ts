/**
 * How long a server needs until it answers: on nothing, on a folder it knows, beside a running one.
 * Run: node bench/cold-start.ts
 */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { removeData } from '../examples/demo/server.ts';

interface ColdStart {
  readonly onNothingMs: number;
  readonly onKnownFolderMs: number;
  readonly besideRunningMs: number;
}

/** Starts and stops real server processes on a data folder that does not exist yet. */
async function measureColdStart(dataDir: string): Promise<ColdStart> {
  const first = await start(dataDir);
  await stop(first.server);
  const second = await start(dataDir);
  const beside = await start(dataDir);
  await stop(beside.server);
  await stop(second.server);
  return { onNothingMs: first.ms, onKnownFolderMs: second.ms, besideRunningMs: beside.ms };
}

async function start(
  dataDir: string,
): Promise<{ readonly server: ChildProcess; readonly ms: number }> {
  const startedAt = performance.now();
  const args = ['bin/vermilion.mjs', 'serve', '--port', '0', '--data', dataDir];
  const server = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of server.stdout) {
    const url = /http:\/\/\S+/.exec(String(line))?.[0];
    if (url === undefined) continue;
    const answer = await fetch(`${url}/health/ready`);
    if (!answer.ok) throw new Error(`not ready: ${answer.status}`);
    return { server, ms: performance.now() - startedAt };
  }
  throw new Error('the server ended before it listened');
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

const folder = mkdtempSync(`${tmpdir()}/vermilion-cold-`);
const cold = await measureColdStart(folder);
console.log(
  `server ready: ${cold.onNothingMs.toFixed(0)} ms on an empty folder, ` +
    `${cold.onKnownFolderMs.toFixed(0)} ms on a known one, ` +
    `${cold.besideRunningMs.toFixed(0)} ms beside a running one`,
);
removeData(folder);
