/** What people are told: in their words, in their language, and nothing that they may not know. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import type { World } from './world.ts';
import { isBuilt, openWorld } from './world.ts';

const EMPLOYEE = 'li-lei';

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
});
