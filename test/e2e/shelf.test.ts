import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import { tell } from './story.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';
const OTHER = 'wu-haotian';

describe.skipIf(!CHROMIUM || !isBuilt)('what is put by (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  const row = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: name });

  test('H puts a task out of sight on every device, and has it back', async () => {
    const { task } = await begin(world, 'either', 'not today');
    await begin(world, 'either', 'the other');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Tomorrow morning' }).click();
    await page.getByRole('status').getByText('not today is snoozed').waitFor({ state: 'attached' });
    const phone = await browser.open(HEAD, '/inbox');
    await row(phone, 'the other').waitFor();
    expect(await row(phone, 'not today').count()).toBe(0);
    await phone.getByRole('link', { name: 'Snoozed 1' }).click();
    await row(phone, 'not today').getByRole('button').click();
    await phone.getByRole('toolbar').waitFor();
    await phone.keyboard.press('h');
    // While it is pointed at, nothing moves.
    await phone.mouse.move(0, 0);
    await row(phone, 'not today').waitFor({ state: 'detached' });
    await phone.goto(`${world.url}/inbox`);
    await row(phone, 'not today').waitFor();
  });

  test('U marks a task as unread until it is opened the next time', async () => {
    const { task } = await begin(world, 'either', 'read again');
    await begin(world, 'either', 'something else');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    const marked = row(page, 'read again').getByText('unread,');
    await marked.waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await marked.waitFor({ state: 'attached' });
    await row(page, 'something else').getByRole('button').click();
    await page.getByRole('heading', { name: 'something else' }).waitFor();
    await row(page, 'read again').getByRole('button').click();
    await marked.waitFor({ state: 'detached' });
  });

  test('I8 conditions find tasks, are saved by name, and what is not understood is said', async () => {
    await tell(world);
    const page = await browser.open(HEAD, '/inbox');
    await row(page, '1,280.50').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('flow:expense amount>1k colour:red');
    await page.getByText('Not understood: colour:red').waitFor();
    for (const typed of [
      '1,280.50',
      '¥1,280.50',
      '金额 ： > 1,000',
      'lilei',
      'flow:expense amount>1k',
    ]) {
      await page.getByRole('searchbox').fill('nothing has this in it');
      await row(page, '1,280.50').waitFor({ state: 'detached' });
      await page.getByRole('searchbox').fill(typed);
      await row(page, '1,280.50').waitFor();
    }
    await page.getByRole('button', { name: 'Save filter' }).click();
    await page.keyboard.type('Dear ones');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Dear ones' }).waitFor();
    const phone = await browser.open(HEAD, '/inbox');
    await phone.getByRole('link', { name: 'Dear ones' }).click();
    await expect.poll(() => new URL(phone.url()).searchParams.get('find')).toContain('amount>1k');
    await row(phone, '1,280.50').waitFor();
    await phone.getByRole('button', { name: 'Remove this filter' }).click();
    await phone.getByRole('link', { name: 'Dear ones' }).waitFor({ state: 'detached' });
  });

  test('R6.3 a pool has a list, and who claims a task has it alone', async () => {
    const { task } = await begin(world, 'pool', 'for one of us');
    const page = await browser.open(HEAD, '/inbox/pool');
    await row(page, 'for one of us').getByRole('button').click();
    await page.getByRole('toolbar').waitFor();
    await page.getByRole('button', { name: 'Claim' }).click();
    await page.getByRole('button', { name: 'Give back' }).waitFor();
    await page.mouse.move(0, 0);
    await row(page, 'for one of us').waitFor({ state: 'detached' });
    expect((await world.as(OTHER).task(task(OTHER))).status).toBe('waiting');
    await page.keyboard.press('7');
    await row(page, 'for one of us').waitFor();
  });

  test('I9 a single key is chosen anew, and the map and the bar show it', async () => {
    const { task } = await begin(world, 'either', 'other keys');
    const page = await browser.open(HEAD, '/me');
    await page.getByRole('button', { name: 'Change the key: Approve' }).click();
    await page.keyboard.press('y');
    await page
      .getByRole('button', { name: 'Change the key: Approve' })
      .getByText('Y', { exact: true })
      .waitFor();
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByRole('button', { name: 'Approve', exact: true }).getByText('Y').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Y', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: 'Opinion' }).count()).toBe(0);
    await page.keyboard.press('y');
    await page.getByRole('textbox', { name: 'Opinion' }).waitFor();
  });

  test('I7 R6.2 half-written opinions have a list of their own', async () => {
    const { task } = await begin(world, 'either', 'to be thought over');
    await world.as(HEAD).saveDraft(task(HEAD), { comment: 'On second thoughts' });
    const page = await browser.open(HEAD, '/inbox/drafts');
    await row(page, 'On second thoughts').getByRole('button').click();
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('2');
    await page.getByRole('textbox', { name: 'Opinion' }).press('Control+Enter');
    await page.mouse.move(0, 0);
    await row(page, 'On second thoughts').waitFor({ state: 'detached' });
  });
});
