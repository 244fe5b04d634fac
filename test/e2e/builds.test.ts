import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import type { World } from './world.ts';
import { isBuilt, openWorld, STUDIO } from './world.ts';

const HEAD = 'zhou-zihan';

describe.skipIf(!CHROMIUM || !isBuilt)('one build after the other (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vermilion-builds-'));
    cpSync(STUDIO, folder, { recursive: true, filter: (file) => !/pdf|\.(br|gz)$/.test(file) });
    world = await openWorld([], folder);
    browser = await openBrowser(world.url);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => expect(await browser.finish()).toEqual([]));

  const cachesOf = (page: Page): Promise<readonly string[]> => page.evaluate(() => caches.keys());
  const readied = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready);

  /** The next build, which has another version; gives it. */
  function build(n: number): string {
    const file = join(folder, 'worker.js');
    const version = `of-a-test-${n}`;
    const told = readFileSync(file, 'utf8').replace(/[0-9a-f]{16}|of-a-test-\d+/, version);
    writeFileSync(file, told);
    return version;
  }

  test('a build takes over by itself, keeps the one before for its pages, and no older one', async () => {
    const page = await browser.open(HEAD, '/inbox', { keepsStudio: true });
    await readied(page);
    const [first] = await cachesOf(page);
    for (const n of [1, 2]) {
      const version = build(n);
      await page.reload();
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      await expect.poll(async () => (await cachesOf(page)).at(-1)).toContain(version);
      await expect.poll(async () => (await cachesOf(page)).length).toBe(2);
    }
    expect(await cachesOf(page)).not.toContain(first);
  });

  test('a server that hands out no worker any more has the device forget it', async () => {
    browser.expects(/404/);
    const page = await browser.open(HEAD, '/inbox', { keepsStudio: true });
    await readied(page);
    await expect.poll(async () => (await cachesOf(page)).length).toBeGreaterThan(0);
    rmSync(join(folder, 'worker.js'));
    await page.reload();
    await expect.poll(() => cachesOf(page)).toEqual([]);
    const left = () =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    await expect.poll(left).toBe(0);
  });

  test('a page of a build that is gone is loaded anew where it needs more of it', async () => {
    browser.expects(/404/);
    const page = await browser.open(HEAD, '/inbox');
    await page.getByRole('navigation').first().waitFor();
    const isGone = (url: URL): boolean => /\/assets\/start-/.test(url.pathname);
    await page.route(isGone, (route) => route.fulfill({ status: 404 }));
    const index = readFileSync(join(folder, 'index.html'), 'utf8').replace(/studio-/, 'later-');
    await page.route(
      (url) => url.pathname === '/',
      (route) => route.fulfill({ body: index, contentType: 'text/html' }),
    );
    const again = page.waitForEvent('load').then(() => page.unroute(isGone));
    await page
      .getByRole('link', { name: /^Start/ })
      .first()
      .click();
    await again;
    await page.locator('#find-flow').waitFor();
  });
});
