/** Notices by a webhook: signed, without a secret in them, and never to where they must not go. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { chatChannel } from '../../src/notices/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { openDoor } from './fixture.ts';

interface Taken {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const SIGNING = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;

/** A tenant with a chat at this address, and max who wishes to be told there. */
async function opened(options: { form?: string; answer?: string; isAllowed?: boolean } = {}) {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      taken.push({ headers: request.headers as Record<string, string>, body });
      response.end(options.answer ?? '{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = createMemoryStore();
  const allowedHosts = options.isAllowed === false ? [] : [host];
  const door = await openDoor({
    store,
    channels: [chatChannel({ store, allowedHosts, nowMs: Date.now })],
  });
  ends.push(() => door.close());
  const secrets = { 'chat.url': `http://${host}/hook`, 'chat.signing': SIGNING };
  const own = options.form === undefined ? {} : { 'chat.form': options.form };
  for (const [name, value] of Object.entries({ ...secrets, ...own })) {
    await store.access.saveSecret('test', name, value, {
      tenant: 'test',
      atMs: 0,
      actor: { kind: 'system', cause: 'test' },
      action: 'SaveSecret',
      object: name,
      result: 'done',
    });
  }
  const chat = { task: 'now', reminder: 'now', escalation: 'now', returned: 'now' };
  const channels = { chat: { ...chat, told: 'now', ended: 'now', incident: 'now' } };
  await store.preferences.save('test', 'max', JSON.stringify({ channels }));
  return { door, store, taken };
}

test('a webhook is signed, names the person, and holds no link that decides', async () => {
  const { door, taken } = await opened();
  const { task } = await door.start();
  await expect.poll(() => taken.length).toBe(1);
  const { headers, body } = taken[0]!;
  const said = new Webhook(SIGNING).verify(body, headers);
  expect(said).toMatchObject({
    kind: 'task',
    person: 'max',
    email: 'max@example.org',
    subject: 'Your decision: tea',
    url: `https://flows.example/inbox/mine/${task}`,
  });
  expect(headers['webhook-id']).toMatch(/^[0-9a-f]{40}$/);
  expect(body).not.toContain('/a/');
});

test.each([
  ['dingtalk', { msgtype: 'text', text: { content: expect.stringContaining('max · Your') } }],
  ['wecom', { msgtype: 'text', text: { content: expect.stringContaining('max · Your') } }],
  ['feishu', { msg_type: 'text', content: { text: expect.stringContaining('max · Your') } }],
])('a bot of %s gets a text of its form', async (form, expected) => {
  const { door, taken } = await opened({ form });
  await door.start();
  await expect.poll(() => taken.length).toBe(1);
  expect(JSON.parse(taken[0]!.body)).toEqual(expected);
});

test('what a bot refuses in words comes again', async () => {
  const { door, store, taken } = await opened({ form: 'dingtalk', answer: '{"errcode":310000}' });
  await door.start();
  await expect.poll(() => taken.length).toBe(1);
  await expect.poll(() => store.letters.nextDueInMs()).toBeGreaterThan(15_000);
});

test('an address in the house is not called, and the letter is given up', async () => {
  const { door, store, taken } = await opened({ isAllowed: false });
  await door.start();
  await expect
    .poll(() => store.letters.dead('test', { limit: 9 }))
    .toMatchObject([{ channel: 'chat', reason: 'only https is called' }]);
  expect(taken).toEqual([]);
});
