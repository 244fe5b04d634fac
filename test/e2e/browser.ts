/** A real Chromium, where the machine has one. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { programOf } from '../programs.ts';
import { TENANT } from './world.ts';

const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser's program; undefined where there is none, and the journeys are skipped. */
export const CHROMIUM =
  PLACES.find((place) => place !== '' && existsSync(place)) ?? programOf('chromium', 'chromium');

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Browsing {
  /** Closes all tabs and empties their devices; what they logged as errors, but for what was expected. */
  finish(): Promise<readonly string[]>;
  /** What is provoked until then: a refused act is logged by the browser itself. */
  expects(...patterns: readonly RegExp[]): void;
  /** A tab of its own, signed in as a person of the demo organisation. */
  open(person: string | undefined, path: string, options?: Looks): Promise<Page>;
  /** Throws what tabs logged as errors, where nobody asked for it or expected it. */
  close(): Promise<void>;
}

export interface Looks extends BrowserContextOptions {
  readonly language?: 'zh-CN' | 'en';
  readonly theme?: 'light' | 'dark';
  /** Whether the studio may keep itself on the device; what a test routes it would not see then. */
  readonly keepsStudio?: boolean;
}

const PATIENCE_MS = 120_000;
/** A device that is slower to tell its time is taken for one with another; that costs a new one. */
const SKEW_MS_MAX = 1_000;

export async function openBrowser(url: string): Promise<Browsing> {
  const folder = mkdtempSync(join(tmpdir(), 'vermilion-chromium-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [...FLAGS, `--disk-cache-dir=${folder}`],
  });
  const contexts = new Map<BrowserContext, string | undefined>();
  const devices = new Devices(url);
  const errors: string[] = [];
  const expected: RegExp[] = [];
  const listen = (page: Page): void => {
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => errors.push(String(error)));
  };
  return {
    finish: async () => {
      for (const [context, looks] of contexts) {
        if (looks === undefined) await context.close();
        else await devices.empty(context, looks);
      }
      contexts.clear();
      const patterns = expected.splice(0);
      return errors.splice(0).filter((text) => !patterns.some((each) => each.test(text)));
    },
    expects: (...patterns) => void expected.push(...patterns),
    open: async (person, path, looks = {}) => {
      const { language = 'en', theme = 'light', keepsStudio = false, ...options } = looks;
      const looked: BrowserContextOptions = {
        locale: language,
        colorScheme: theme,
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1440, height: 900 },
        serviceWorkers: keepsStudio ? 'allow' : 'block',
        ...options,
      };
      // A device that keeps the studio is for one test: its worker may outlive what is emptied.
      const key = keepsStudio ? undefined : JSON.stringify(looked);
      const emptied = key === undefined ? undefined : devices.emptied(key);
      const context = emptied ?? (await browser.newContext(looked));
      contexts.set(context, key);
      // How soon what is waited for comes is the machine's affair.
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      listen(page);
      const credential = `Demo ${TENANT}/${person}`;
      if (person !== undefined) {
        await page.addInitScript(
          (value) => sessionStorage.setItem('vermilion.credential', value),
          credential,
        );
      }
      await page.goto(url + path);
      return page;
    },
    close: async () => {
      const patterns = expected.splice(0);
      const unexpected = errors.filter((text) => !patterns.some((each) => each.test(text)));
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
      if (unexpected.length > 0) throw new Error(`the console told: ${unexpected.join('\n')}`);
    },
  };
}

/**
 * Devices that were emptied, for the next tests: a new one costs as much processor time again as
 * what is shown on it. Each still has a blank tab, whose process goes on with it.
 */
class Devices {
  readonly #origin: string;
  readonly #emptied = new Map<string, BrowserContext[]>();

  constructor(url: string) {
    this.#origin = new URL(url).origin;
  }

  emptied(looks: string): BrowserContext | undefined {
    return this.#emptied.get(looks)?.pop();
  }

  /** Nothing of a device is left to the next: no tab, no storage, no worker, no file in a cache. */
  async empty(context: BrowserContext, looks: string): Promise<void> {
    const tabs = context.pages();
    const blank = await context.newPage();
    await Promise.all(tabs.map((tab) => tab.close()));
    // A clock that a test has set stays set.
    const skewMs = Math.abs((await blank.evaluate(() => Date.now())) - Date.now());
    if (skewMs > SKEW_MS_MAX) return context.close();
    await context.setOffline(false);
    const session = await context.newCDPSession(blank);
    await session.send('Network.clearBrowserCookies');
    await session.send('Network.clearBrowserCache');
    await session.send('Storage.clearDataForOrigin', {
      origin: this.#origin,
      storageTypes: 'all',
    });
    await session.detach();
    this.#emptied.set(looks, [...(this.#emptied.get(looks) ?? []), context]);
  }
}
