import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { caseNumber } from '../../src/kernel/index.ts';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const EMPLOYEE = 'li-lei';

describe.skipIf(!CHROMIUM || !isBuilt)('start and case (need Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage));

  async function fill(page: Page, amount: string): Promise<void> {
    await page.getByLabel('What is bought').fill('Six servers');
    await page.getByLabel('Category').selectOption('hardware');
    await page.getByLabel('Total amount').fill(amount);
    await page.getByLabel('Supplier').fill('Northwind');
    await page.getByLabel('Needed by').fill('2026-12-15');
    await page.getByLabel('Reason').fill('The cluster is full.');
  }

  test('one signs in with an access key, and a key that nobody issued is refused', async () => {
    browser.expects(/401/);
    const asked = await fetch(`${world.url}/v1/keys`, {
      method: 'POST',
      headers: { authorization: 'Demo acme/gong-lin', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'studio', scopes: ['*'] }),
    });
    const { key } = (await asked.json()) as { key: string };
    const page = await browser.open(undefined, '/inbox');
    const field = page.getByLabel('With an access key or token');
    await field.fill('vk_nobody-issued-this');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('does not know').waitFor();
    await field.fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Gong Lin' }).waitFor();
    expect(page.url()).toBe(`${world.url}/inbox`);
  });

  test('S1 a flow is found by its Chinese name, by pinyin, by initials, and in English', async () => {
    const page = await browser.open(EMPLOYEE, '/start', { language: 'zh-CN' });
    const field = page.getByRole('searchbox');
    const found = page.getByRole('link', { name: '采购申请' });
    for (const typed of ['采购', 'caigou', 'cgsq', 'purch']) {
      await field.fill(typed);
      await found.waitFor();
      await page.getByRole('link', { name: '请假申请' }).waitFor({ state: 'detached' });
    }
    await field.fill('qqqq');
    await found.waitFor({ state: 'detached' });
    await field.fill('chailv');
    await page.getByRole('link', { name: '差旅结算' }).waitFor();
  });

  test('S1 the palette finds flows and commands by pinyin and initials', async () => {
    const page = await browser.open(EMPLOYEE, '/start', { language: 'zh-CN' });
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('Control+k');
    for (const [typed, name] of [
      ['cgsq', /^采购申请/],
      ['chailvjiesuan', /^差旅结算/],
      ['qwdb', /^前往待办/],
    ] as const) {
      await page.getByRole('combobox').fill(typed);
      await page.getByRole('option', { name }).waitFor();
    }
  });

  test('S2 R12.1 the path and its people are shown while one types, before anything is submitted', async () => {
    const page = await browser.open(EMPLOYEE, '/start/purchase');
    await fill(page, '186000');
    const ahead = page.getByRole('complementary');
    await ahead.getByText('Finance director').waitFor();
    await ahead.getByText('Zhong Ling').waitFor();
    await page.getByLabel('Total amount').fill('900');
    await ahead.getByText('Finance director').waitFor({ state: 'detached' });
    const { items } = await world.as(EMPLOYEE).instances();
    expect(items).toEqual([]);
  });

  test('S3 what was typed is there again after a reload, and gone once it is submitted', async () => {
    const page = await browser.open(EMPLOYEE, '/start/purchase');
    await fill(page, '186000');
    await page.getByText('Saved as a draft').waitFor();
    await page.reload();
    await page.getByLabel('Supplier').waitFor();
    expect(await page.getByLabel('Supplier').inputValue()).toBe('Northwind');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Submitted').waitFor();
    await page.getByText('Zhao Min').waitFor();
    await page.getByRole('button', { name: 'Start another one' }).click();
    expect(await page.getByLabel('Supplier').inputValue()).toBe('');
    const { items } = await world.as(EMPLOYEE).instances();
    expect(items.map(({ subject }) => subject)).toEqual(['Six servers · ¥186000']);
  });

  test('S3 a form is gone on with on another device, at the field in which one was', async () => {
    const page = await browser.open('han-meimei', '/start/purchase');
    await fill(page, '186000');
    await page.getByText('Saved as a draft').waitFor();
    const phone = await browser.open('han-meimei', '/start', {
      viewport: { width: 390, height: 844 },
    });
    await phone
      .getByRole('region', { name: 'Begun' })
      .getByRole('link', { name: 'Purchase' })
      .click();
    const reason = phone.getByLabel('Reason');
    await reason.waitFor();
    expect(await reason.inputValue()).toBe('The cluster is full.');
    await expect
      .poll(() => reason.evaluate((field) => field === document.activeElement))
      .toBe(true);
    await phone.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(async () => (await world.as('han-meimei').starts()).items).toEqual([]);
  });

  test('S3 what is typed while the server does not answer stays on the device and is sent later', async () => {
    const page = await browser.open('han-meimei', '/start/leave');
    browser.expects(/ERR_FAILED.*draft/);
    await page.route('**/draft', (route) => route.abort());
    await page.getByLabel('Reason').fill('A long way home');
    await page.getByText('Kept on this device').waitFor();
    await page.unroute('**/draft');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Saved as a draft').waitFor();
    const kept = await world.as('han-meimei').startDraft('leave');
    expect(kept.form).toEqual({ reason: 'A long way home' });
  });

  test('S4 one just like it within the week is warned of, by what is the same', async () => {
    const person = world.as('xu-ruoxi');
    const form = {
      item: 'Six servers',
      category: 'hardware',
      amount: 41_000,
      supplier: 'Northwind',
      neededBy: '2026-12-15',
      reason: 'The cluster is full.',
    };
    await person.start({ flow: 'purchase', form });
    const page = await browser.open('xu-ruoxi', '/start/purchase');
    await fill(page, '41000');
    const warning = page.getByRole('status', { name: 'One just like it was begun this week.' });
    await warning.getByText(/the same: .*Total amount.* and Supplier/).waitFor();
    await page.getByLabel('Total amount').fill('41001');
    await warning.waitFor({ state: 'detached' });
  });

  test('S5 after a submission it says the number, who has it, and how to withdraw it', async () => {
    const page = await browser.open('gao-yaqin', '/start/expense-claim');
    await page.getByLabel('Amount').fill('900');
    await page.getByLabel('Category').selectOption('meals');
    await page.getByLabel('Spent on').fill('2026-11-12');
    await page.getByLabel('Project').fill('Aurora');
    await page.getByLabel('Reason').fill('Dinner with a customer');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Submitted').waitFor();
    const [begun] = (await world.as('gao-yaqin').instances()).items;
    await page.getByText(caseNumber(begun!.instance)).waitFor();
    await page.getByText('Too few have ended to tell.').waitFor();
    await page.getByText('choose Withdraw').waitFor();
  });

  test('F2 a mistake is told below its field in the words of the rule, once the field is left', async () => {
    const page = await browser.open(EMPLOYEE, '/start/purchase');
    const centre = page.getByLabel('Cost centre');
    await centre.fill('x');
    expect(await page.getByText('Has to look like').count()).toBe(0);
    await centre.blur();
    await page.getByText('Has to look like CC-2031.').waitFor();
    expect(await centre.getAttribute('aria-invalid')).toBe('true');
    await centre.fill('CC-2031');
    await page.getByText('Has to look like').waitFor({ state: 'detached' });
  });

  test('V2 a case is shown as it was at any event, by keys, and its address keeps the moment', async () => {
    const form = {
      amount: 900,
      category: 'meals',
      spentOn: '2026-11-12',
      project: 'Aurora',
      reason: 'Dinner with a customer',
    };
    const begun = await world.as(EMPLOYEE).start({ flow: 'expense-claim', form });
    const [asked] = begun.waitingFor;
    const change = { reason: 'Dinner with two customers' };
    await world.as('zhou-zihan').decide(asked?.task ?? '', 'approve', { form: change });
    const page = await browser.open(EMPLOYEE, `/i/${begun.instance}`);
    await page.getByText('two customers').first().waitFor();
    await page.getByRole('slider').waitFor();
    await page.keyboard.press('Home');
    await page.getByText('You are looking at the past').waitFor();
    await page.getByRole('region', { name: 'Data' }).getByText('with a customer').waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe('1');
    await page.reload();
    await page.getByRole('region', { name: 'Data' }).getByText('with a customer').waitFor();
    await page.keyboard.press('End');
    await page.getByText('You are looking at the past').waitFor({ state: 'detached' });
  });
});
