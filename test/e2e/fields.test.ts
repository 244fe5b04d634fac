import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { publish } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const MEETING = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: meeting, title: { en: Meeting, zh-CN: 会议 } }
spec:
  version: 1.0.0
  form:
    type: object
    required: [begins, host]
    x-order: [begins, host, guests]
    properties:
      begins:
        title: { en: Begins, zh-CN: 开始时间 }
        type: string
        format: date-time
        x-kind: date-time
      host: { title: { en: Host, zh-CN: 主办部门 }, type: string, x-kind: department }
      guests:
        title: { en: Guests, zh-CN: 参加部门 }
        type: array
        items: { type: string, x-kind: department }
  steps:
    - approval: head
      ask: { head: { field: host } }
      ballot: any
`;

describe.skipIf(!CHROMIUM || !isBuilt)('kinds of fields (need Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publish(world, MEETING);
    },
  );

  const choose = async (page: Page, label: string, typed: string, name: RegExp): Promise<void> => {
    await page.getByRole('combobox', { name: new RegExp(`^${label}`) }).fill(typed);
    await page.getByRole('option', { name }).waitFor();
    await page.keyboard.press('Enter');
  };

  test('F2 a day and a time are typed as people write them, and held with the zone of the calendar', async () => {
    const page = await browser.open('li-lei', '/start/meeting', { timezoneId: 'Europe/Berlin' });
    await page.getByText('Asia/Shanghai').waitFor();
    const time = page.getByLabel('Time: Begins');
    await page.getByRole('textbox', { name: /^Begins/ }).fill('2026年11月24日');
    await time.fill('下午2点半');
    await page.keyboard.press('Tab');
    expect(await time.inputValue()).toBe('14:30');
    await time.press('ArrowUp');
    expect(await time.inputValue()).toBe('14:45');
    await time.fill('');
    await time.press('Tab');
    await page.getByText('A day and a time are needed.').waitFor();
    await time.fill('9');
    await choose(page, 'Host', 'caigou', /Procurement/);
    await choose(page, 'Guests', 'treas', /Treasury and Control.*Finance/);
    await page.getByRole('button', { name: 'Remove this department' }).waitFor();
    await choose(page, 'Guests', '会计', /Accounting/);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Submitted').waitFor();
    const [sent] = (await world.as('li-lei').instances()).items;
    const { form } = await world.as('li-lei').instance(sent!.instance);
    expect(form).toEqual({
      begins: '2026-11-24T09:00:00+08:00',
      host: 'procurement',
      guests: ['treasury', 'accounting'],
    });
    await page.goto(`${world.url}/i/${sent!.instance}`);
    const sheet = page.locator('[data-form]').first();
    await sheet.getByText('09:00 UTC+08:00').waitFor();
    await sheet.getByText('Treasury and Control and Accounting').waitFor();
  });

  test('R3.1 a department that there is not is refused at its field', async () => {
    const form = { begins: '2026-11-24T09:00:00+08:00', host: 'moon' };
    await expect(world.as('li-lei').start({ flow: 'meeting', form })).rejects.toMatchObject({
      problem: {
        code: 'form.invalid',
        errors: [{ field: 'host', message: 'is no department of the directory' }],
      },
    });
  });
});
