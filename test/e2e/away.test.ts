import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';
const OTHER = 'wu-haotian';
const STAMP = 'Control+Enter';
const LOST = /ERR_CONNECTION|ERR_INCOMPLETE|ERR_NETWORK|ERR_EMPTY|ERR_SOCKET|ERR_INTERNET/;

describe.skipIf(!CHROMIUM || !isBuilt)('without the server (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  const row = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: name });
  const waiting = (page: Page) => page.getByRole('region', { name: 'Not sent yet' });
  async function votesOf(instance: string): Promise<readonly (string | undefined)[]> {
    const { path } = await world.as('li-lei').instance(instance);
    return path.flatMap(({ seats }) => seats.flatMap(({ vote }) => (vote ? [vote] : [])));
  }

  /** Reads the task, and decides on it while the server is away. */
  async function decideAway(task: string, stroke: string): Promise<Page> {
    browser.expects(LOST);
    const page = await browser.open(HEAD, `/inbox/mine/${task}`);
    await page.getByRole('toolbar').waitFor();
    await world.fall();
    await page.getByText(/^The server has not answered since/).waitFor();
    await page.keyboard.press(stroke);
    await page.getByRole('textbox', { name: 'Opinion' }).fill('As discussed');
    await page.getByRole('textbox', { name: 'Opinion' }).press(STAMP);
    await waiting(page).getByText('waits until the server answers').waitFor();
    return page;
  }

  test('R13.2 an act made without the server is shown as waiting, and sent once it is back', async () => {
    const { instance, task } = await begin(world, 'both', 'sent later');
    const page = await decideAway(task(HEAD), '1');
    await row(page, 'sent later').getByText('not sent yet').waitFor();
    await world.rise();
    await page.getByRole('status').getByText('Approved').waitFor();
    await waiting(page).waitFor({ state: 'detached' });
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test('R13.2 an act made without a network waits, and is sent once when there is one', async () => {
    browser.expects(LOST);
    const { instance, task } = await begin(world, 'both', 'in a tunnel');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.context().setOffline(true);
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: 'Opinion' }).press(STAMP);
    await waiting(page).getByText('waits until the server answers').waitFor();
    await page.getByText(/^The server has not answered since/).waitFor();
    await page.context().setOffline(false);
    await waiting(page).waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Approved').waitFor();
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test('R13.2 an act whose answer was lost twice waits, and is done once', async () => {
    browser.expects(LOST);
    const { instance, task } = await begin(world, 'both', 'answer lost');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    const keys: (string | undefined)[] = [];
    await page.route('**/approve', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 2) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: 'Opinion' }).press(STAMP);
    await waiting(page).getByText('waits until the server answers').waitFor();
    await waiting(page).waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Approved').waitFor();
    expect(keys.length).toBe(3);
    expect(new Set(keys).size).toBe(1);
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test('R13.2 an act that the server could not do then is tried again by itself', async () => {
    browser.expects(LOST, /503/);
    const { instance, task } = await begin(world, 'both', 'not at the moment');
    const page = await decideAway(task(HEAD), '1');
    const keys: (string | undefined)[] = [];
    await page.route('**/approve', (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 2) return route.continue();
      const body = { type: 'about:blank', title: 'Busy', status: 503, code: 'store.unavailable' };
      return route.fulfill({ status: 503, json: body, contentType: 'application/problem+json' });
    });
    await world.rise();
    await waiting(page)
      .getByText(/^The server could not take it/)
      .waitFor();
    await waiting(page).waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Approved').waitFor();
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test('R10.1 an act on what changed meanwhile is not sent, and that is said', async () => {
    const { instance, task } = await begin(world, 'both', 'moved meanwhile');
    const page = await decideAway(task(HEAD), '2');
    await world.actWhileAway(OTHER, task(OTHER), { reason: 'another reason' });
    await world.rise();
    await waiting(page).getByText('the content changed meanwhile').waitFor();
    expect(await votesOf(instance)).toEqual(['approve']);
    await waiting(page).getByRole('button', { name: 'Understood' }).click();
    await waiting(page).waitFor({ state: 'detached' });
    // What was to be said is a draft again.
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('2');
    const field = page.getByRole('textbox', { name: 'Opinion' });
    expect(await field.inputValue()).toBe('As discussed');
  });

  test('what was read last is there to be read without the server', async () => {
    browser.expects(LOST);
    const { task } = await begin(world, 'either', 'kept on the device');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(localStorage).includes('kept on the device')))
      .toBe(true);
    // The page itself comes from the server; the interface does not answer.
    await page.route('**/v1/**', (route) => route.abort('connectionrefused'));
    await page.reload();
    await page.getByRole('heading', { name: 'kept on the device' }).waitFor();
    await row(page, 'kept on the device').waitFor();
    await page.getByText(/^The server has not answered since/).waitFor();
    await page.unroute('**/v1/**');
    await page.getByText(/^The server has not answered since/).waitFor({ state: 'detached' });
  });
});
