import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vermilion-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SERVICE = `
import { check, Engine, openStore } from 'vermilion';
const { store, close } = await openStore({ kind: 'memory' });
const engine = new Engine({ store });
await store.access.saveTenant('t', 'T');
const people = [{ id: 'a', name: 'A', roles: ['flow-designer'] }, { id: 'b', name: 'B', manager: 'a' }];
await engine.saveDirectory('t', { kind: 'system', cause: 'test' }, { name: 'T', people });
const source = \`
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: ask }
spec:
  version: 1.0.0
  form: { type: object, properties: { text: { type: string } } }
  steps: [{ approval: boss, ask: { manager: initiator }, ballot: any }]
\`;
await engine.publish({ tenant: 't', person: 'a' }, source);
const started = await engine.start({ tenant: 't', person: 'b' }, { flow: 'ask', form: { text: 'x' } });
const { instance } = started.result;
const ended = await engine.act({ tenant: 't', person: 'a' }, instance, { type: 'ApproveTask', visit: 2, seat: 1 });
console.log(check(source).diagnostics.length, ended.result.outcome);
await engine.drain();
await close();
`;

/** Types, studio and archive are all made anew, beside whatever else runs. */
const PACK_MS = 180_000;

test('the packed package runs in somebody else’s service, as plain JavaScript', {
  timeout: PACK_MS,
}, () => {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { stdio: 'pipe' });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball!], { cwd: folder });
  const installed = join(folder, 'service', 'node_modules');
  mkdirSync(installed, { recursive: true });
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(installed, name));
  }
  // A link would be followed to a folder outside node_modules, where the dependencies are not found.
  execFileSync('cp', ['-r', join(folder, 'package'), join(installed, 'vermilion')]);
  writeFileSync(join(folder, 'service', 'service.mjs'), SERVICE);
  const out = execFileSync('node', ['service.mjs'], { cwd: join(folder, 'service') });
  expect(out.toString().trim()).toBe('0 approved');
});
