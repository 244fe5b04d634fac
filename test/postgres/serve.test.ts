/** What only the whole server shows: how its parts are put together. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/cli/serve.ts';
import { serverLog } from '../../src/cli/serve-log.ts';
import type { PostgresAddress } from '../../src/store/index.ts';
import { startTestServer } from './server.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: asked }
spec:
  version: 1.0.0
  vars: { score: { type: number } }
  form: { type: object }
  steps:
    - call: ask
      http: { method: POST, url: 'secret:asked.url', body: { id: instance.id } }
      callback: { set: { score: message.score } }
`;

/** Somebody who is called; gives the headers of the first call. */
async function receiver() {
  const called = Promise.withResolvers<IncomingHttpHeaders>();
  const server = createServer((request, response) => {
    called.resolve(request.headers);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, called: called.promise };
}

async function served(allowedHost: string): Promise<string> {
  const databases = await startTestServer();
  const database = await databases.database();
  const { config } = database.config as { config: PostgresAddress };
  const { host, port, user, password, database: name } = config;
  const place = `host=${encodeURIComponent(host)}&port=${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'vermilion-serve-'));
  const { url, stop } = await serve({
    ...{ host: '127.0.0.1', port: 0, dataDir, demo: true, allowedHosts: [allowedHost] },
    databaseUrl: `postgres://${user}:${password}@localhost/${name}?${place}`,
    log: serverLog('silent'),
  });
  onTestFinished(async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
    await database.drop();
    await databases.stop();
  });
  return url;
}

test('R11.1 a call of a served flow carries the token by which it is answered later', async () => {
  const { host, called } = await receiver();
  const url = await served(host);
  const ask = async (person: string | undefined, method: string, path: string, body?: object) => {
    const headers = {
      ...(person ? { authorization: `Demo acme/${person}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const text = body ? { body: JSON.stringify(body) } : {};
    const response = await fetch(url + path, { method, headers, ...text });
    expect(response.status, path).toBeLessThan(300);
    return response.status === 204 ? {} : response.json();
  };
  await ask('wen-jing', 'PUT', '/v1/secrets/asked.url', { value: `http://${host}/` });
  await ask('wei-chenxi', 'POST', '/v1/flows', { source: FLOW });
  const { instance } = await ask('li-lei', 'POST', '/v1/instances', { flow: 'asked', form: {} });
  const token = (await called)['callback-token'];
  await ask(undefined, 'POST', `/v1/callbacks/${token}`, { score: 7 });
  const view = await ask('li-lei', 'GET', `/v1/instances/${instance}`);
  expect(view).toMatchObject({ status: 'ended', outcome: 'approved', vars: { score: 7 } });
});
