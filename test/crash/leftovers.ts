/** Clears away what runs left that were killed themselves: databases, mounts, folders. */

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive, processesIn } from '../../src/store/embedded/processes.ts';
import { scratch } from './database.ts';
import { streamFolder } from './stream.ts';

/** Only of runs whose process is gone. */
export function clearLeftovers(): void {
  const own = scratch();
  const stem = basename(own).replace(/\d+$/, '');
  for (const name of readdirSync(dirname(own))) {
    const pid = Number(name.slice(stem.length));
    if (!name.startsWith(stem) || !(pid > 0) || isAlive(pid)) continue;
    const folder = join(dirname(own), name);
    clear(folder);
  }
}

function clear(folder: string): void {
  const place = join(folder, 'pg');
  for (const at of [join(place, 'data'), streamFolder(folder)]) {
    for (const pid of processesIn(at) ?? []) process.kill(pid, 'SIGKILL');
  }
  spawnSync('umount', ['-l', place]);
  const { stdout } = spawnSync('losetup', ['-j', join(folder, 'disk')], { encoding: 'utf8' });
  for (const line of (stdout ?? '').split('\n')) {
    const [device] = line.split(':');
    if (device) spawnSync('losetup', ['-d', device]);
  }
  rmSync(folder, { recursive: true, force: true });
}
