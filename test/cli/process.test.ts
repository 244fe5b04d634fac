import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeData, startServer } from '../../examples/demo/server.ts';
import { openCheckpoints } from '../../src/cli/serve-audit.ts';
import type { CommandResult, Instance } from '../../src/protocol/index.ts';
import { CLAIM } from './terminal.ts';

const BIN = join(import.meta.dirname, '../../bin/vermilion.mjs');
const BOOTSTRAP = join(import.meta.dirname, '../../bin/bootstrap.mjs');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function node(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const all = { ...process.env, ...env };
    const child = execFile(process.execPath, args, { env: all }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

describe('a served instance', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vermilion-cli-'));
  });
  afterAll(() => removeData(folder));

  test('outlives kill -9 of the server and its database, and is finished after it', async () => {
    let server = await startServer(folder);
    const as = async <T>(person: string, ...args: readonly string[]): Promise<T> => {
      const who = ['--as', `acme/${person}`, '--url', server.url, '--json'];
      const { code, out, err } = await node([BIN, ...args, ...who]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out) as T;
    };
    try {
      const small = CLAIM.map((arg) => arg.replace('62000', '620'));
      const { instance } = await as<CommandResult>('li-lei', 'start', 'expense-claim', ...small);
      const before = await as<Instance>('li-lei', 'show', instance);
      await server.kill();
      server = await startServer(folder);
      expect(await as('li-lei', 'show', instance)).toEqual(before);
      await as('zhou-zihan', 'approve', `${instance}.2.1`, '-m', '同意');
      const log = ['log', '-f', instance, '--as', 'acme/li-lei', '--url', server.url];
      const followed = await node([BIN, ...log]);
      expect(followed.out).toContain('The instance ends as approved');
      expect(await as<Instance>('li-lei', 'show', instance)).toMatchObject({ outcome: 'approved' });

      const port = new URL(server.url).port;
      const second = await node([BIN, 'serve', '--port', port, '--data', folder]);
      expect(second).toMatchObject({ code: 6, out: '' });
      expect(second.err).toContain('listens on');
      expect(await server.stop()).toBe(0);

      // A5: the log that the server signed last is longer than the one that stands.
      const files = openCheckpoints(join(folder, 'checkpoints'), join(folder, 'audit-key.pem'));
      const last = files.last().find(({ tenant }) => tenant === 'acme')!;
      expect(last.position).toBeGreaterThan(5);
      await files.keep({ ...last, position: last.position + 1 }, 0);
      const behind = await node([BIN, 'serve', '--port', '0', '--data', folder]);
      expect(behind).toMatchObject({ code: 6, out: '' });
      expect(behind.err).toContain('is not the one that the last checkpoint signed');
      expect(behind.err).toContain(`acme: rolled-back before position ${last.position + 1}`);
    } finally {
      await server.kill().catch(() => {});
    }
  });
});

describe('bootstrap', () => {
  let root: string;
  const lock = (version: string) =>
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { version },
        'node_modules/b': { version: '1.0.0', optional: true },
      },
    });
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'vermilion-bootstrap-'));
    mkdirSync(join(root, 'bin'));
    cpSync(BOOTSTRAP, join(root, 'bin/bootstrap.mjs'));
    writeFileSync(
      join(root, 'npm.js'),
      "require('node:fs').writeFileSync('called', process.argv.slice(2).join(' '));",
    );
    writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const bootstrap = () =>
    node([join(root, 'bin/bootstrap.mjs')], { npm_execpath: join(root, 'npm.js') });
  const installed = (version: string) => {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    const text = JSON.stringify({ packages: { 'node_modules/a': { version } } });
    writeFileSync(join(root, 'node_modules/.package-lock.json'), text);
    // A checkout writes the lock file after the installation.
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, 'package-lock.json'), later, later);
  };

  test('installs what is missing, after one line that says so', async () => {
    const { code, out, err } = await bootstrap();
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(root, 'called'), 'utf8')).toMatch(/^ci /);
  });

  test('does and says nothing when every version is there, though the lock file is younger', async () => {
    rmSync(join(root, 'called'), { force: true });
    installed('1.0.0');
    expect(await bootstrap()).toEqual({ code: 0, out: '', err: '' });
    expect(() => readFileSync(join(root, 'called'))).toThrow();
  });

  test('installs again when another version is wanted', async () => {
    installed('0.9.0');
    const { err } = await bootstrap();
    expect(err).not.toBe('');
  });
});
