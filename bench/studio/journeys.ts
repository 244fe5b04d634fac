/** What is done in the browser to measure it; each gives figures by their names in `GOALS`. */

import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import type { Browsing } from '../../test/e2e/browser.ts';
import type { GoalName } from './goals.ts';
import { gathered, installProbe, pressToPaint, quantile, seenAtMs, taskMs } from './probe.ts';
import { PEOPLE } from './world.ts';

/** A figure for each name. */
export type Figures = Partial<Record<GoalName, number>>;

export interface Stage {
  readonly url: string;
  readonly browser: Browsing;
  /** The case with many events. */
  readonly long: string;
}

const TASKS = 30;
const SCROLLS = 120;
const SLOWER = 4;
/** By then whatever a screen loads besides is there; its streams never end. */
const SETTLE_MS = 1_000;
const LIST = 'li button';
const TOOLBAR = '[role=toolbar]';
/** A case shows its story last. */
const STORY_LINE = 'article li[data-weight]';

/** Opens a tab whose first page is not the studio, with the probe in it. */
async function tab(stage: Stage, person: string | undefined, landmark: string): Promise<Page> {
  const page = await stage.browser.open(person, '/health/live', { reducedMotion: 'reduce' });
  await installProbe(page, landmark);
  return page;
}

/** What comes over the wire until the landmark is there, compressed. */
async function weigh(stage: Stage, person: string | undefined, path: string, landmark: string) {
  const page = await tab(stage, person, landmark);
  const heard: Response[] = [];
  page.on('response', (response) => heard.push(response));
  await page.goto(stage.url + path);
  await page.locator(landmark).first().waitFor();
  const shownAtMs = await seenAtMs(page);
  await page.waitForTimeout(SETTLE_MS);
  const before = await page.evaluate(
    (atMs) =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
        .filter((endMs) => endMs > 0 && endMs <= atMs).length,
    shownAtMs,
  );
  const kinds: Record<string, number> = {};
  for (const response of heard) {
    const kind = response.request().resourceType();
    if (!['script', 'stylesheet', 'font'].includes(kind)) continue;
    const body = await response.body();
    kinds[kind] = (kinds[kind] ?? 0) + (kind === 'font' ? body : gzipSync(body)).length / 1024;
  }
  await page.context().close();
  return { kinds, requests: before };
}

export async function weights(stage: Stage): Promise<Figures> {
  const login = await weigh(stage, undefined, '/', '#key');
  const inbox = await weigh(stage, PEOPLE.few, '/inbox', LIST);
  const start = await weigh(stage, PEOPLE.starter, '/start/purchase', '[data-field]');
  const whole = await weigh(stage, PEOPLE.starter, `/i/${stage.long}`, '[type=range]');
  return {
    'script: sign in': login.kinds['script']!,
    'script: inbox': inbox.kinds['script']!,
    'script: start': start.kinds['script']!,
    'script: case': whole.kinds['script']!,
    'style: inbox': inbox.kinds['stylesheet']!,
    'fonts: inbox': inbox.kinds['font'] ?? 0,
    'requests before the inbox shows': inbox.requests,
  };
}

export async function opening(stage: Stage): Promise<Figures> {
  const page = await tab(stage, PEOPLE.few, LIST);
  const session = await page.context().newCDPSession(page);
  const opened = async (): Promise<number> => {
    await page.goto(`${stage.url}/inbox`);
    return seenAtMs(page);
  };
  const cold = async (): Promise<number> => {
    await session.send('Network.clearBrowserCache');
    return opened();
  };
  const coldMs = await cold();
  const warmMs = await opened();
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const slowMs = await cold();
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await opened();
  const to = async (path: string, landmark: string): Promise<number> =>
    page.evaluate(
      async ([href, selector]) => {
        const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${href}"]`)!;
        const from = performance.now();
        link.click();
        while (document.querySelector(selector!) === null) await new Promise(requestAnimationFrame);
        return performance.now() - from;
      },
      [path, landmark],
    );
  const freshMs = await to('/start', '#find-flow');
  const backMs = await to('/inbox', LIST);
  await page.context().close();
  return {
    'inbox, cold': coldMs,
    'inbox, warm': warmMs,
    'inbox, cold, processor 4 times slower': slowMs,
    'to a screen not visited before': freshMs,
    'back to a screen visited': backMs,
  };
}

/** Thirty tasks, by keys alone. */
export async function deciding(stage: Stage): Promise<Figures> {
  const page = await tab(stage, PEOPLE.few, LIST);
  await page.goto(`${stage.url}/inbox`);
  await page.locator(LIST).first().waitFor();
  await page.keyboard.press('j');
  await page.locator(TOOLBAR).waitFor();
  await gathered(page);
  const armed: number[] = [];
  const next: number[] = [];
  const from = performance.now();
  for (let n = 0; n < TASKS; n++) {
    armed.push(await pressToPaint(page, '1', { selector: 'textarea' }));
    const following = { selector: TOOLBAR, elsewhere: true };
    next.push(await pressToPaint(page, 'Control+Enter', following));
  }
  const seconds = (performance.now() - from) / 1000;
  const { longTasks, interactions } = await gathered(page);
  await page.context().close();
  return {
    'act to effect painted, median': quantile(armed, 0.5),
    'act to next task open, median': quantile(next, 0.5),
    '30 tasks by keys': seconds,
    'long tasks while 30 tasks are decided': longTasks.length,
    'interaction to paint while deciding, p98': quantile(interactions, 0.98),
  };
}

export async function scrolling(stage: Stage): Promise<Figures> {
  const page = await tab(stage, PEOPLE.many, LIST);
  await page.goto(`${stage.url}/inbox`);
  await page.locator(LIST).first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const spent = await taskMs(page);
  const before = await spent();
  const { rows, fps } = await page.evaluate(async (frames) => {
    const first = document.querySelector('li[aria-setsize]')!;
    let box: Element = first;
    while (box.scrollHeight <= box.clientHeight + 1) box = box.parentElement!;
    let rows = 0;
    const from = performance.now();
    for (let n = 0; n < frames; n++) {
      box.scrollTop += 90;
      await new Promise(requestAnimationFrame);
      rows = Math.max(rows, box.querySelectorAll('li').length);
    }
    return { rows, fps: (1000 * frames) / (performance.now() - from) };
  }, SCROLLS);
  const mainMs = (await spent()) - before;
  await page.context().close();
  return {
    '10 000 tasks: rows in the page': rows,
    '10 000 tasks: frames while scrolling': fps,
    '10 000 tasks: main thread a frame': mainMs / SCROLLS,
  };
}

export async function typing(stage: Stage): Promise<Figures> {
  const figures: Figures = {};
  for (const fields of [50, 200] as const) {
    const page = await tab(stage, PEOPLE.starter, '[data-field]');
    await page.goto(`${stage.url}/start/wide-${fields}`);
    const field = page.locator('[data-field=field0] input');
    await field.click();
    await gathered(page);
    const painted: number[] = [];
    for (const key of 'approvals are typed by hand, letter by letter') {
      painted.push(await pressToPaint(page, key, { selector: '[data-field=field0]' }));
    }
    const { longTasks } = await gathered(page);
    figures[`key to paint, ${fields} fields, p95`] = quantile(painted, 0.95);
    if (fields === 200) figures['long tasks while 200 fields are typed into'] = longTasks.length;
    await page.context().close();
  }
  return figures;
}

export async function travelling(stage: Stage): Promise<Figures> {
  const page = await tab(stage, PEOPLE.starter, STORY_LINE);
  await page.goto(`${stage.url}/i/${stage.long}`);
  const openedMs = await seenAtMs(page);
  const readMs = await page.evaluate(async () => {
    while (document.querySelector('[aria-busy]')) await new Promise(requestAnimationFrame);
    return performance.now();
  });
  const slider = page.locator('[type=range]');
  await slider.focus();
  const moved = await page.evaluate(async () => {
    const range = document.querySelector<HTMLInputElement>('[type=range]')!;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
    const last = Number(range.max);
    const took: number[] = [];
    const told = (): string | null => range.getAttribute('aria-valuetext');
    /** What a message finds that is sent within a frame: the frame is painted. */
    const painted = (): Promise<void> =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(undefined);
      });
    for (let n = 0; n < 40; n++) {
      const to = 2 + ((n * 7919) % (last - 2));
      // Every frame another one, as a hand on the slider asks for them.
      await new Promise(requestAnimationFrame);
      const from = performance.now();
      const before = told();
      set.call(range, String(to));
      range.dispatchEvent(new Event('input', { bubbles: true }));
      while (told() === before || document.querySelector('[aria-busy=true]')) await painted();
      await painted();
      took.push(performance.now() - from);
    }
    return took;
  });
  await page.context().close();
  return {
    'case of 10 000 events, opened': openedMs,
    'case of 10 000 events, read to its end': readMs,
    'case of 10 000 events, any position, p95': quantile(moved, 0.95),
  };
}
