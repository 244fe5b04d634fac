/** Brings the platform up: database, engine, HTTP door; the one file that knows every room. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { openSinks } from '../connectors/index.ts';
import type { Checkpoint } from '../engine/index.ts';
import { Engine, httpDeliver, storeClock, systemClock } from '../engine/index.ts';
import type { OidcOptions } from '../server/index.ts';
import { buildServer, createMetrics } from '../server/index.ts';
import type { OpenedStore } from '../store/index.ts';
import { databaseKind, openStore } from '../store/index.ts';
import { checkLogs, openCheckpoints } from './serve-audit.ts';
import { beginCases } from './serve-cases.ts';
import type { DemoPerson } from './serve-demo.ts';
import { loadDemo, withDemoSink } from './serve-demo.ts';
import { beginNotices, openNotices } from './serve-notices.ts';
import { freePort } from './serve-port.ts';
import { exportTraces } from './serve-telemetry.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** Where the embedded database lives, when no URL is given. */
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** Load the demo organisation and flows, and accept demo identities. */
  readonly demo: boolean;
  readonly oidc?: OidcOptions;
  /** How browsers sign in at that issuer; its `publicUrl` is that of the studio. */
  readonly oidcClient?: { readonly clientId: string; readonly clientSecret?: string };
  /** OTLP/HTTP endpoint for traces. */
  readonly otlpUrl?: string;
  /** Mail server and sender of letters to people; without one nothing is mailed. */
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  /** Tell people by the webhook of their tenant. */
  readonly chat?: boolean;
  /** The studio’s address as people reach it; where it listens when absent. */
  readonly publicUrl?: string;
  /** Private hosts with port that calls may reach. */
  readonly allowedHosts: readonly string[];
  /** URLs of those who are given what happens; docs/reference/streams.md. */
  readonly sinks?: readonly string[];
  /** Where checkpoints of the audit logs are written; below `dataDir` when absent. */
  readonly checkpoints?: string;
  /** Start although an audit log is not the one that was signed last. */
  readonly acceptRolledBackLog?: boolean;
  readonly log: Logger;
}

export interface Served {
  readonly url: string;
  readonly database: OpenedStore['database'];
  /** Demo mode: who has something to do in the story that the README tells. */
  readonly people: readonly DemoPerson[];
  readonly flows: number;
  /** Drains, closes the door, then the database. */
  stop(): Promise<void>;
}

/** Shape: options → a server that listens. Faults: store.*, a port in use (EADDRINUSE). */
export async function serve(options: ServeOptions): Promise<Served> {
  const { host, demo } = options;
  if (demo && !LOOPBACK.includes(host)) {
    throw new Error('demo mode listens on this machine only: anybody could act as anybody');
  }
  const port = await freePort(host, options.port);
  const closers: Closer[] = [];
  try {
    if (options.otlpUrl !== undefined) closers.push(await exportTraces(options.otlpUrl));
    return await open({ ...options, port }, closers);
  } catch (error) {
    await closeAll(closers).catch(() => {});
    throw error;
  }
}

type Closer = () => Promise<unknown>;

/** Last opened, first closed. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}

async function open(options: ServeOptions, closers: Closer[]): Promise<Served> {
  const { host, port, demo, oidc, log } = options;
  const opened = await openDatabase(options);
  closers.push(() => opened.close());
  const { store, database } = opened;
  const metrics = createMetrics();
  const ownHost = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const allowedHosts = demo ? [...options.allowedHosts, ownHost] : options.allowedHosts;
  const tokenOf: Engine['callbackToken'] = (call) => engine.callbackToken(call);
  const overHttp = httpDeliver({ store, allowedHosts, tokenOf });
  const deliver = demo ? withDemoSink(overHttp, store, `http://${ownHost}`) : overHttp;
  const files = openCheckpoints(
    options.checkpoints ?? join(options.dataDir, 'checkpoints'),
    join(options.dataDir, 'audit-key.pem'),
  );
  await checkLogs(store, files, options.acceptRolledBackLog === true, Date.now());
  const checkpoint: Checkpoint = (head) => files.keep(head, Date.now());
  const { clock, stop } = await storeClock(store, systemClock, log);
  closers.push(stop);
  const told = { ...options, publicUrl: options.publicUrl ?? `http://${ownHost}` };
  const notices = openNotices(told, { store, allowedHosts, studio: STUDIO, log });
  const taken = notices.sinks.map(({ name }) => name);
  const followers = await openSinks(options.sinks ?? [], taken);
  closers.push(() => Promise.all(followers.map((sink) => sink.close())));
  const outside = { deliver, allowedHosts, sinks: [...notices.sinks, ...followers] };
  const engine = new Engine({ store, clock, metrics, log, checkpoint, ...outside });
  closers.push(() => engine.drain());
  closers.push(beginNotices(notices, engine));
  const loaded = demo ? await loadDemo(engine, log) : { people: [], flows: 0 };
  const version = packageVersion();
  const { sign: signCheckpoint } = files.signer;
  const door = { engine, metrics, demo, version, log, signCheckpoint, studio: STUDIO, notices };
  const browser = options.oidcClient && { ...options.oidcClient, publicUrl: told.publicUrl };
  const ways = { ...(oidc ? { oidc } : {}), ...(browser ? { browser } : {}) };
  const app = await buildServer({ ...door, ...ways });
  closers.push(() => app.close());
  const url = await app.listen({ host, port });
  const [first] = loaded.people;
  if (first) await beginCases(url, store, first.tenant, log);
  return { url, database, ...loaded, stop: () => closeAll(closers) };
}

/** Where the build puts the studio, seen from the source as from the package. */
const STUDIO = fileURLToPath(new URL('../../dist/studio/', import.meta.url));

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

function openDatabase({ databaseUrl, dataDir, log }: ServeOptions): Promise<OpenedStore> {
  return databaseUrl === undefined
    ? openStore({ kind: 'embedded', dataDir, log: (line) => log.info(line) })
    : openStore({ kind: databaseKind(databaseUrl), url: databaseUrl });
}

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
