import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';
const LOST = /ERR_CONNECTION|ERR_INTERNET/;

describe.skipIf(!CHROMIUM || !isBuilt)('a device of many (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  const kept = (page: Page): Promise<string> =>
    page.evaluate(() => JSON.stringify({ ...localStorage }));

  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name }).click();
    await page.getByRole('navigation').first().waitFor();
  }

  async function signOut(page: Page): Promise<void> {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('#key').waitFor();
  }

  test.each([
    ['en', 'This browser has no room left', 'Zhou Zihan'],
    ['zh-CN', '浏览器存储空间已满', '周子涵'],
  ] as const)(
    'R6.2 a browser without room lets one in, keeps what one writes for the page, and says so: %s',
    async (language, said, name) => {
      const { task } = await begin(world, 'both', `no room in ${language}`);
      const page = await browser.open(undefined, `/inbox/mine/${task(HEAD)}`, { language });
      await page.getByRole('button', { name }).waitFor();
      await page.evaluate(() => {
        for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) {
          try {
            for (let n = 0; ; n++) localStorage.setItem(`filler.${size}.${n}`, 'x'.repeat(size));
          } catch {
            // Now with less.
          }
        }
      });
      await signIn(page, name);
      await page.getByRole('status').getByText(said).waitFor();
      await page.getByRole('toolbar').waitFor();
      await page.keyboard.press('1');
      const opinion = page.locator('textarea');
      await opinion.fill('Kept as long as the page');
      await page.keyboard.press('Escape');
      await page.keyboard.press('1');
      await expect.poll(() => opinion.inputValue()).toBe('Kept as long as the page');
      await world.as('wu-haotian').decide(task('wu-haotian'), 'reject', {});
      await page.getByText(language === 'en' ? 'on this page alone' : '只留在本页').waitFor();
      await page.route('**/draft', (route) => route.abort());
      browser.expects(/ERR_FAILED.*draft/);
      await page.goto('about:blank');
      await page.goto(`${world.url}/start/leave`);
      const reason = page.getByLabel(language === 'en' ? 'Reason' : '事由');
      await reason.fill('Nowhere kept');
      await page.getByText(language === 'en' ? 'Not saved yet' : '尚未保存').waitFor();
      await page.unroute('**/draft');
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await page.getByText(language === 'en' ? 'Saved as a draft' : '已存为草稿').waitFor();
    },
  );

  test('X12 nothing says who was here once they have signed out, though the server is slow', async () => {
    const page = await browser.open(undefined, '/inbox');
    await signIn(page, 'Zhou Zihan');
    const known = () => page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
    expect(await known()).toContain('vermilion.person');
    await signOut(page);
    expect(await known()).not.toContain('vermilion.person');
    expect(await known()).not.toContain(HEAD);
  });

  test.each(['settled', 'open'])(
    'X12 what was under way when its person signed out is sent and kept for nobody: %s',
    async (state) => {
      browser.expects(LOST);
      const { instance, task } = await begin(world, 'both', `${state} meanwhile`);
      const page = await browser.open(undefined, `/inbox/mine/${task(HEAD)}`);
      await signIn(page, 'Zhou Zihan');
      await page.getByRole('toolbar').waitFor();
      await page.context().setOffline(true);
      await page.keyboard.press('2');
      await page.getByRole('textbox', { name: 'Opinion' }).fill('Between the two of us');
      await page.getByRole('textbox', { name: 'Opinion' }).press('Control+Enter');
      await page.getByText('waits until the server answers').waitFor();
      const isOpen = state === 'open';
      if (!isOpen) await world.as('li-lei').actOn(instance, 'withdraw', { reason: 'Not needed' });
      const [release, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const place = `/v1/tasks/${encodeURIComponent(task(HEAD))}`;
      await page.route(`**${place}`, async (route) => {
        asked.resolve();
        await release.promise;
        await route.continue();
      });
      await page.context().setOffline(false);
      await asked.promise;
      await signOut(page);
      await signIn(page, 'Wu Haotian');
      const last = page.waitForResponse(`**${place}${isOpen ? '/desk' : ''}`);
      release.resolve();
      await (await last).finished();
      // Whatever followed from the answer has begun before a later one is read.
      await page.evaluate(async () => (await fetch('/v1/session')).text());
      expect(await kept(page)).not.toContain('Between the two of us');
      const { path } = await world.as('li-lei').instance(instance);
      expect(path.flatMap(({ seats }) => seats.flatMap(({ vote }) => vote ?? []))).toEqual([]);
    },
  );

  test('X12 the title tells nothing of who has left', async () => {
    const page = await browser.open(undefined, '/inbox');
    await signIn(page, 'Zhou Zihan');
    await signOut(page);
    expect(await page.title()).toBe('Vermilion');
  });

  test('X12 a sign-out in one tab is one in every tab of that person, and of nobody else', async () => {
    const { task } = await begin(world, 'either', 'read in two tabs');
    const page = await browser.open(undefined, `/inbox/mine/${task(HEAD)}`);
    const [second, other] = [await page.context().newPage(), await page.context().newPage()];
    for (const tab of [second, other]) await tab.goto(page.url());
    for (const tab of [page, second]) await signIn(tab, 'Zhou Zihan');
    await signIn(other, 'Wu Haotian');
    await expect.poll(() => kept(page)).toMatch(/of\.\W+acme\W+zhou-zihan\W+reserve/);
    await signOut(page);
    await second.locator('#key').waitFor();
    expect(await kept(second)).not.toMatch(/of\.\W+acme\W+zhou-zihan/);
    expect(await other.locator('#key').count()).toBe(0);
  });

  test.each(['is opened', 'is signed in to'])(
    'X12 when the studio %s, what was read on the device longer ago than a session lasts goes',
    async (moment) => {
      const { task } = await begin(world, 'either', 'read and left there');
      const page = await browser.open(undefined, `/inbox/mine/${task(HEAD)}`);
      await signIn(page, 'Zhou Zihan');
      await page.getByRole('toolbar').waitFor();
      await page.keyboard.press('2');
      await page.getByRole('textbox', { name: 'Opinion' }).fill('Not sure yet');
      await expect.poll(() => kept(page)).toContain('read and left there');
      const next = await page.context().newPage();
      await page.close();
      const hoursLater = (hours: number) => next.clock.setFixedTime(Date.now() + hours * 3_600_000);
      await hoursLater(7);
      await next.goto(`${world.url}/inbox`);
      await next.locator('#key').waitFor();
      expect(await kept(next)).toContain('read and left there');
      await hoursLater(9);
      if (moment === 'is opened') await next.reload();
      else await signIn(next, 'Wu Haotian');
      await expect.poll(() => kept(next)).not.toContain('read and left there');
      expect(await kept(next)).toContain('Not sure yet');
    },
  );
});
