/** Programs that tests need and npm cannot bring: looked for, or installed where we may. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/usr/libexec'];
const INSTALL_MS_MAX = 180_000;

/** Where a program is; installed from a package of Debian if need be (root, apt-get). */
export function programOf(name: string, debianPackage: string): string | undefined {
  const found = installed(name);
  if (found !== undefined) return found;
  install(debianPackage);
  return installed(name);
}

function installed(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), ...FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Waits for others who install; a machine without the network is left as it is. */
function install(debianPackage: string): void {
  if (process.getuid?.() !== 0 || !installed('apt-get')) return;
  const settings = ['DPkg::Lock::Timeout=120', 'Acquire::Retries=0', 'Acquire::http::Timeout=10'];
  const apt = ['-qq', '-y', ...settings.flatMap((one) => ['-o', one])];
  const run = (...args: string[]) =>
    execFileSync('apt-get', [...apt, ...args], {
      stdio: 'ignore',
      timeout: INSTALL_MS_MAX,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    run('update');
    run('install', '--no-install-recommends', debianPackage);
  } catch {
    // Found out by looking for the program.
  }
}
