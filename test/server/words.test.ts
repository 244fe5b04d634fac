/** What is refused is said in the language of whoever asked; the code is the same in each. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const asked = (language?: string) =>
  language === undefined ? {} : { 'accept-language': language };

test.each([
  [undefined, 'en'],
  ['*', 'en'],
  ['fr-FR', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['fr, zh;q=0.4, en;q=0.6', 'en'],
  ['en;q=0.1, zh', 'zh-CN'],
  ['zh;q=0, en', 'en'],
  ['zh;q=nonsense;;;', 'zh-CN'],
])('of %s it is %s that is spoken', async (language, spoken) => {
  const headers = asked(language);
  const request = { method: 'GET', url: '/v1/instances/none', headers } as const;
  const reply = await door.as('test/emma', request);
  expect(reply).toMatchObject({ status: 404, body: { code: 'instance.unknown' } });
  expect(reply.headers['content-language']).toBe(spoken);
  expect(reply.headers['vary']).toBe('accept-language');
  const title = spoken === 'en' ? 'There is no such instance' : '没有这项申请，或者你无权查看。';
  expect(reply.body.title).toContain(title);
});

test('a refusal within an answer is said so, too', async () => {
  const { instance, task } = await door.start();
  const headers = asked('zh-CN');
  const items = [{ task: `${instance}.9.9`, act: 'approve' }];
  const batch = { method: 'POST', url: '/v1/tasks/batch', payload: { items }, headers } as const;
  const many = await door.as('test/max', batch);
  expect(many.body.results[0].problem).toMatchObject({
    code: 'task.unknown',
    title: '没有这项任务。',
  });
  const url = `/v1/tasks/${task}/way-back`;
  const back = await door.as('test/max', { method: 'GET', url, headers });
  expect(back.body.refused).toMatchObject({ title: '你在这里没有可以拿回的审批。' });
});
