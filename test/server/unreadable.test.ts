/** Bytes that never become a request. */

import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
let port: number;
beforeAll(async () => {
  door = await openDoor();
  await door.app.listen({ port: 0, host: '127.0.0.1' });
  port = (door.app.server.address() as AddressInfo).port;
});
afterAll(() => door.close());

/** Everything that is answered before the server ends the connection. */
async function answered(bytes: string): Promise<{ head: string; body: unknown }> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head, body: JSON.parse(body) };
}

describe('what is no request gets a problem, and the connection ends', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'request.malformed'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'request.malformed',
    ],
    [
      'a head beyond the limit',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'request.head-too-large',
    ],
  ])('%s', async (_what, bytes, status, code) => {
    const { head, body } = await answered(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*connection: close`, 's'));
    expect(head).toContain('content-type: application/problem+json');
    expect(body).toMatchObject({ status, code });
  });
});
