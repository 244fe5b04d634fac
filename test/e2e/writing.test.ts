import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt, TENANT } from './world.ts';

const HEAD = 'zhou-zihan';
const OTHER = 'wu-haotian';
const STAMP = 'Control+Enter';

describe.skipIf(!CHROMIUM || !isBuilt)('what is being written (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  async function openTask(task: string): Promise<Page> {
    const page = await browser.open(HEAD, `/inbox/mine/${task}`);
    await page.getByRole('toolbar').waitFor();
    return page;
  }
  const reasonIn = (page: Page) => page.getByRole('textbox', { name: 'Reason' });
  const opinionIn = (page: Page) => page.getByRole('textbox', { name: 'Opinion' });

  test('I7 R6.2 values typed into fields survive a reload and wait on other devices', async () => {
    const { instance, task } = await begin(world, 'either', 'typed by the initiator');
    const page = await openTask(task(HEAD));
    const saved = page.waitForResponse((response) => response.url().endsWith('/draft'));
    await reasonIn(page).fill('typed by the head');
    await page.reload();
    await page.getByRole('toolbar').waitFor();
    expect(await reasonIn(page).inputValue()).toBe('typed by the head');
    await saved;
    const phone = await openTask(task(HEAD));
    await expect.poll(() => reasonIn(phone).inputValue()).toBe('typed by the head');
    await phone.keyboard.press('1');
    await opinionIn(phone).press(STAMP);
    await phone.getByRole('status').getByText('Approved').waitFor();
    const { form } = await world.as('li-lei').instance(instance);
    expect(form).toMatchObject({ reason: 'typed by the head' });
  });

  test('I7 R6.2 what is half written stays in view when one decides in another tab', async () => {
    const { task } = await begin(world, 'both', 'two tabs');
    browser.expects(/409.*draft/);
    const page = await openTask(task(HEAD));
    await page.keyboard.press('2');
    await opinionIn(page).fill('Written in the one tab');
    const other = await page.context().newPage();
    await other.addInitScript(
      (value) => sessionStorage.setItem('vermilion.credential', value),
      `Demo ${TENANT}/${HEAD}`,
    );
    await other.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await other.getByRole('toolbar').waitFor();
    await other.keyboard.press('1');
    await opinionIn(other).fill('Fine');
    await opinionIn(other).press(STAMP);
    await other.getByRole('status').getByText('Approved').waitFor();
    await page
      .getByRole('alert')
      .getByText(/You decided it elsewhere: Approved/i)
      .waitFor();
    await page.getByText('Written in the one tab').waitFor();
    await page.getByRole('button', { name: 'Throw it away' }).click();
    await page.getByText('Written in the one tab').waitFor({ state: 'detached' });
  });

  test('I7 R6.2 what is half written stays in view when a colleague is faster', async () => {
    const { task } = await begin(world, 'either', 'overtaken');
    const page = await openTask(task(HEAD));
    await page.keyboard.press('2');
    await opinionIn(page).fill('Too dear by half');
    await world.as(OTHER).decide(task(OTHER), 'approve', {});
    await page
      .getByRole('alert')
      .getByText(/was faster: Approved/i)
      .waitFor();
    await page.getByText('Too dear by half').waitFor();
    await page.reload();
    await page.getByText('Too dear by half').waitFor();
    await page.getByRole('button', { name: 'Throw it away' }).click();
    await page.getByText('Too dear by half').waitFor({ state: 'detached' });
  });

  test('I2 R6.10 the way back belongs to its request, and goes when it is over', async () => {
    const { task } = await begin(world, 'both', 'the way back');
    await begin(world, 'both', 'the next one');
    const page = await openTask(task(HEAD));
    await page.keyboard.press('1');
    await opinionIn(page).press(STAMP);
    const line = page.getByRole('status').filter({ hasText: 'Approved the way back' });
    await line.waitFor();
    const back = page.getByRole('button', { name: 'Take back' });
    await back.waitFor();
    expect(await page.locator('article').getByRole('button', { name: 'Take back' }).count()).toBe(
      0,
    );
    await world.as(OTHER).decide(task(OTHER), 'approve', {});
    await back.waitFor({ state: 'detached' });
    await line.waitFor({ state: 'detached' });
  });

  test('R13.2 a decision made again after it was taken back is made', async () => {
    const { instance, task } = await begin(world, 'both', 'once more');
    const page = await openTask(task(HEAD));
    await page.keyboard.press('1');
    await opinionIn(page).press(STAMP);
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('status').getByText('It is yours again').waitFor();
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('1');
    await opinionIn(page).press(STAMP);
    await page.getByRole('button', { name: 'Take back' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('status').getByText('It is yours again').waitFor();
    const { path } = await world.as('li-lei').instance(instance);
    expect(path.at(-1)?.seats.map(({ status }) => status)).toEqual(['open', 'open']);
  });
});
