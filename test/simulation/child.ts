/** Runs simulate.ts in a process of its own. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Findings } from './simulate.ts';

const PROGRAM = join(import.meta.dirname, 'simulate.ts');
const PLANT = join(import.meta.dirname, 'plant.ts');
/** What is young is collected seldom: a seventh less processor time. Units: MiB. */
const YOUNG = '--max-semi-space-size=32';

/** Shape: arguments of simulate.ts → what it found. Rejects when it dies without saying so. */
export function simulateInChild(
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): Promise<Findings> {
  const planted = args.includes('--bug') ? ['--import', PLANT] : [];
  const child = spawn(process.execPath, [YOUNG, ...planted, PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      try {
        resolve(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Findings);
      } catch {
        reject(new Error(`simulate.ts ended with ${code}: ${errors.slice(-2_000)}`));
      }
    });
  });
}
