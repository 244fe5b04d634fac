/** The embedded server: started, shared, killed, adopted. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAlive } from '../../src/store/embedded/processes.ts';
import {
  createPostgresStore,
  type EmbeddedPostgres,
  migrate,
  type Store,
  StoreFault,
  startEmbeddedPostgres,
} from '../../src/store/index.ts';
import { unit } from '../contract/units.ts';

const ENTRY = join(import.meta.dirname, '../../src/store/index.ts');

/** A process of its own that starts the server of a folder, tells about it, and stays. */
const CHILD = `
const { startEmbeddedPostgres } = await import(process.argv[1]);
const server = await startEmbeddedPostgres({ dataDir: process.argv[2] });
console.log(JSON.stringify({ pid: server.pid, adopted: server.adopted }));
process.stdin.resume();
process.stdin.on('end', async () => { await server.stop(); process.exit(0); });
`;

let dataDir: string;
const started: EmbeddedPostgres[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vermilion-embedded-'));
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  started.push(server);
  return server;
}

async function startElsewhere() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, ENTRY, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const told = JSON.parse(String(line)) as { pid: number; adopted: boolean };
  return { child, ...told };
}

async function openStore(server: EmbeddedPostgres): Promise<Store> {
  return createPostgresStore({ config: server.config });
}

describe('the embedded server', () => {
  test('starts on a new folder and is as durable as it says', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    await migrate({ config: server.config });
    const store = await openStore(server);
    const health = await store.health();
    expect(health.ok).toBe(true);
    expect(health.degraded.filter((note) => note !== 'minor-behind')).toEqual([]);
    await store.close();
  });

  test('D1 kill -9 of the server loses no acknowledged commit', async () => {
    const first = await start();
    await migrate({ config: first.config });
    const store = await openStore(first);
    const acknowledged: string[] = [];
    let killed = false;
    const writer = async (n: number): Promise<void> => {
      for (let i = 0; !killed; i++) {
        const id = `i${n}-${i}`;
        try {
          await store.instances.commit([unit('acme', id, 0)]);
          acknowledged.push(id);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreFault);
          return;
        }
        if (acknowledged.length > 400 && !killed) {
          killed = true;
          process.kill(first.pid, 'SIGKILL');
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, n) => writer(n)));
    await store.close();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(second.pid).not.toBe(first.pid);
    const again = await openStore(second);
    const keys = acknowledged.map((instance) => ({ tenant: 'acme', instance }));
    const { instances } = await again.instances.load(keys, []);
    expect(acknowledged.length).toBeGreaterThan(400);
    expect(instances.every((row) => row?.seq === 2)).toBe(true);
    await again.close();
  });

  test('a server that outlived its starter is adopted, and stopped by the last to leave', async () => {
    const { child, pid, adopted } = await startElsewhere();
    expect(adopted).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(pid)).toBe(true);
    const server = await start();
    expect(server).toMatchObject({ adopted: true, pid });
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('starts at the same time make one server; it runs until the last process leaves', async () => {
    const [here, there, alsoHere] = await Promise.all([start(), startElsewhere(), start()]);
    expect(new Set([here.pid, there.pid, alsoHere.pid]).size).toBe(1);
    const adopted = [here.adopted, there.adopted, alsoHere.adopted];
    expect(adopted.filter((one) => !one)).toHaveLength(1);
    await here.stop();
    await alsoHere.stop();
    expect(isAlive(here.pid)).toBe(true);
    there.child.stdin.end();
    await once(there.child, 'exit');
    expect(isAlive(here.pid)).toBe(false);
  });

  test('data stays over a stop and a start', async () => {
    const first = await start();
    await migrate({ config: first.config });
    const store = await openStore(first);
    await store.instances.commit([unit('acme', 'i1', 0)]);
    await store.close();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const again = await openStore(await start());
    expect(await again.access.tenants()).toEqual(['acme']);
    await again.close();
  });

  test('what a dead server left behind does not stop the next one', async () => {
    const first = await start();
    const { host } = first.config;
    await first.stop();
    const data = join(host, '../data');
    // The number of a living process that is no server, as after a restart of the machine.
    writeFileSync(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n1\n5432\n${host}\n\n`);
    writeFileSync(join(host, '.s.PGSQL.5432.lock'), `${process.pid}\n`);
    const second = await start();
    expect(second.adopted).toBe(false);
  });

  test('the data lies in the folder asked for, closed to others', async () => {
    const server = await start();
    const root = join(server.config.host, '..');
    expect(root).toBe(join(realpathSync(dataDir), 'postgres-18'));
    expect(statSync(root).mode & 0o077).toBe(0);
    expect(statSync(dataDir).mode & 0o066).toBe(0);
  });

  test('over TCP it listens on this machine only and asks for a password', async () => {
    const server = await startEmbeddedPostgres({ dataDir, transport: 'tcp' });
    started.push(server);
    expect(server.config.host).toBe('127.0.0.1');
    await migrate({ config: server.config });
    const wrong = createPostgresStore({ config: { ...server.config, password: 'wrong' } });
    await expect(wrong).rejects.toMatchObject({ code: 'store.unavailable' });
    const store = await openStore(server);
    expect((await store.health()).ok).toBe(true);
    await store.close();
  });
});
