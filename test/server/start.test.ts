import { afterEach, beforeEach, expect, test } from 'vitest';
import type { World } from '../e2e/world.ts';
import { openWorld } from '../e2e/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const CLAIM = {
  amount: 900,
  category: 'meals',
  spentOn: '2026-11-12',
  project: 'Aurora',
  reason: 'Dinner with a customer',
};

test('S3 a form is kept as it was left, incomplete too, for its author alone, until it is removed', async () => {
  const client = world.as('li-lei');
  expect(await client.startDraft('expense-claim')).toBeUndefined();
  await client.saveStart('expense-claim', { form: { amount: 'many' } });
  expect(await client.startDraft('expense-claim')).toMatchObject({ form: { amount: 'many' } });
  expect(await world.as('han-meimei').startDraft('expense-claim')).toBeUndefined();
  await client.removeStart('expense-claim');
  expect(await client.startDraft('expense-claim')).toBeUndefined();
  await expect(client.saveStart('no-such', { form: {} })).rejects.toMatchObject({
    problem: { code: 'flow.unknown' },
  });
});

test('S3 forms that are not sent yet are listed for their author, the one saved last first', async () => {
  const client = world.as('li-lei');
  await client.saveStart('leave', { form: { kind: 'annual' } });
  await client.saveStart('expense-claim', { form: {} });
  const { items } = await client.starts();
  expect(items.map(({ flow }) => flow).toSorted()).toEqual(['expense-claim', 'leave']);
  expect(items[0]!.atMs).toBeGreaterThanOrEqual(items[1]!.atMs);
  expect(items.find(({ flow }) => flow === 'leave')?.title).toMatchObject({ en: 'Leave' });
  expect((await client.drafts()).items).toEqual([]);
  expect((await world.as('han-meimei').starts()).items).toEqual([]);
});

test('S4 the same amount and party within a week is found among one’s own; other people’s stay unseen', async () => {
  const client = world.as('li-lei');
  const first = await client.start({ flow: 'expense-claim', form: CLAIM });
  const again = { ...CLAIM, project: ' AURORA ', reason: 'Another dinner', spentOn: '2026-11-13' };
  const { items } = await client.twins('expense-claim', { form: again });
  expect(items).toMatchObject([{ instance: first.instance, same: ['amount', 'project'] }]);
  const others = [
    client.twins('expense-claim', { form: { ...again, amount: 901 } }),
    client.twins('expense-claim', { form: { ...again, project: 'Borealis' } }),
    client.twins('leave', { form: { kind: 'annual' } }),
    world.as('xu-ruoxi').twins('expense-claim', { form: again }),
  ];
  for (const found of await Promise.all(others)) expect(found.items).toEqual([]);
});

test('S4 what was withdrawn is begun anew with good reason', async () => {
  const client = world.as('li-lei');
  const { instance } = await client.start({ flow: 'expense-claim', form: CLAIM });
  await client.actOn(instance, 'withdraw', {});
  expect((await client.twins('expense-claim', { form: CLAIM })).items).toEqual([]);
});

const QUICK = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: quick }
spec:
  version: 1.0.0
  form: { type: object, properties: { n: { type: integer } } }
  steps:
    - approval: head
      ask: { user: zhou-zihan }
      ballot: any
`;

test('S5 the middle and nine of ten of those that were approved are told, for each step, too', async () => {
  await world.engine.publish({ tenant: 'acme', person: 'qiu-ze' }, QUICK);
  for (let n = 0; n < 11; n++) {
    const { waitingFor } = await world.as('li-lei').start({ flow: 'quick', form: { n } });
    const verdict = n === 0 ? 'reject' : 'approve';
    await world.as('zhou-zihan').decide(waitingFor[0]!.task, verdict, { comment: 'seen' });
  }
  const pace = await world.as('li-lei').pace('quick');
  expect(pace.whole?.count).toBe(10);
  expect(pace.whole!.p50Ms).toBeLessThanOrEqual(pace.whole!.p90Ms);
  expect(pace.steps).toMatchObject([{ step: 'head', count: 10 }]);
});

test('S5 a flow tells how long it took once enough have ended, and nothing before', async () => {
  const client = world.as('li-lei');
  expect(await client.pace('leave')).toEqual({ steps: [] });
});
