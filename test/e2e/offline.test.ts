import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publish, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';
const MOVE = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: move, title: { en: Move, zh-CN: 搬迁 } }
spec:
  version: 1.0.0
  subject: form.what
  form:
    type: object
    required: [what, to, cost]
    properties:
      what: { title: { en: What, zh-CN: 物品 }, type: string }
      to: { title: { en: To, zh-CN: 迁往 }, type: string, x-kind: department }
      host: { title: { en: Host, zh-CN: 接收人 }, type: string, x-kind: person }
      cost: { title: { en: Cost, zh-CN: 费用 }, type: number, x-kind: money, x-currency: CNY }
  steps:
    - approval: head
      ask: { user: zhou-zihan }
      ballot: any
`;
const STAMP = 'Control+Enter';
const LOST =
  /ERR_CONNECTION|ERR_INCOMPLETE|ERR_NETWORK|ERR_EMPTY|ERR_SOCKET|ERR_INTERNET|ERR_FAILED/;

describe.skipIf(!CHROMIUM || !isBuilt)('opened without the server (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publishFlows(world);
      await publish(world, MOVE);
    },
  );
  let isDown = false;
  const fall = async (): Promise<void> => {
    isDown = true;
    await world.fall();
  };
  const rise = async (): Promise<void> => {
    if (isDown) await world.rise();
    isDown = false;
  };
  afterEach(() => rise());

  const open = (path: string) => browser.open(HEAD, path, { keepsStudio: true });
  const row = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: name });
  const waiting = (page: Page) => page.getByRole('region', { name: 'Not sent yet' });

  /** Until the studio's files and what was read are on the device. */
  async function kept(page: Page, text: string): Promise<void> {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect
      .poll(() => page.evaluate((read) => JSON.stringify(localStorage).includes(read), text))
      .toBe(true);
  }

  async function keptAddresses(page: Page): Promise<readonly string[]> {
    return page.evaluate(async () => {
      const all: string[] = [];
      for (const name of await caches.keys()) {
        const requests = await (await caches.open(name)).keys();
        all.push(...requests.map(({ url }) => new URL(url).pathname));
      }
      return all;
    });
  }

  test('R13.2 what was read is read again without the server, and an act on it is sent later', async () => {
    browser.expects(LOST);
    const { instance, task } = await begin(world, 'both', 'read in a tunnel');
    const page = await open(`/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await kept(page, 'read in a tunnel');
    await fall();
    await page.reload();
    await row(page, 'read in a tunnel').waitFor();
    await page.getByText(/^The server has not answered since/).waitFor();
    await page
      .getByText(/^As of /)
      .first()
      .waitFor();
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: 'Opinion' }).press(STAMP);
    await waiting(page).getByText('waits until the server answers').waitFor();
    // A screen that was never visited is there too.
    await page.goto(`${world.url}/me`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${world.url}/inbox`);
    await waiting(page).waitFor();
    await rise();
    await waiting(page).waitFor({ state: 'detached' });
    const { path } = await world.as('li-lei').instance(instance);
    expect(path.flatMap(({ seats }) => seats.flatMap(({ vote }) => vote ?? []))).toEqual([
      'approve',
    ]);
  });

  test('R6.2 amounts of rows and the names of departments and people are read without the server', async () => {
    browser.expects(LOST);
    const form = { what: 'A safe', to: 'procurement', host: 'xu-ruoxi', cost: 1234.5 };
    const { waitingFor } = await world.as('li-lei').start({ flow: 'move', form });
    const page = await open(`/inbox/mine/${waitingFor[0]!.task}`);
    await page.getByRole('toolbar').waitFor();
    const sheet = page.locator('article [data-form]').first();
    await sheet.getByText('Xu Ruoxi').waitFor();
    for (const text of ['A safe', 'Procurement', 'Xu Ruoxi', '1234.5']) await kept(page, text);
    await fall();
    await page.reload();
    await row(page, 'A safe').getByText('1,234.50').waitFor();
    await sheet.getByText('Procurement').waitFor();
    await sheet.getByText('Xu Ruoxi').waitFor();
  });

  test('X8 what is kept for everybody at a browser is the studio’s own files, and nothing else', async () => {
    const { task } = await begin(world, 'either', 'for one pair of eyes');
    const page = await open(`/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await kept(page, 'for one pair of eyes');
    await page.reload();
    await page.getByRole('toolbar').waitFor();
    const addresses = await keptAddresses(page);
    expect(addresses).toContain('/');
    expect(addresses.filter((each) => each !== '/' && !each.startsWith('/assets/'))).toEqual([]);
  });

  test('who signs in next meets nothing of the one before, with a server or without', async () => {
    browser.expects(LOST);
    const { task } = await begin(world, 'either', 'seen by the first');
    const page = await open(`/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await kept(page, 'seen by the first');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('#key').waitFor();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('seen by');
    await fall();
    const next = await page.context().newPage();
    await next.goto(`${world.url}/inbox`);
    await next.locator('#key').waitFor();
    expect(await next.getByText('seen by the first').count()).toBe(0);
  });

  test('links of letters and ways in are asked of the server alone', async () => {
    browser.expects(LOST, /404/);
    const page = await open('/inbox');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(`${world.url}/a/nobody-has-this`);
    expect(await page.evaluate(() => document.getElementById('studio'))).toBe(null);
    await fall();
    browser.expects(/sessionStorage/);
    for (const path of ['/a/nobody-has-this', '/login/oidc']) {
      await expect(page.goto(world.url + path), path).rejects.toThrow(/ERR_CONNECTION/);
    }
  });
});
