import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { SERVER_LIMITS } from '../../src/server/limits.ts';
import type { Signal } from '../../src/store/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
let url: string;
beforeAll(async () => {
  door = await openDoor();
  url = await door.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => door.close());

/** Reads server-sent events until the test has seen enough. */
async function* events(path: string, person: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const authorization = `Demo ${person}`;
  const init = { headers: { authorization, ...headers }, signal: abort.signal };
  const response = await fetch(url + path, init);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined)
          yield { id: /^id: (.*)$/m.exec(block)?.[1], data: JSON.parse(data) };
      }
    }
  } finally {
    abort.abort();
  }
}

test('an inbox stream tells the counts now and after each change', async () => {
  const stream = events('/v1/inbox/stream', 'test/max');
  expect((await stream.next()).value?.data).toEqual({ open: 0, unread: 0, news: 0 });
  await door.start();
  expect((await stream.next()).value?.data).toEqual({ open: 1, unread: 0, news: 0 });
  await stream.return(undefined);
});

test('an instance stream tells the journal, follows it and resumes after an id', async () => {
  const { instance, task } = await door.start();
  const stream = events(`/v1/instances/${instance}/stream`, 'test/emma');
  const first = (await stream.next()).value;
  expect(first?.data).toMatchObject({ command: 'StartInstance', firstSeq: 1 });
  await door.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  const second = (await stream.next()).value;
  expect(second?.data).toMatchObject({ command: 'ApproveTask' });
  await stream.return(undefined);
  const resumed = events(`/v1/instances/${instance}/stream`, 'test/emma', {
    'last-event-id': String(first?.id),
  });
  expect((await resumed.next()).value?.data).toEqual(second?.data);
  await resumed.return(undefined);
});

test('a stream ends when what let it in ends: the person, the key', async () => {
  const { engine } = door;
  const { instance, task } = await door.start();
  const stream = events(`/v1/instances/${instance}/stream`, 'test/max');
  await stream.next();
  const by = { kind: 'system', cause: 'test' } as const;
  const { content } = (await engine.store.access.directory('test'))!;
  const organisation = JSON.parse(content);
  const without = organisation.people.map((person: { id: string }) =>
    person.id === 'max' ? { ...person, active: false } : person,
  );
  await engine.saveDirectory('test', by, { ...organisation, people: without });
  await engine.act({ tenant: 'test', person: 'emma' }, instance, {
    type: 'AddComment',
    text: `nothing for one who left ${task}`,
  });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  await engine.saveDirectory('test', by, organisation);
});

test('signals that may have been missed are made good', async () => {
  const store = createMemoryStore();
  let tell: (signals: readonly Signal[]) => void = () => {};
  Object.assign(store, {
    watch: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  });
  const deaf = await openDoor({ store });
  const address = await deaf.app.listen({ port: 0, host: '127.0.0.1' });
  const { instance, task } = await deaf.start();
  const headers = { authorization: 'Demo test/emma' };
  const response = await fetch(`${address}/v1/instances/${instance}/stream`, { headers });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('StartInstance');
  await deaf.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  tell([]);
  expect((await reader.read()).value).toContain('ApproveTask');
  await reader.cancel();
  await deaf.close();
});

test('a signal that was lost costs a stream one beat, not what it told of', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = Object.assign(createMemoryStore(), { watch: () => () => {} });
  const deaf = await openDoor({ store });
  const address = await deaf.app.listen({ port: 0, host: '127.0.0.1' });
  const { instance, task } = await deaf.start();
  const follow = async (path: string, person: string) => {
    const headers = { authorization: `Demo test/${person}` };
    const response = await fetch(address + path, { headers });
    return response.body!.pipeThrough(new TextDecoderStream()).getReader();
  };
  const journal = await follow(`/v1/instances/${instance}/stream`, 'emma');
  expect((await journal.read()).value).toContain('StartInstance');
  const inbox = await follow('/v1/inbox/stream', 'max');
  expect((await inbox.read()).value).toContain('"open":1');
  await deaf.as('test/max', { method: 'POST', url: `/v1/tasks/${task}/approve`, payload: {} });
  vi.advanceTimersByTime(SERVER_LIMITS.heartbeatMs);
  for (const [reader, news] of [
    [journal, 'ApproveTask'],
    [inbox, '"open":0'],
  ] as const) {
    let text = '';
    while (!text.includes(news)) text += (await reader.read()).value ?? '';
    await reader.cancel();
  }
  await deaf.close();
});

test('one person cannot take every stream, and a HEAD opens none', async () => {
  const headers = { authorization: 'Demo other/emma' };
  const abort = new AbortController();
  const open = () => fetch(`${url}/v1/inbox/stream`, { headers, signal: abort.signal });
  const opened = await Promise.all(
    Array.from({ length: SERVER_LIMITS.streamsPerPersonMax }, () => open()),
  );
  expect(opened.every(({ status }) => status === 200)).toBe(true);
  const over = await open();
  expect([over.status, over.headers.get('retry-after')]).toEqual([503, '1']);
  const head = await fetch(`${url}/v1/inbox/stream`, { method: 'HEAD', headers });
  expect(head.status).toBe(404);
  abort.abort();
  await Promise.allSettled(opened.map((response) => response.text()));
});
