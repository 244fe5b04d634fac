import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const LEAVE = {
  flow: 'leave',
  form: { kind: 'annual', days: 1, reason: 'trip', from: '2026-12-01', until: '2026-12-01' },
};

describe.skipIf(!CHROMIUM || !isBuilt)('notices (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage));

  test('P4 the bell counts what comes, a notice leads to the task by keys and is read by that', async () => {
    const page = await browser.open('zhou-zihan', '/news');
    await page.getByText('Nobody has told you anything yet.').waitFor();
    const employee = world.as('li-lei');
    const { instance } = await employee.start(LEAVE);
    await employee.actOn(instance, 'remind', { comment: 'please' });
    await page.getByRole('link', { name: 'Notices: 1 unread' }).waitFor();
    await page.getByText('Li Lei reminds you').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.locator('#find-here').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByText('Li Lei reminds you').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('[role=toolbar]').waitFor();
    expect(new URL(page.url()).pathname).toContain(`/inbox/mine/${instance}`);
    await page.getByRole('link', { name: 'Notices', exact: true }).waitFor();
  });

  test('who is named in a comment hears of it, and all is read at once', async () => {
    const { instance } = await world.as('xu-ruoxi').start(LEAVE);
    const [task] = (await world.as('zhou-zihan').tasks()).items.filter(
      (each) => each.instance === instance,
    );
    const holder = task ? 'zhou-zihan' : 'zhao-min';
    const page = await browser.open(holder, task ? `/inbox/mine/${task.id}` : `/i/${instance}`);
    await page.locator('article, [type=range]').first().waitFor();
    await page.keyboard.press('c');
    await page.getByRole('button', { name: '@Xu Ruoxi' }).click();
    await page.keyboard.type('which days?');
    await page.getByRole('button', { name: 'Say' }).click();
    const told = await browser.open('xu-ruoxi', '/news', { language: 'zh-CN' });
    await told.getByRole('link', { name: /提到你/ }).waitFor();
    await told.getByText('which days?').waitFor();
    await told.getByRole('link', { name: '通知：1 条未读' }).waitFor();
    await told.getByRole('button', { name: '全部标为已读' }).click();
    await told.getByRole('link', { name: '通知', exact: true }).waitFor();
    expect(await world.as('xu-ruoxi').counts()).toMatchObject({ news: 0 });
    await told.getByRole('link', { name: /提到你/ }).click();
    await told.locator('[type=range]').waitFor();
    expect(new URL(told.url()).search).toMatch(/^\?at=\d+$/);
  });

  test('a case is found by its number, in the inbox and in the palette, its amount written as one', async () => {
    const claim = {
      flow: 'expense-claim',
      form: {
        ...{ amount: 62000, category: 'travel', spentOn: '2026-11-12', project: 'Aurora' },
        ...{ reason: 'trip', receipts: ['r.pdf'] },
      },
    };
    const { instance } = await world.as('li-lei').start(claim);
    const number = `${instance.slice(-10, -5)}-${instance.slice(-5)}`.toUpperCase();
    const page = await browser.open('zhou-zihan', `/inbox/mine?find=${number}`);
    const rows = page.getByRole('list', { name: 'Tasks' }).getByRole('listitem');
    await rows.filter({ hasText: /Aurora.*62,000\.00 CNY/ }).waitFor();
    expect(await rows.count()).toBe(1);
    await rows.getByRole('button').click();
    await page.getByRole('heading', { name: 'Aurora · ¥62,000.00' }).waitFor();
    await page.getByText(`No. ${number}`).waitFor();
    await page.goto(`${world.url}/me`);
    await page.getByRole('heading', { name: 'Me' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(number);
    await page.getByRole('option', { name: `No. ${number}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copy the whole id' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/i/${instance}`);
  });

  test('R12.2 why it is not somebody else is answered in a line, with the step', async () => {
    const { instance } = await world.as('li-lei').start(LEAVE);
    const page = await browser.open('li-lei', `/i/${instance}?tab=explain`);
    const ask = page.getByRole('region', { name: 'Why not somebody else?' });
    await ask.getByRole('combobox').fill('Chen Siyuan');
    await ask.getByRole('option', { name: /Chen Siyuan/ }).click();
    await ask.getByText('No rule of the steps so far leads to Chen Siyuan.').waitFor();
    await ask.getByRole('combobox').fill('Zhou Zihan');
    await ask.getByRole('option', { name: /Zhou Zihan/ }).click();
    await ask.getByText(/^Zhou Zihan is asked at “/).waitFor();
  });
});
