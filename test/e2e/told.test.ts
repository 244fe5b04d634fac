/** What people are told: in their words, in their language, and nothing that they may not know. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publish, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const EMPLOYEE = 'li-lei';
const HEAD = 'zhou-zihan';

/** The head may change hours; what that makes of the rate is hidden from the head, and bounded. */
const GUARDED = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: guarded, title: { en: Guarded, zh-CN: 受限 } }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    required: [reason, hours, grade]
    not:
      required: [reason]
      properties: { reason: { const: nothing } }
    properties:
      reason: { title: { en: Reason, zh-CN: 事由 }, type: string }
      hours: { title: { en: Hours, zh-CN: 工时 }, type: number, minimum: 0 }
      grade: { title: { en: Grade, zh-CN: 职级 }, type: string }
      rate:
        title: { en: Rate, zh-CN: 费率 }
        type: number
        maximum: 100
        x-formula: form.hours * 7.0
      code:
        title: { en: Code, zh-CN: 编码 }
        type: string
        pattern: '^[A-Z]{2}-[0-9]+$'
        examples: [AB-12]
      place:
        title: { en: Place, zh-CN: 地点 }
        type: string
        pattern: '^[A-Z][0-9]$'
        description: { en: A letter and a digit, zh-CN: 一个字母加一位数字 }
      desk: { title: { en: Desk, zh-CN: 工位 }, type: string, pattern: '^[0-9]{3}$' }
  steps:
    - approval: head
      ask: { user: zhou-zihan }
      ballot: any
      rights: { hours: edit, reason: edit, grade: hidden, rate: hidden }
`;

describe.skipIf(!CHROMIUM || !isBuilt)('what people are told (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publishFlows(world);
      await publish(world, GUARDED);
    },
  );

  test('R12.2 why somebody who has left is not asked can be asked, and is said', async () => {
    const { instance } = await begin(world, 'both', 'a question about the past');
    const page = await browser.open(EMPLOYEE, `/i/${instance}?tab=explain`);
    await page.getByRole('combobox', { name: 'Why not somebody else?' }).fill('zhuge');
    await page.getByRole('option', { name: /Zhuge Ming\s*has left/ }).click();
    const answer = page.getByRole('status').filter({ hasText: 'Zhuge Ming' });
    await answer.getByText('Zhuge Ming has left the organisation').waitFor();
  });

  test('R12.1 the path ahead follows the verdict that is armed, and comes back when it is not', async () => {
    const { task } = await begin(world, 'either', 'two ways on');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    const ahead = page.getByRole('complementary', { name: 'Path ahead' });
    await ahead.getByText('last', { exact: true }).waitFor();
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('2');
    await ahead.getByText('Then it ends: rejected').waitFor();
    expect(await ahead.getByText('last', { exact: true }).count()).toBe(0);
    const ofReject = ahead.getByRole('button', { name: 'If you reject' });
    expect(await ofReject.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Escape');
    await ahead.getByText('last', { exact: true }).waitFor();
  });

  test('R12.2 a branch is explained by what it is called, and rules by words, in Chinese', async () => {
    const form = {
      ...{ amount: 62000, category: 'travel', spentOn: '2026-11-12', project: 'Aurora' },
      ...{ reason: 'trip', receipts: ['r.pdf'] },
    };
    const { instance, waitingFor } = await world
      .as(EMPLOYEE)
      .start({ flow: 'expense-claim', form });
    const [asked] = waitingFor;
    await world.as(asked!.person).decide(asked!.task, 'approve', { comment: '同意' });
    const page = await browser.open(EMPLOYEE, `/i/${instance}?tab=explain`, { language: 'zh-CN' });
    const item = page.getByRole('listitem').filter({ hasText: '按金额' });
    await item.getByText('五万及以上').waitFor();
    await item.getByText('62,000.00').waitFor();
    expect(await item.locator('code').textContent()).toBe('form.amount >= 50000.0');
    expect(await item.locator('p').textContent()).not.toContain('form.');
    const snapshot = page.locator('details').filter({ hasText: '组织快照' }).first();
    expect(await snapshot.locator('summary').textContent()).toMatch(/^组织快照 [0-9a-f]{8}$/);
    expect(await snapshot.locator('code').isVisible()).toBe(false);
    await snapshot.locator('summary').click();
    expect(await snapshot.locator('code').textContent()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('at 320 px nothing stands askew, wraps where it need not, or goes without a name', async () => {
    const viewport = { width: 320, height: 640 };
    const look = { language: 'zh-CN', viewport } as const;
    const { instance, task } = await begin(world, 'either', 'small print');
    const inbox = await browser.open(HEAD, `/inbox/mine`, look);
    await inbox.getByRole('link', { name: '周子涵', exact: true }).waitFor();
    const heights = async (page: Page, selector: string): Promise<number> => {
      const tops = await page.locator(selector).evaluateAll((all) =>
        all.map((each) => {
          const { top, bottom } = each.getBoundingClientRect();
          return Math.round((top + bottom) / 2);
        }),
      );
      expect(tops.length).toBeGreaterThan(3);
      return Math.max(...tops) - Math.min(...tops);
    };
    expect(await heights(inbox, 'nav:has(a[href="/inbox/done"]) a')).toBeLessThan(4);
    await world.as(HEAD).decide(task(HEAD), 'approve', { comment: '同意' });
    const page = await browser.open(EMPLOYEE, `/i/${instance}?at=2`, look);
    await page.getByRole('slider').waitFor();
    await page.getByLabel('对比').waitFor();
    const bar = 'section:has(> [type=range])';
    expect(await heights(page, `${bar} > :is(button, input, label)`)).toBeLessThan(4);
    const form = await browser.open(EMPLOYEE, '/start/travel-settlement', look);
    await form.locator('[data-field=items] button').first().click();
    const cell = (column: number) => form.locator(`[data-row='0'][data-column='${column}']`);
    await cell(1).locator('input').fill('553.5');
    await cell(2).locator('input').fill('2');
    const left = async (what: ReturnType<Page['locator']>): Promise<number> =>
      Math.round((await what.boundingBox())!.x);
    const edge = await left(cell(2).locator('input'));
    expect(await left(cell(3).locator('output'))).toBe(edge);
    expect(await left(form.locator('tbody th').first())).toBeLessThanOrEqual(edge);
    const number = form.locator('tbody th').first();
    expect(await number.evaluate((th) => getComputedStyle(th).textAlign)).toBe('start');
  });

  test('a form that does not fit says so where the path would stand', async () => {
    const page = await browser.open(EMPLOYEE, '/start/guarded', { language: 'zh-CN' });
    const ahead = page.getByRole('complementary', { name: '提交之后' });
    await page.getByLabel('事由').fill('夜班');
    await page.getByLabel('工时').fill('-1');
    await page.getByLabel('职级').fill('P7');
    await ahead.getByText('改正不符合要求的内容后即可预测路径。').waitFor();
    expect(await page.locator('header').last().textContent()).not.toContain('guarded');
    await page.getByLabel('工时').fill('1');
    await ahead.getByText('改正不符合要求的内容后').waitFor({ state: 'detached' });
    await ahead.getByText('head', { exact: true }).waitFor();
  });

  test('the palette finds a case by its subject, its flow or who started it', async () => {
    const { task, instance } = await begin(world, 'said', 'Umbrellas for visitors');
    const page = await browser.open(HEAD, '/me');
    await page.getByRole('heading', { name: 'Me', exact: true }).waitFor();
    const option = page.getByRole('option', { name: /Umbrellas for visitors/ });
    const typed = page.getByRole('combobox', { name: 'What would you like to do?' });
    for (const words of ['umbrellas', 'both visitors', 'li visitors']) {
      await page.keyboard.press('Control+k');
      await typed.fill(words);
      await option.getByText('Li Lei · Both heads').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Umbrellas for visitors' }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/inbox/mine/${task(HEAD)}`);
    }
    await world.as(HEAD).decide(task(HEAD), 'approve', { comment: 'Yes.' });
    await page.goto(`${world.url}/me`);
    await page.getByRole('heading', { name: 'Me', exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await typed.fill('for visi');
    await option.getByText('No. ').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Umbrellas for visitors/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/i/${instance}`);
  });

  test('what is typed before the palette can find anything is found, and reaches nothing below', async () => {
    const { task, instance } = await begin(world, 'said', 'Awnings for the café');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('heading', { name: 'Awnings for the café' }).waitFor();
    const typed = page.getByRole('combobox', { name: 'What would you like to do?' });
    await page.getByRole('toolbar').waitFor();
    const fields = await page.getByRole('textbox').count();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/entries-/, async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('aawn');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('option').count()).toBe(0);
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    release();
    await page.getByRole('option', { name: /Awnings for the café/ }).waitFor();
    await page.keyboard.type('x');
    expect(await typed.inputValue()).toBe('xawn');
    await page.keyboard.press('Escape');
    await typed.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Awnings for the café' }).waitFor();
    expect((await world.as(HEAD).instance(instance)).status).toBe('running');
    expect(await page.getByRole('textbox').count()).toBe(fields);
  });

  test('S5 where one reads what one has sent, one reminds and withdraws, by two strokes', async () => {
    const { instance } = await begin(world, 'said', 'Hammocks for the roof');
    const page = await browser.open(EMPLOYEE, '/inbox/sent');
    await page.getByRole('button', { name: /Hammocks for the roof/ }).click();
    const own = page.getByRole('toolbar');
    await own.getByRole('button', { name: 'Remind' }).click();
    await own.getByText('Reminded.').waitFor();
    const withdraw = own.getByRole('button', { name: 'Withdraw', exact: true });
    await withdraw.click();
    await page.keyboard.press('Escape');
    await withdraw.waitFor();
    expect((await world.as(EMPLOYEE).instance(instance)).status).toBe('running');
    await withdraw.click();
    await page.keyboard.press('Control+Enter');
    await own.getByText('Withdrawn.').waitFor();
    await withdraw.waitFor({ state: 'detached' });
    expect((await world.as(EMPLOYEE).instance(instance)).outcome).toBe('withdrawn');
  });

  test('X8 an auditor finds every case by the palette and in a list, and nobody else has that list', async () => {
    const { instance } = await begin(world, 'said', 'Parasols for the terrace ¥162000 2026-12');
    const page = await browser.open('kong-wei', '/inbox');
    const views = page.getByRole('navigation', { name: 'Views' });
    await views.getByRole('link', { name: 'Everybody’s' }).click();
    await page.getByText('Parasols for the terrace').first().waitFor();
    await page.keyboard.press('Control+k');
    const typed = page.getByRole('combobox', { name: 'What would you like to do?' });
    const option = page.getByRole('option', { name: /Parasols for the terrace/ });
    for (const words of [
      'parasols',
      'terrace parasols',
      'li parasols',
      '¥162,000',
      '162000',
      '2026-12',
    ]) {
      await typed.fill('nothing is called so');
      await option.waitFor({ state: 'detached' });
      await typed.fill(words);
      await option.getByText('No. ').waitFor();
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Parasols for the terrace/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/i/${instance}`);
    const other = await browser.open(HEAD, '/inbox');
    await other.getByRole('navigation', { name: 'Views' }).getByRole('link').first().waitFor();
    expect(await other.getByRole('link', { name: 'Everybody’s' }).count()).toBe(0);
  });

  test('R6.18 a hidden field that keeps it from going on is said to be one, and no more of it', async () => {
    browser.expects(/422/);
    const form = { reason: 'Late shift', hours: 3, grade: 'P7' };
    const { waitingFor } = await world.as(EMPLOYEE).start({ flow: 'guarded', form });
    const page = await browser.open(HEAD, `/inbox/mine/${waitingFor[0]!.task}`);
    await page.getByRole('toolbar').waitFor();
    const stamp = async (): Promise<void> => {
      // While an answer is on its way nothing can be sent.
      await page.locator('section[aria-label=Approve] button[class*=decide]:enabled').waitFor();
      await page.getByRole('textbox', { name: 'Opinion' }).press('Control+Enter');
    };
    await page.locator('article').getByLabel('Hours').fill('50');
    await page.getByRole('button', { name: /^Approve/ }).click();
    await stamp();
    const alert = page.getByRole('alert');
    await alert.getByText('A field that you may not see keeps this from going on.').waitFor();
    expect(await page.textContent('article')).not.toMatch(/Rate|350|Grade|P7/);
    await page.locator('article').getByLabel('Hours').fill('4');
    await page.locator('article').getByLabel('Reason').fill('nothing');
    await stamp();
    await alert.getByText('What is filled in does not go together.').waitFor();
    await page.locator('article').getByLabel('Reason').fill('Late shift');
    await stamp();
    await page.getByRole('status').getByText('Approved').waitFor();
  });

  test.each([
    ['en', 'Has to look like AB-12.', 'A letter and a digit', 'in the way in which'],
    ['zh-CN', '格式应类似 AB-12。', '一个字母加一位数字', '此项的写法不符合要求。'],
  ] as const)('F3 no pattern is shown to people, in %s', async (language, ...said) => {
    const page = await browser.open(EMPLOYEE, '/start/guarded', { language });
    for (const [index, field] of ['code', 'place', 'desk'].entries()) {
      const entry = page.locator(`[data-field=${field}]`);
      await entry.locator('input').fill('?');
      await page.keyboard.press('Tab');
      await entry.locator('[aria-live]').getByText(said[index]!).waitFor();
      expect(await entry.textContent()).not.toMatch(/[[^$]/);
    }
  });
});
