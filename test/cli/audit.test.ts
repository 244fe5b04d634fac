import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkLogs, openCheckpoints } from '../../src/cli/serve-audit.ts';
import { Engine } from '../../src/engine/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { audit } from '../contract/units.ts';
import { CLAIM, type Ran, type ServedDemo, serveDemo, vermilion } from './terminal.ts';

let demo: ServedDemo;
let folder: string;
beforeAll(async () => {
  demo = await serveDemo();
  folder = mkdtempSync(join(tmpdir(), 'vermilion-audit-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await demo.close();
});

function as(person: string, ...args: readonly string[]): Promise<Ran> {
  const env = { VERMILION_URL: demo.url, VERMILION_AS: `acme/${person}` };
  return vermilion(args, { env, readFile: (path) => readFile(path, 'utf8') });
}

function alone(
  ...args: readonly string[]
): Promise<{ readonly out: string; readonly code: number }> {
  const main = join(import.meta.dirname, '../../src/audit/main.ts');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], (_error, out) =>
      resolve({ out, code: child.exitCode ?? -1 }),
    );
  });
}

describe('vermilion audit', () => {
  test('A6 an export is verified offline, by the command and by the program alone', async () => {
    await as('li-lei', 'start', 'expense-claim', ...CLAIM);
    const { out: checkpoint } = await as('kong-wei', 'audit', 'checkpoint');
    const { out, code } = await as('kong-wei', 'audit', 'export');
    expect(code).toBe(0);
    const [file, points] = [join(folder, 'log.ndjson'), join(folder, 'points.ndjson')];
    writeFileSync(file, out);
    writeFileSync(points, checkpoint);
    const { key, log } = JSON.parse(checkpoint);
    const pins = ['--checkpoints', points, '--signer', key, '--log', log];
    const verified = await as('kong-wei', 'audit', 'verify', file, ...pins);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^✓ \d+ records of acme, log [0-9a-f]{32}: whole\n$/);
    expect(await alone(file, ...pins)).toMatchObject({ code: 0 });

    const lines = out.split('\n');
    const forged = join(folder, 'forged.ndjson');
    lines[4] = lines[4]!.replace('"result":"done"', '"result":"refused"');
    writeFileSync(forged, lines.join('\n'));
    const found = await as('kong-wei', 'audit', 'verify', forged);
    expect(found.code).toBe(1);
    expect(found.out).toBe('✗ changed: position 4: the content is not what was recorded\n');
    expect((await alone(forged)).out).toContain('changed: position 4:');
  });

  test('A2 a field that no digest covers makes an export none, for both verifiers', async () => {
    const { out } = await as('kong-wei', 'audit', 'export');
    const lines = out.split('\n');
    const file = join(folder, 'more.ndjson');
    lines[1] = lines[1]!.replace('{', '{"note":"approved by all",');
    writeFileSync(file, lines.join('\n'));
    const refused = await as('kong-wei', 'audit', 'verify', file);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('"note" is none of its fields');
    expect(await alone(file)).toMatchObject({ code: 2, out: '' });
  });

  test('A6 the server’s own log is verified over HTTP, page after page', async () => {
    const { out, code } = await as('kong-wei', 'audit', 'verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tenant: 'acme', findings: [] });
  });

  test('a text with every kind of line break in a record is one line of the export', async () => {
    const odd = 'a\u2028b\u2029c\rd\u0085e';
    await demo.store.audit.append([audit('acme', { reason: odd })]);
    const { out } = await as('kong-wei', 'audit', 'export');
    const file = join(folder, 'odd.ndjson');
    writeFileSync(file, out);
    expect(out).toContain('\u2028');
    expect(await as('kong-wei', 'audit', 'verify', file)).toMatchObject({ code: 0 });
    expect(await alone(file)).toMatchObject({ code: 0 });
  });

  test('R6.17 the log is for auditors', async () => {
    for (const act of ['export', 'verify', 'checkpoint']) {
      expect(await as('li-lei', 'audit', act)).toMatchObject({ code: 5 });
    }
  });

  test('A1 reading, exporting and signing are recorded', async () => {
    const actions = (await as('kong-wei', 'audit', '--limit', '200')).out;
    for (const action of ['ExportAudit', 'SignCheckpoint', 'ReadAudit'])
      expect(actions).toContain(action);
  });

  test('a text that is no export, or no file, is told', async () => {
    const file = join(folder, 'poem.txt');
    writeFileSync(file, 'no log at all');
    expect(await as('kong-wei', 'audit', 'verify', file)).toMatchObject({ code: 2 });
    const nowhere = await as('kong-wei', 'audit', 'verify', join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ code: 2 });
    expect(nowhere.err).toContain('nowhere cannot be read');
  });
});

describe('checkpoints of a server', () => {
  const place = () => {
    const root = mkdtempSync(join(folder, 'points-'));
    return [join(root, 'kept'), join(root, 'data', 'key.pem')] as const;
  };
  const filled = async (records: number) => {
    const store = createMemoryStore();
    await store.access.saveTenant('acme', 'Acme');
    for (let n = 0; n < records; n++) await store.audit.append([audit('acme', { atMs: n })]);
    return store;
  };

  test('the key is made once and readable by its owner only', () => {
    const [kept, key] = place();
    const { signer } = openCheckpoints(kept, key);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(openCheckpoints(kept, key).signer.key).toBe(signer.key);
  });

  test('A3 an engine writes one for each log that moved, at the latest when it drains', async () => {
    const store = await filled(3);
    const files = openCheckpoints(...place());
    const engine = new Engine({ store, checkpoint: (head) => files.keep(head, 5) });
    await engine.drain();
    expect(files.last()).toMatchObject([{ tenant: 'acme', position: 3, atMs: 5 }]);
  });

  test('A5 a log that is behind its last checkpoint keeps the server from starting', async () => {
    const files = openCheckpoints(...place());
    await files.keep((await (await filled(9)).audit.head('acme'))!, 5);
    await checkLogs(await filled(9), files, false, 6);
    await checkLogs(await filled(12), files, false, 6);
    const restored = await filled(7);
    await expect(checkLogs(restored, files, false, 6)).rejects.toMatchObject({
      code: 'store.log-rolled-back',
      message: expect.stringContaining('acme: rolled-back before position 9'),
    });
    await checkLogs(restored, files, true, 6);
    const [last] = await restored.audit.list('acme', { after: 7, limit: 1 });
    expect(last).toMatchObject({ action: 'AcceptRolledBackLog', reason: 'rolled-back' });
    await files.keep((await restored.audit.head('acme'))!, 7);
    await checkLogs(restored, files, false, 8);
  });

  test('A5 a log that was rolled back and went on further than before is found as well', async () => {
    const files = openCheckpoints(...place());
    const truth = await filled(3);
    await truth.audit.append([audit('acme', { action: 'Truth' })]);
    await files.keep((await truth.audit.head('acme'))!, 5);
    await expect(checkLogs(await filled(8), files, false, 6)).rejects.toThrow('rewritten');
  });

  test('a checkpoint that was changed on the disk keeps the server from starting', async () => {
    const [kept, key] = place();
    const files = openCheckpoints(kept, key);
    const store = await filled(3);
    await files.keep((await store.audit.head('acme'))!, 5);
    const file = join(kept, 'acme.checkpoints.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"position":3', '"position":2'));
    await expect(checkLogs(store, files, false, 6)).rejects.toThrow('unsigned');
    onTestFinished(() => rmSync(kept, { recursive: true }));
  });
});
