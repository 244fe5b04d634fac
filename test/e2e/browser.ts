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
  /** Closes all tabs; what they logged as errors, but for what was expected. */
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

export async function openBrowser(url: string): Promise<Browsing> {
  const folder = mkdtempSync(join(tmpdir(), 'vermilion-chromium-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [...FLAGS, `--disk-cache-dir=${folder}`],
  });
  const contexts = new Set<BrowserContext>();
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
      for (const context of contexts) await context.close();
      contexts.clear();
      const patterns = expected.splice(0);
      return errors.splice(0).filter((text) => !patterns.some((each) => each.test(text)));
    },
    expects: (...patterns) => void expected.push(...patterns),
    open: async (person, path, looks = {}) => {
      const { language = 'en', theme = 'light', keepsStudio = false, ...options } = looks;
      const context = await browser.newContext({
        locale: language,
        colorScheme: theme,
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1440, height: 900 },
        serviceWorkers: keepsStudio ? 'allow' : 'block',
        ...options,
      });
      contexts.add(context);
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
      for (const context of contexts) await context.close();
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
      if (unexpected.length > 0) throw new Error(`the console told: ${unexpected.join('\n')}`);
    },
  };
}
