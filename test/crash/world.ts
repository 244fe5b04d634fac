/** Everything a crash run stands on: a database, servers, proxies before and behind them, a sink, clients. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../../src/testing/simulator/chance.ts';
import type { Violation } from './checks.ts';
import { Memory, Promises } from './checks.ts';
import { Clients } from './clients.ts';
import { Database, freePort, scratch } from './database.ts';
import type { Edit } from './failpoints.ts';
import { OperationFile } from './journal.ts';
import { clearLeftovers } from './leftovers.ts';
import { SECRET, settleIn } from './organisation.ts';
import { LoopDisk } from './power.ts';
import { FaultProxy } from './proxy.ts';
import { Server } from './server.ts';
import { Sink } from './sink.ts';
import { Stream } from './stream.ts';

const SERVERS = 3;
const CLIENTS = 12;
const DATABASE_BYTES = '700m';
const REST_MS_MAX = 60_000;

/** How long a server of a crash run holds what it has leased; planted, to see many leases end. */
export const LEASE_MS = 3_000;
/** How long such a server bears a database that is silent; planted, too. */
export const SILENCE_MS = 3_000;
const SHORT_LIMITS: readonly Edit[] = [
  { file: 'engine/limits.ts', was: 'leaseMs: 30_000,', becomes: `leaseMs: ${LEASE_MS},` },
  { file: 'server/limits.ts', was: 'heartbeatMs: 15_000,', becomes: 'heartbeatMs: 1_000,' },
  { file: 'store/limits.ts', was: 'silenceMs: 35_000,', becomes: `silenceMs: ${SILENCE_MS},` },
];

export interface WorldOptions {
  readonly seed: number;
  /** Where operations, logs and findings go; made when missing. */
  readonly results: string;
  /** Changes of all servers: planted mistakes. */
  readonly edits?: readonly Edit[];
  readonly settings?: Readonly<Record<string, string>>;
  /** The data lies on a disk that the power can fail on. */
  readonly isOnLoop?: boolean;
}

export class World {
  readonly chance: Chance;
  readonly results: string;
  readonly database: Database;
  readonly sink: Sink;
  /** Where there is a broker. */
  readonly stream: Stream | undefined;
  readonly servers: Server[] = [];
  /** Between each server and the database. */
  readonly behind: FaultProxy[] = [];
  /** Between the clients and each server. */
  readonly before: FaultProxy[] = [];
  readonly clients: Clients;
  readonly promises = new Promises();
  readonly memory = new Memory();
  readonly counts = new Map<string, number>();
  /** Milliseconds from SIGTERM to the end of a server. */
  readonly drains: number[] = [];
  /** Milliseconds from the end of the faults to rest. */
  readonly rests: number[] = [];
  /** Whether the data lies on a file system of its own that can be filled. */
  readonly isFillable: boolean;
  /** The disk that the power can fail on, if there is one. */
  readonly disk: LoopDisk | undefined;
  readonly #file: OperationFile;

  private constructor(parts: {
    readonly chance: Chance;
    readonly results: string;
    readonly database: Database;
    readonly sink: Sink;
    readonly stream: Stream | undefined;
    readonly clients: Clients;
    readonly isFillable: boolean;
    readonly disk: LoopDisk | undefined;
    readonly file: OperationFile;
  }) {
    this.chance = parts.chance;
    this.results = parts.results;
    this.database = parts.database;
    this.sink = parts.sink;
    this.stream = parts.stream;
    this.clients = parts.clients;
    this.isFillable = parts.isFillable;
    this.disk = parts.disk;
    this.#file = parts.file;
  }

  static async open(options: WorldOptions): Promise<World> {
    const { seed, results, settings = {}, edits = [] } = options;
    clearLeftovers();
    rmSync(results, { recursive: true, force: true });
    mkdirSync(results, { recursive: true });
    const chance = new Chance(seed);
    const random = () => chance.next();
    const place = join(scratch(), 'pg');
    const disk = options.isOnLoop ? await LoopDisk.open(place) : undefined;
    const isFillable = !disk && mountSmall(place);
    const folder = join(place, 'data');
    const database = await Database.open({ folder, settings });
    const sink = await Sink.open(SECRET, random);
    const stream = await Stream.open();
    await settleIn(database, sink.host);
    await disk?.sync();
    const parts: { proxy: FaultProxy; front: FaultProxy; port: number }[] = [];
    for (let n = 0; n < SERVERS; n++) {
      const concerns = (request: Buffer) => request.includes('COMMIT');
      const proxy = await FaultProxy.open({ target: database.port, random, concerns });
      const port = await freePort();
      const front = await FaultProxy.open({ target: port, random });
      parts.push({ proxy, front, port });
    }
    const urls = parts.map(({ front }) => `http://127.0.0.1:${front.port}`);
    const file = await OperationFile.open(join(results, 'operations.jsonl'));
    const clients = new Clients(urls, chance, file);
    const world = new World({
      ...{ chance, results, database, sink, stream, clients, isFillable, disk, file },
    });
    for (const [n, { proxy, front, port }] of parts.entries()) {
      world.behind.push(proxy);
      world.before.push(front);
      const server = new Server({
        ...{ name: `server-${n + 1}`, port, sinkHost: sink.host },
        dataDir: join(scratch(), `server-${n + 1}`),
        databaseUrl: database.url(proxy.port),
        sinkUrls: stream ? [stream.sinkUrl] : [],
        log: join(results, `server-${n + 1}.log`),
        edits: [...SHORT_LIMITS, ...edits],
      });
      world.servers.push(server);
    }
    await Promise.all(world.servers.map((server) => server.open()));
    clients.start(CLIENTS);
    return world;
  }

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  get violations(): readonly Violation[] {
    return this.promises.violations;
  }

  /** Ends every fault of the network and the sink; starts what is down. */
  async heal(): Promise<void> {
    for (const proxy of [...this.before, ...this.behind]) proxy.mode = 'pass';
    for (const server of this.servers) server.signal('SIGCONT');
    if (!this.database.isUp) await this.database.start();
    await this.database.serves();
    await Promise.all(this.servers.map((server) => this.ready(server)));
  }

  /** Waits until a server answers that its database does. */
  async ready(server: Server): Promise<void> {
    const endMs = performance.now() + REST_MS_MAX;
    while (!(await isReady(server))) {
      if (performance.now() > endMs) {
        this.promises.breaks('R1', `${server.name} does not get ready`);
        return;
      }
      await sleep(50);
    }
  }

  /** Waits until everything that is due is done (R1). */
  async rest(): Promise<void> {
    const startMs = performance.now();
    this.sink.failing = { refused: 0, cut: 0 };
    for (;;) {
      const [left] = await this.database.sql<{ pending: number; timers: number }>(
        `SELECT (SELECT count(*) FROM outbox WHERE status = 'pending') AS pending,
          (SELECT count(*) FROM timer) AS timers`,
      );
      const { pending, timers } = left!;
      if (pending === 0 && timers === 0) break;
      if (performance.now() - startMs > REST_MS_MAX) {
        this.promises.breaks('R1', `${pending} messages and ${timers} timers never came to rest`);
        break;
      }
      await sleep(50);
    }
    this.promises.holds('R1', true, () => '');
    this.rests.push(performance.now() - startMs);
    this.sink.failing = { refused: 0.05, cut: 0.05 };
  }

  /** Stops everything; the servers have to go by themselves. */
  async close(): Promise<void> {
    await this.clients.stop();
    for (const proxy of [...this.before, ...this.behind]) proxy.mode = 'pass';
    await Promise.all(this.servers.map((server) => server.close()));
    for (const proxy of [...this.before, ...this.behind]) await proxy.close();
    await this.sink.close();
    await this.stream?.close();
    await this.database.stop('SIGQUIT');
    await this.#file.close();
    await this.disk?.close();
    if (this.isFillable) execFileSync('umount', ['-l', join(scratch(), 'pg')]);
    rmSync(scratch(), { recursive: true, force: true });
  }

  /** Lines of the servers' logs that no fault of the world explains. */
  complaints(): readonly string[] {
    return this.servers.flatMap(({ name }) => {
      const path = join(this.results, `${name}.log`);
      if (!existsSync(path)) return [];
      const odd = /InvariantViolation|TypeError|RangeError|ReferenceError|engine\.invariant/;
      return readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => odd.test(line))
        .map((line) => `${name}: ${line.slice(0, 400)}`);
    });
  }
}

async function isReady(server: Server): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${server.port}/health/ready`;
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** A file system in memory that can be full; false where that takes rights we lack. */
function mountSmall(place: string): boolean {
  mkdirSync(place, { recursive: true, mode: 0o755 });
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${DATABASE_BYTES},mode=755`];
    execFileSync('mount', [...options, 'vermilion-crash', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
