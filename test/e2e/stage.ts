/** What the journeys of one file are played on. */

import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Browsing } from './browser.ts';
import { openBrowser } from './browser.ts';
import type { World } from './world.ts';
import { openWorld } from './world.ts';

export interface Stage {
  readonly world: World;
  readonly browser: Browsing;
}

/**
 * A server and a browser before it, from the first test of a block to behind its last. Each test
 * has devices of its own, and fails when the console told something else than was expected, but
 * where tabs go from test to test.
 */
export function onStage(
  play: (stage: Stage) => void,
  furnish: (world: World) => Promise<void> = async () => {},
  { keepsTabs = false } = {},
): void {
  let world: World | undefined;
  let browser: Browsing | undefined;
  beforeAll(async () => {
    world = await openWorld();
    await furnish(world);
    browser = await openBrowser(world.url);
    play({ world, browser });
  });
  afterEach(async () => {
    if (!keepsTabs) expect(await browser?.finish()).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
}
