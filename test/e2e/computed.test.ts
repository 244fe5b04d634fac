import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const TRAVELLER = 'li-lei';
const TRIP = {
  destination: "Xi'an",
  left: '2026-11-02',
  returned: '2026-11-04',
  items: [
    { what: 'Train', price: 553.5, quantity: 2 },
    { what: 'Taxi', price: 0.1, quantity: 3 },
  ],
  advance: 1000,
};

describe.skipIf(!CHROMIUM || !isBuilt)('computed fields (need Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage));

  const shown = (page: Page, field: string) => page.locator(`[data-field=${field}] output`);
  const shows = (page: Page, field: string, text: string) =>
    expect.poll(() => shown(page, field).first().textContent()).toContain(text);

  test('R6.19 sums, days and amounts of rows follow what is typed, and are what is recorded', async () => {
    const page = await browser.open(TRAVELLER, '/start/travel-settlement');
    await page.getByLabel('Destination').fill("Xi'an");
    await page.getByLabel('Left on').fill('2026-11-02');
    await page.getByLabel('Returned on').fill('2026-11-04');
    await shows(page, 'days', '3');
    await page.getByRole('button', { name: 'Add a row' }).click();
    const cell = (row: number, column: number) =>
      page.locator(`[data-row='${row}'][data-column='${column}']`);
    await cell(0, 0).locator('input').fill('Train');
    await cell(0, 1).locator('input').fill('553.50');
    await cell(0, 2).locator('input').fill('2');
    await expect.poll(() => cell(0, 3).locator('output').textContent()).toContain('1,107.00');
    await shows(page, 'total', '1,107.00');
    await cell(0, 2).locator('input').press('Enter');
    await cell(1, 2).locator('input').waitFor();
    await cell(1, 0).locator('input').fill('Taxi');
    await cell(1, 1).locator('input').fill('0.1');
    await cell(1, 2).locator('input').fill('3');
    await shows(page, 'total', '1,107.30');
    await page.getByLabel('Advance received').fill('1200');
    await shows(page, 'due', '-92.70');
    await page
      .locator('[data-field=due] [role=status]')
      .filter({ hasText: 'Still to be paid -92.70 CNY' })
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('Submitted').waitFor();
    const [sent] = (await world.as(TRAVELLER).instances()).items;
    const { form } = await world.as(TRAVELLER).instance(sent!.instance);
    expect(form).toMatchObject({ days: 3, total: 1107.3, due: -92.7 });
    expect((form['items'] as object[])[1]).toMatchObject({ amount: 0.3 });
  });

  test('R6.19 whoever may change a line sees the sum follow, and the engine records the same', async () => {
    const traveller = world.as('xu-ruoxi');
    const begun = await traveller.start({ flow: 'travel-settlement', form: TRIP });
    const seatOf = async (step: string) => {
      const { path } = await traveller.instance(begun.instance);
      return path.findLast((visit) => visit.step === step)!.seats[0]!;
    };
    const manager = await seatOf('manager');
    await world.as(manager.person.id).decide(manager.task, 'approve', {});
    const seat = await seatOf('finance');
    const page = await browser.open(seat.person.id, `/inbox/mine?find=Xi'an`);
    await page.locator('li button').first().click();
    const total = page.locator('dd output').filter({ hasText: '1,107.30' });
    await total.waitFor();
    const price = page.locator("[data-row='0'][data-column='1'] input");
    await price.fill('500');
    await page.locator('dd output').filter({ hasText: '1,000.30' }).waitFor();
    await page.locator('[role=toolbar]').waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    await page.keyboard.press('Control+Enter');
    await expect
      .poll(async () => (await traveller.instance(begun.instance)).form['total'])
      .toBe(1000.3);
  });

  test('I7 R6.2 a returned form that is half mended is there on another device, and is sent whole', async () => {
    const author = 'wu-haotian';
    const traveller = world.as(author);
    const begun = await traveller.start({ flow: 'travel-settlement', form: TRIP });
    const { path } = await traveller.instance(begun.instance);
    const seat = path.findLast(({ step }) => step === 'manager')!.seats[0]!;
    await world.as(seat.person.id).decide(seat.task, 'reject', { comment: 'Which hotel?' });
    const open = async (): Promise<Page> => {
      const page = await browser.open(author, '/inbox/mine');
      await page.locator('li button').filter({ hasText: "Xi'an" }).first().click();
      await page.locator("[data-row='0'][data-column='2'] input").waitFor();
      return page;
    };
    const first = await open();
    const saved = first.waitForResponse(
      (answer) => answer.url().endsWith('/draft') && answer.request().method() === 'PUT',
    );
    await first.locator("[data-row='0'][data-column='2'] input").fill('4');
    await shows(first, 'total', '2,214.30');
    expect((await saved).status()).toBe(204);
    await first.close();
    const second = await open();
    await shows(second, 'total', '2,214.30');
    expect(await second.locator("[data-row='0'][data-column='2'] input").inputValue()).toBe('4');
    await second.getByLabel('Advance received').fill('');
    await shows(second, 'due', '2,214.30');
    await second.locator('[role=toolbar] button').first().click();
    await second.keyboard.press('Control+Enter');
    await expect
      .poll(async () => (await traveller.instance(begun.instance)).form)
      .toMatchObject({ destination: "Xi'an", total: 2214.3, due: 2214.3 });
    expect((await traveller.instance(begun.instance)).form).not.toHaveProperty('advance');
  });
});
