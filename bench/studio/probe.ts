/** What a page tells about its own speed: paints, long tasks, interactions, frames. */

import type { Page } from 'playwright-core';

/** Numbers that the page gathered since it was asked last, in milliseconds. */
export interface Gathered {
  readonly longTasks: readonly number[];
  /** From an input to the next paint after its handlers, of every interaction. */
  readonly interactions: readonly number[];
}

interface Probed {
  longTasks: number[];
  interactions: Map<number, number>;
  /** Since navigation, when the landmark was first there. */
  seenAtMs: number | undefined;
}

type ProbedWindow = typeof globalThis & { probed: Probed; landmark: string };

/** Puts the probe into every page that this tab opens from now on. */
export async function installProbe(page: Page, landmark: string): Promise<void> {
  await page.addInitScript((selector) => {
    const own = globalThis as ProbedWindow;
    own.probed = { longTasks: [], interactions: new Map(), seenAtMs: undefined };
    own.landmark = selector;
    const observe = (type: string, take: (entry: PerformanceEntry) => void, more = {}): void => {
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
        type,
        buffered: true,
        ...more,
      } as PerformanceObserverInit);
    };
    observe('longtask', (entry) => own.probed.longTasks.push(entry.duration));
    observe(
      'event',
      (entry) => {
        const { interactionId, duration } = entry as PerformanceEventTiming;
        if (!interactionId) return;
        const before = own.probed.interactions.get(interactionId) ?? 0;
        own.probed.interactions.set(interactionId, Math.max(before, duration));
      },
      { durationThreshold: 16 },
    );
    const look = (): void => {
      if (document.querySelector(own.landmark) === null) return;
      own.probed.seenAtMs ??= performance.now();
      watching.disconnect();
    };
    const watching = new MutationObserver(look);
    watching.observe(document, { childList: true, subtree: true, attributes: true });
  }, landmark);
}

/** Since navigation, when the landmark was there. */
export async function seenAtMs(page: Page): Promise<number> {
  const seen = await page.waitForFunction(() => (globalThis as ProbedWindow).probed.seenAtMs);
  return (await seen.jsonValue()) as number;
}

/** Gives what was gathered, and begins anew. */
export function gathered(page: Page): Promise<Gathered> {
  return page.evaluate(() => {
    const { probed } = globalThis as ProbedWindow;
    const found = { longTasks: probed.longTasks, interactions: [...probed.interactions.values()] };
    probed.longTasks = [];
    probed.interactions = new Map();
    return found;
  });
}

/** What shows that a key had its effect: an element that is there, on another page than before. */
export interface Effect {
  readonly selector: string;
  readonly elsewhere?: boolean;
}

type PaintedWindow = typeof globalThis & { painted: Promise<number> };

/**
 * Presses a key in the page that has the focus, by the browser itself: from the key event to the first
 * paint that shows the effect.
 */
export async function pressToPaint(page: Page, key: string, effect: Effect): Promise<number> {
  await page.evaluate(({ selector, elsewhere }) => {
    const path = location.pathname;
    const shows = (): boolean =>
      (!elsewhere || location.pathname !== path) && document.querySelector(selector) !== null;
    (globalThis as PaintedWindow).painted = new Promise((resolve) => {
      const pressed = ({ timeStamp }: KeyboardEvent): void => {
        removeEventListener('keydown', pressed, true);
        const look = (): void => {
          if (!shows()) {
            requestAnimationFrame(look);
            return;
          }
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - timeStamp);
          port2.postMessage(undefined);
        };
        requestAnimationFrame(look);
      };
      addEventListener('keydown', pressed, true);
    });
  }, effect);
  await page.keyboard.press(key);
  return page.evaluate(() => (globalThis as PaintedWindow).painted);
}

/** Main-thread time by the browser’s own account, in milliseconds since the tab began. */
export async function taskMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

/** The n-th part of what was measured: 0.5 is the median. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
