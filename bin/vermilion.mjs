#!/usr/bin/env node
// Finds the Node that the product runs on and hands the terminal over to it. Runs on Node 20.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MAJOR = 24;
const SERVER_FAULT = 6;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src', 'cli', 'main.ts');
const main = existsSync(source) ? source : join(root, 'dist', 'cli', 'main.js');

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  process.argv[1] = main;
  const { run } = await import(pathToFileURL(main).href);
  await run();
} else {
  handOver();
}

function handOver() {
  const program = findNode();
  if (program === undefined) {
    process.stderr.write(
      `vermilion runs on Node ${NODE_MAJOR} or later; this is ${process.version}.\n` +
        (existsSync(source) ? 'Install the one it brings along: npm ci\n' : ''),
    );
    process.exit(SERVER_FAULT);
  }
  // The channel tells the child when this process dies without a word.
  const child = spawn(program, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`${program}: ${error.message}\n`);
    process.exit(SERVER_FAULT);
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
    if (child.connected) child.disconnect();
  });
}

function findNode() {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(require.resolve('node/package.json'));
    const program = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
