/** What people are told: in their words, in their language, and nothing that they may not know. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import type { World } from './world.ts';
import { isBuilt, openWorld } from './world.ts';

const EMPLOYEE = 'li-lei';
const HEAD = 'zhou-zihan';

describe.skipIf(!CHROMIUM || !isBuilt)('what people are told (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  beforeAll(async () => {
    world = await openWorld();
    await publishFlows(world);
    browser = await openBrowser(world.url);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

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
});
