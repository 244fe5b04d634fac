import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const PAGE = '<!doctype html><title>studio</title>';
const SCRIPT = 'export {};'.repeat(200);

let door: Door;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vermilion-studio-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, '.stamp'), 'not for the world');
  writeFileSync(join(folder, 'assets/app-1a2b.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/app-1a2b.js.br'), brotliCompressSync(SCRIPT));
  door = await openDoor({ studio: folder });
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string, headers = {}) => door.as(undefined, { method: 'GET', url, headers });

test('every address of the studio answers with its page, asked for anew each time', async () => {
  for (const url of ['/', '/inbox', '/inbox/mine/a.2.1', '/start/purchase', '/i/x?at=4', '/me']) {
    const { status, headers, text } = await get(url);
    expect([url, status, text]).toEqual([url, 200, PAGE]);
    expect(headers['cache-control']).toBe('no-cache');
  }
});

test('files are sent compressed where the browser takes it, and kept for ever', async () => {
  const plain = await get('/assets/app-1a2b.js');
  expect([plain.status, plain.text]).toEqual([200, SCRIPT]);
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const small = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, br' });
  expect(small.headers['content-encoding']).toBe('br');
  expect(Number(small.headers['content-length'])).toBeLessThan(SCRIPT.length);
});

test('nothing runs and nothing is shown that did not come from here', async () => {
  const policy = String((await get('/')).headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test('only what the build made is handed out', async () => {
  for (const url of ['/.stamp', '/assets/../.stamp', '/assets/%2e%2e/.stamp', '/assets/none.js']) {
    const { status, headers } = await get(url);
    expect([url, status, headers['cache-control']]).toEqual([url, 404, 'no-store']);
  }
});

test('X5 an address that is nothing, or no text, is the studio’s own page to a browser', async () => {
  for (const url of ['/%E0%A4%A', '/nowhere', '/inbox%2']) {
    const shown = await get(url, { accept: 'text/html,*/*' });
    expect([url, shown.status, shown.text]).toEqual([url, 404, PAGE]);
    expect(String(shown.headers['content-security-policy'])).toContain("default-src 'none'");
    const told = await get(url);
    expect([url, told.status, told.body.code]).toEqual([url, 404, 'route.unknown']);
  }
  const api = await get('/v1/%E0%A4%A', { accept: 'text/html' });
  expect([api.status, api.body.code]).toEqual([404, 'route.unknown']);
});

test('without a build there is the API and no page', async () => {
  const bare = await openDoor();
  expect((await bare.as(undefined, { method: 'GET', url: '/' })).status).toBe(404);
  expect((await bare.as('test/emma', { method: 'GET', url: '/v1/me' })).status).toBe(200);
  await bare.close();
});
