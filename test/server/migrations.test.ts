import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor } from './fixture.ts';

const NEXT = CLAIM.replace('version: 1.0.0', 'version: 2.0.0').replace(
  'approval: manager',
  'approval: boss',
);

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  expect((await post('desi', 'flows', { source: NEXT })).status).toBe(201);
});
afterAll(() => door.close());

function post(person: string, path: string, payload: object) {
  return door.as(`test/${person}`, { method: 'POST', url: `/v1/${path}`, payload });
}

const view = async (id: string) =>
  (await door.as('test/emma', { method: 'GET', url: `/v1/instances/${id}` })).body;

/** Starts in the first version. */
async function begun(): Promise<string> {
  const form = { amount: 5, reason: 'tea' };
  const started = await post('emma', 'instances', { flow: 'claim', version: '1.0.0', form });
  return started.body.instance;
}

test('R8.4 a dry run tells what would become of each, the run does it, and it can be undone', async () => {
  const [one, two] = [await begun(), await begun()];
  await post('max', `tasks/${two}.2.1/approve`, {});
  const plan = { steps: { manager: { to: 'boss', votes: 'ask-again' } } };
  const body = { flow: 'claim', from: '1.0.0', to: '2.0.0', plan, reason: 'new rules' };
  expect((await post('emma', 'migrations', body)).body.code).toBe('access.denied');
  const dry = await post('ada', 'migrations', { ...body, dryRun: true });
  expect(dry.body.items).toEqual([
    { instance: two, from: '1.0.0', ok: true, kept: ['finance'], askedAgain: [] },
    { instance: one, from: '1.0.0', ok: true, kept: [], askedAgain: ['manager'] },
  ]);
  expect((await view(one)).flow.version).toBe('1.0.0');
  const done = await post('ada', 'migrations', body);
  expect(done.body).toEqual(dry.body);
  expect((await view(one)).flow.version).toBe('2.0.0');
  expect((await view(one)).path.at(-1)).toMatchObject({ step: 'boss', status: 'open' });
  const back = await post('ada', `instances/${one}/undo-migration`, { reason: 'too early' });
  expect(back.body.waitingFor).toMatchObject([{ task: `${one}.2.1`, step: 'manager' }]);
  expect((await post('max', `tasks/${one}.2.1/approve`, {})).status).toBe(200);
  expect((await view(two)).flow.version).toBe('2.0.0');
  expect((await post('fay', `tasks/${two}.3.1/approve`, {})).status).toBe(200);
});

test('R8.4 an instance that cannot go says why, and stays', async () => {
  const instance = await begun();
  const body = { flow: 'claim', to: '2.0.0', instances: [instance], reason: 'new rules' };
  const { body: answer } = await post('ada', 'migrations', body);
  expect(answer.items).toMatchObject([
    { instance, ok: false, refusal: { code: 'migrate.no-step' } },
  ]);
  expect((await view(instance)).flow.version).toBe('1.0.0');
  const unknown = await post('ada', 'migrations', { ...body, to: '9.0.0' });
  expect(unknown.body.code).toBe('flow.unknown');
});
