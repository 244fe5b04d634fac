/** What the journeys of one file are played on. */

import { afterAll, beforeAll } from 'vitest';
import type { Browsing } from './browser.ts';
import { openBrowser } from './browser.ts';
import type { World } from './world.ts';
import { openWorld } from './world.ts';

export interface Stage {
  readonly world: World;
  readonly browser: Browsing;
}

/** A server and a browser before it, from the first test of a block to behind its last. */
export function onStage(
  play: (stage: Stage) => void,
  furnish: (world: World) => Promise<void> = async () => {},
): void {
  let world: World | undefined;
  let browser: Browsing | undefined;
  beforeAll(async () => {
    world = await openWorld();
    await furnish(world);
    browser = await openBrowser(world.url);
    play({ world, browser });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
}
