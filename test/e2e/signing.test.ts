/** What a signature is worth, and what stands in view while one decides. */

import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { publish } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: signed }
spec:
  version: 1.0.0
  subject: form.what
  form:
    type: object
    required: [what]
    properties:
      what: { type: string, maxLength: 60 }
      lines:
        type: array
        items:
          type: object
          properties:
            purpose: { title: Purpose, type: string, maxLength: 60 }
            price: { title: Price, type: number, x-kind: money, x-currency: CNY }
            count: { title: Count, type: integer }
            sum: { title: Sum, type: number, x-kind: money, x-formula: row.price * row.count }
  steps:
    - approval: head
      ask: { user: ${HEAD} }
      rights: { lines: edit }
      require: [signature]
`;

describe.skipIf(!CHROMIUM || !isBuilt)('signing (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publish(world, FLOW);
    },
  );

  async function begun() {
    const lines = [{ purpose: 'Train', price: 1106, count: 2 }];
    const form = { what: 'A journey', lines };
    const { instance, waitingFor } = await world.as('li-lei').start({ flow: 'signed', form });
    return { instance, task: waitingFor[0]!.task };
  }

  test('R6.1 a signature is one’s own name, and stands in the story', async () => {
    const { instance, task } = await begun();
    const page = await browser.open(HEAD, `/inbox/mine/${task}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('1');
    const signature = page.getByRole('textbox', { name: 'Signature: your full name' });
    await signature.fill('Li Lei');
    const stamp = page.getByRole('button', { name: /^Approve/ }).last();
    await page.getByText('Sign with your own name: Zhou Zihan.').waitFor();
    expect(await stamp.isDisabled()).toBe(true);
    await signature.fill('周子涵');
    await stamp.click();
    await expect
      .poll(async () => (await world.as('li-lei').instance(instance)).outcome)
      .toBe('approved');
    await page.goto(`${world.url}/i/${instance}`);
    await page.getByText('Signed: 周子涵').waitFor();
  });

  test('C3 whom one hands a task to is chosen in view, on a laptop', async () => {
    const { task } = await begun();
    const page = await browser.open(HEAD, `/inbox/mine/${task}`);
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('4');
    const options = page.getByRole('listbox').getByRole('option');
    await options.nth(6).waitFor({ state: 'attached' });
    for (let n = 0; n < 6; n++) await page.keyboard.press('ArrowDown');
    const box = await page.locator('[role=option][aria-selected=true]').boundingBox();
    expect(box!.y).toBeGreaterThan(0);
    expect(box!.y + box!.height).toBeLessThanOrEqual(768);
  });

  test('C3 the sums of a table that is written in are in view beside the inbox', async () => {
    const { task } = await begun();
    const page = await browser.open(HEAD, `/inbox/mine/${task}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    const sum = page.locator('table tbody output').first();
    await sum.waitFor();
    const isWhole = await page
      .locator('table')
      .first()
      .evaluate((table) => {
        const scroller = table.parentElement!;
        return scroller.scrollWidth <= scroller.clientWidth;
      });
    expect(isWhole).toBe(true);
  });
});
