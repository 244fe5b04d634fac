import { afterAll, beforeAll, expect, test } from 'vitest';
import type { World } from '../e2e/world.ts';
import { openWorld } from '../e2e/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('R9.1 a calendar says which days are worked, holidays and make-up days (调休) included', async () => {
  const client = world.as('li-lei');
  const { items } = await client.calendarDays('default', {
    from: '2026-10-01',
    until: '2026-10-12',
  });
  const off = items.filter(({ isWorked, isSpecial }) => !isWorked && isSpecial);
  expect(off.map(({ date }) => date)).toEqual([
    '2026-10-01',
    '2026-10-02',
    '2026-10-05',
    '2026-10-06',
    '2026-10-07',
  ]);
  const worked = items.filter(({ isWorked, isSpecial }) => isWorked && isSpecial);
  expect(worked.map(({ date }) => date)).toEqual(['2026-10-10']);
  expect(items.find(({ date }) => date === '2026-10-11')).toMatchObject({ isWorked: false });
});

test('X9 a calendar that is not there is none, and no more days come than the limit', async () => {
  const client = world.as('li-lei');
  const range = { from: '2026-01-01', until: '2036-01-01' };
  await expect(client.calendarDays('lunar', range)).rejects.toMatchObject({
    problem: { code: 'days.calendar-unknown' },
  });
  expect((await client.calendarDays('default', range)).items.length).toBe(400);
  await expect(
    client.calendarDays('default', { from: 'soon', until: 'later' }),
  ).rejects.toMatchObject({ problem: { status: 400 } });
});
