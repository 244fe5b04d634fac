import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADDRESSES } from '../../src/studio/offline/addresses.ts';
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

const URLS = ['/', '/inbox', '/inbox/mine/a.2.1', '/start/purchase', '/i/x?at=4', '/news', '/me'];

test('58 data is no page: nothing of it runs, nobody frames it, and no cache keeps it', async () => {
  const answers = [await get('/v1/tasks'), await get('/v1/no-such-thing')];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
      'cache-control': 'no-store',
    });
  }
});

test('every address of the studio answers with its page, asked for anew each time', async () => {
  for (const url of URLS) {
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

test('without a server the studio answers at its own addresses, and at no other', () => {
  expect(URLS.filter((url) => !ADDRESSES.test(url.replace(/\?.*/, '')))).toEqual([]);
  const others = ['/a/token', '/v1/me', '/login/oidc', '/worker.js', '/inboxes', '/metrics'];
  expect(others.filter((url) => ADDRESSES.test(url))).toEqual([]);
});

test('what keeps the studio on a device is asked for anew, and said to be gone where it is', async () => {
  const gone = await get('/worker.js', { accept: '*/*' });
  expect(gone.status).toBe(404);
  writeFileSync(join(folder, 'worker.js'), SCRIPT);
  const { status, headers, text } = await get('/worker.js', { accept: '*/*' });
  expect([status, text, headers['cache-control']]).toEqual([200, SCRIPT, 'no-cache']);
  expect(headers['content-type']).toContain('javascript');
  expect(String(headers['content-security-policy'])).toContain("connect-src 'self'");
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
