/** A server of a crash run: the real `serve` in a process that can be killed, frozen and stopped. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit } from './failpoints.ts';
import type { Plant } from './plant.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const PLANT = join(import.meta.dirname, 'plant.ts');
const COMPILED = join(tmpdir(), 'vermilion-crash-compiled');
const START_AGAIN_MS = 150;

export interface ServerOptions {
  readonly name: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly sinkHost: string;
  /** Of streams. */
  readonly sinkUrls: readonly string[];
  /** What the server keeps besides the database: its key, and checkpoints of audit logs. */
  readonly dataDir: string;
  /** Where standard error goes; appended to. */
  readonly log: string;
  /** Changes of the source that hold for all lives of the server. */
  readonly edits: readonly Edit[];
}

/** How a life ended: by itself, by a signal, or by our own stop. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Server {
  readonly name: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<End> = Promise.resolve({ code: 0, signal: null });
  #isWanted = false;
  #isRelived = false;
  /** What holds for every life from here on. */
  #standing: Plant = {};
  /** Whether the life of now has said that it listens. */
  isListening = false;
  /** Lives begun, and those that ended before they listened. */
  lives = 0;
  stillborn = 0;

  constructor(options: ServerOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  get port(): number {
    return this.#options.port;
  }

  /** Starts it, and again whenever it ends, until `close`; resolves when it listens first. */
  async open(): Promise<void> {
    this.#isWanted = true;
    await this.start();
  }

  /** Starts one life; resolves when it listens or has ended. */
  async start(plant: Plant = {}): Promise<boolean> {
    const { port, databaseUrl, sinkHost, sinkUrls, dataDir, log, edits } = this.#options;
    const out = openSync(log, 'a');
    const args = ['--host', '127.0.0.1', '--port', String(port), '--allow-host', sinkHost];
    args.push('--data', dataDir, ...sinkUrls.flatMap((url) => ['--sink', url]));
    const standing = this.#standing.edits ?? [];
    const all: Plant = { ...plant, edits: [...edits, ...standing, ...(plant.edits ?? [])] };
    const child = spawn(process.execPath, ['--import', PLANT, MAIN, 'serve', ...args], {
      // The channel: when the harness dies without a word, the server stops.
      stdio: ['ignore', 'pipe', out, 'ipc'],
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        CRASH_PLANT: JSON.stringify(all),
        NODE_COMPILE_CACHE: COMPILED,
      },
    });
    closeSync(out);
    this.lives += 1;
    this.#child = child;
    this.isListening = false;
    let listens = false;
    const ended = new Promise<End>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.#ended = ended;
    void ended.then(() => {
      if (!listens) this.stillborn += 1;
      if (this.#child !== child) return;
      this.#child = undefined;
      this.isListening = false;
      if (this.#isWanted && !this.#isRelived) setTimeout(() => this.#again(), START_AGAIN_MS);
    });
    await new Promise<void>((resolve) => {
      let said = '';
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        listens ||= /listens on http/.test(said);
        if (!listens) return;
        if (this.#child === child) this.isListening = true;
        resolve();
      });
      void ended.then(() => resolve());
    });
    return listens;
  }

  #again(): void {
    if (this.#isWanted && !this.#isRelived && !this.#child) void this.start();
  }

  /** Kills it and starts a life that is planted; resolves when that one listens or has ended. */
  async relive(plant: Plant): Promise<void> {
    this.#isRelived = true;
    try {
      await this.kill();
      while (this.#child) await this.kill();
      await this.start(plant);
    } finally {
      this.#isRelived = false;
    }
    if (!this.#child) setTimeout(() => this.#again(), START_AGAIN_MS);
  }

  /** Resolves when the life of now has ended. */
  get ended(): Promise<End> {
    return this.#ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** kill -9; it is started again. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** SIGTERM; it is started again. Gives how long it took to go, and how it went. */
  async terminate(): Promise<{ readonly ms: number; readonly end: End }> {
    const startMs = performance.now();
    this.signal('SIGTERM');
    const end = await this.#ended;
    return { ms: performance.now() - startMs, end };
  }

  /** SIGTERM; it is started again with these changes, now and ever after. */
  async turnInto(plant: Plant): Promise<{ readonly ms: number; readonly end: End }> {
    this.#standing = plant;
    return this.terminate();
  }

  /** Ends it for good. */
  async close(): Promise<End> {
    this.#isWanted = false;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const late = setTimeout(() => this.signal('SIGKILL'), 15_000);
    const end = await this.#ended;
    clearTimeout(late);
    return end;
  }
}
