/** The process: arguments in, exit code out. */

import { processTerminal, runProgram } from './index.ts';

/** Runs the command of this process's arguments. */
export async function run(): Promise<void> {
  process.exitCode = await runProgram(process.argv.slice(2), processTerminal());
}

if (import.meta.main) await run();
