import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/index.ts';
import { openDoor } from './fixture.ts';

test('D15 a command that was accepted is answered though the server stops', async () => {
  const store = createMemoryStore();
  const door = await openDoor({ store });
  const url = await door.app.listen({ port: 0, host: '127.0.0.1' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { commit } = store.instances;
  const slow = async (...given: Parameters<typeof commit>) => {
    reached();
    await isReleased;
    return commit(...given);
  };
  Object.assign(store.instances, { commit: slow });
  const headers = { authorization: 'Demo test/emma', 'content-type': 'application/json' };
  const answer = new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
    const sent = request(`${url}/v1/instances`, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers.connection]);
    });
    sent.on('error', reject);
    sent.end('{"flow":"claim","form":{"amount":1,"reason":"tea"}}');
  });
  await isReached;
  const closed = door.app.close();
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  release();
  expect(await answer).toEqual([201, 'close']);
  await closed;
  await door.engine.drain();
  agent.destroy();
});
