/**
 * A disk that the power can fail on: ext4 in a file. What the database has written and not synced
 * is in the page cache only; a copy of the file, made without asking the file system, is what a
 * machine finds that lost its power at that moment.
 */

import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIZE = '600M';

/** Why no power can fail here; undefined when it can. */
export async function noPower(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'it takes Linux';
  if (process.getuid?.() !== 0) return 'it takes root, to mount';
  try {
    await run('losetup', ['-f']);
    await run('mkfs.ext4', ['-V']);
    return undefined;
  } catch {
    return 'it takes loop devices and mkfs.ext4';
  }
}

export class LoopDisk {
  readonly place: string;
  readonly #file: string;
  #device = '';

  private constructor(place: string) {
    this.place = place;
    this.#file = join(dirname(place), 'disk');
  }

  /** Makes the file and mounts it at the place. */
  static async open(place: string): Promise<LoopDisk> {
    const disk = new LoopDisk(place);
    mkdirSync(place, { recursive: true, mode: 0o755 });
    await run('truncate', ['-s', SIZE, disk.#file]);
    await run('mkfs.ext4', ['-q', '-F', disk.#file]);
    await disk.#mount();
    return disk;
  }

  /** Brings everything to the disk, as of now. */
  async sync(): Promise<void> {
    await run('sync', ['-f', this.place]);
  }

  /** Everything that was not synced is gone. Nothing may be open on the disk any more. */
  async losePower(): Promise<void> {
    const image = `${this.#file}.image`;
    await run('cp', ['--sparse=always', this.#file, image]);
    await this.#unmount();
    renameSync(image, this.#file);
    await this.#mount();
  }

  async close(): Promise<void> {
    await this.#unmount();
    rmSync(this.#file, { force: true });
  }

  /** The journal of the file system is written seldom: what is kept is what somebody synced. */
  async #mount(): Promise<void> {
    const { stdout } = await run('losetup', ['-f', '--show', this.#file]);
    this.#device = stdout.trim();
    await run('mount', ['-o', 'commit=300', this.#device, this.place]);
  }

  async #unmount(): Promise<void> {
    await run('umount', [this.place]);
    await run('losetup', ['-d', this.#device]);
  }
}
