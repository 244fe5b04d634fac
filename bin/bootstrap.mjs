// Installs the dependencies when they are missing or older than the lock file. Runs on Node 20.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
// npm writes this one last, so that a broken-off installation counts as none.
const installed = join(root, 'node_modules', '.package-lock.json');

if (!isInstalled()) process.exit(install());

function isInstalled() {
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return true;
  // A checkout touches files that it does not change: only other versions are worth the wait.
  const [wanted, found] = [lock, installed].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !found[path]) || found[path]?.version === version,
  );
}

function install() {
  process.stderr.write('Installing dependencies (once, about a minute) …\n');
  // The development dependencies bring the Node that everything runs on.
  const args = ['ci', '--include=dev', '--include=optional', '--no-progress', '--loglevel=error'];
  const isWindows = process.platform === 'win32';
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(program, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: isWindows && program === 'npm',
  });
  if (status === 0) return 0;
  process.stderr.write(`npm ci did not succeed${error ? `: ${error.message}` : ''}.\n`);
  return status ?? 1;
}
