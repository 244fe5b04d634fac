import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { httpDeliver } from './http-deliver.ts';
import type { DeliveryResult } from './ports.ts';

const store = createMemoryStore();
const seen: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const receiver = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
  answer(request, response);
});
let host: string;
const audit = {
  atMs: 1,
  actor: { kind: 'system', cause: 'test' },
  action: 'SaveSecret',
  object: 'secret:x',
  result: 'done',
} as const;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await store.access.saveSecret('other', 'erp', `http://${host}/x`, { tenant: 'other', ...audit });
});
afterAll(() => receiver.close());

function call(url: string, allowedHosts: readonly string[] = []): Promise<DeliveryResult> {
  const effect = {
    kind: 'call',
    tenant: 'test',
    instance: 'i',
    visit: 2,
    id: 'i.2',
    seq: 3,
    method: 'POST',
    url,
    body: {},
    attemptsMax: 3,
    backoffMs: [1, 2],
    wait: true,
  } as const;
  const { signal } = new AbortController();
  return httpDeliver({ store, allowedHosts })({ id: 'i.2', effect, attempt: 1, atMs: 1, signal });
}

describe('an address that is not public by https is refused, however it is spelled', () => {
  test.each([
    'http://8.8.8.8/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[0:0:0:0:0:ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://8.8.8.8@127.0.0.1/',
    'https://127.0.0.1#@8.8.8.8/',
    'https://①②⑦.0.0.1/',
    'file:///etc/passwd',
    'secret:erp',
    'no address',
  ])('%s', async (url) => {
    expect(await call(url)).toMatchObject({ kind: 'refused' });
  });
});

test('allowing a host allows no other port of it', async () => {
  const other = `http://127.0.0.1:1/`;
  expect(await call(other, [host])).toMatchObject({ kind: 'refused' });
});

test('a redirect is not followed', async () => {
  seen.length = 0;
  answer = (_request, response) => {
    response.writeHead(302, { location: `http://${host}/elsewhere` }).end();
  };
  expect(await call(`http://${host}/here`, [host])).toMatchObject({ reason: 'answered 302' });
  expect(seen).toEqual(['POST /here']);
});

test('a pause that a receiver asks for is a whole number of milliseconds, a day at most', async () => {
  const pauses: unknown[] = [];
  for (const asked of ['0.0001', '7', '-1', '1e9', 'Infinity', 'soon']) {
    answer = (_request, response) => {
      response.writeHead(503, { 'retry-after': asked }).end();
    };
    const result = await call(`http://${host}/`, [host]);
    pauses.push(result.kind === 'retry' ? result.afterMs : result.kind);
  }
  expect(pauses).toEqual([1, 7000, undefined, undefined, undefined, undefined]);
});

test('an answer without end is read no further than the limit', async () => {
  answer = (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more).on('error', () => {});
    more();
  };
  expect(await call(`http://${host}/`, [host])).toEqual({ kind: 'delivered', status: 200 });
});

test('a failure says of what kind it is, not where it happened', async () => {
  answer = (request) => request.socket.destroy();
  const failed = await call(`http://${host}/`, [host]);
  expect(failed).toMatchObject({ kind: 'retry', reason: expect.stringContaining('(') });
  expect(JSON.stringify(failed)).not.toContain('127.0.0.1');
});

test('a name that does not resolve now may resolve later', async () => {
  expect(await call('https://nowhere.invalid/')).toMatchObject({ kind: 'retry' });
});
