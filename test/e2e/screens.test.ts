import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { Browsing, Looks } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { publishFlows } from './flows.ts';
import { PDF, publishForm } from './papers.ts';
import { onStage } from './stage.ts';
import type { Story } from './story.ts';
import { tell } from './story.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Screen {
  readonly name: string;
  readonly person: string | undefined;
  readonly path: (story: Story) => string;
  /** What shows that it is there. */
  readonly landmark: string;
  /** Leads to the state. */
  readonly act?: (page: Page) => Promise<void>;
}

const HEAD = 'zhou-zihan';
const firstTask = async (page: Page): Promise<void> => {
  await page.locator('li button').first().waitFor();
  await page.keyboard.press('j');
  await page.locator('[role=toolbar]').waitFor();
};

const SCREENS: readonly Screen[] = [
  { name: 'login', person: undefined, path: () => '/', landmark: '#key' },
  { name: 'inbox', person: HEAD, path: () => '/inbox', landmark: 'article', act: firstTask },
  {
    name: 'act strip',
    person: HEAD,
    path: () => '/inbox',
    landmark: 'textarea',
    act: async (page) => {
      await firstTask(page);
      await page.keyboard.press('1');
    },
  },
  {
    name: 'return strip',
    person: HEAD,
    path: () => '/inbox',
    landmark: 'fieldset',
    act: async (page) => {
      await firstTask(page);
      await page.keyboard.press('3');
    },
  },
  {
    name: 'batch',
    person: HEAD,
    path: () => '/inbox',
    landmark: 'section ul b',
    act: async (page) => {
      await page.locator('li input[type=checkbox]').first().check();
      await page.locator('li input[type=checkbox]').nth(1).check();
    },
  },
  {
    name: 'snooze',
    person: HEAD,
    path: () => '/inbox',
    landmark: 'dialog h2',
    act: async (page) => {
      await firstTask(page);
      await page.keyboard.press('h');
    },
  },
  {
    name: 'search not understood',
    person: HEAD,
    path: () => '/inbox?find=colour:red',
    landmark: '#find-help:not(:empty)',
  },
  {
    name: 'states offered',
    person: 'li-lei',
    path: () => '/inbox/sent?find=due<2d+status:',
    landmark: '#find-here[list]',
  },
  { name: 'unknown list', person: HEAD, path: () => '/inbox/unheard', landmark: 'main a' },
  { name: 'pool', person: HEAD, path: () => '/inbox/pool', landmark: '#find-here' },
  { name: 'drafts', person: HEAD, path: () => '/inbox/drafts', landmark: '#find-here' },
  { name: 'snoozed', person: HEAD, path: () => '/inbox/snoozed', landmark: '#find-here' },
  { name: 'empty inbox', person: 'zhai-yue', path: () => '/inbox', landmark: '#find-here' },
  { name: 'sent', person: 'li-lei', path: () => '/inbox/sent', landmark: 'li button' },
  { name: 'catalogue', person: 'li-lei', path: () => '/start', landmark: '#find-flow' },
  {
    name: 'form with a mistake',
    person: 'li-lei',
    path: () => '/start/purchase',
    landmark: '[aria-invalid]',
    act: async (page) => {
      await page.locator('footer button').last().waitFor();
      await page.keyboard.press('Control+Enter');
    },
  },
  {
    name: 'form with a table, a calendar and a file',
    person: 'li-lei',
    path: () => '/start/paper',
    landmark: '[popover]',
    act: async (page) => {
      const chosen = { name: 'quote.pdf', mimeType: 'application/pdf', buffer: PDF };
      await page.locator('[data-attach] input[type=file]').setInputFiles(chosen);
      await page.locator('[data-attach] li button').first().click();
      await page.locator('canvas').first().waitFor();
      await page.locator('[data-field=lines] > * > p button').click();
      await page.locator('[data-column="0"]').first().waitFor();
      await page.locator('[data-field=until] button').click();
    },
  },
  {
    name: 'case compared with a moment',
    person: 'li-lei',
    path: ({ claim }) => `/i/${claim}?with=1&tab=effects`,
    landmark: '[data-marked]',
  },
  { name: 'case', person: 'li-lei', path: ({ claim }) => `/i/${claim}`, landmark: '[type=range]' },
  {
    name: 'case in the past',
    person: 'li-lei',
    path: ({ claim }) => `/i/${claim}?at=4&tab=explain`,
    landmark: 'h3',
  },
  {
    name: 'raw story',
    person: 'li-lei',
    path: ({ claim }) => `/i/${claim}?level=raw`,
    landmark: 'details',
  },
  { name: 'unknown case', person: 'li-lei', path: () => '/i/none', landmark: '[role=alert]' },
  { name: 'notices', person: 'zhou-zihan', path: () => '/news', landmark: 'li time' },
  {
    name: 'no notices',
    person: 'zhai-yue',
    path: () => '/news',
    landmark: 'main a[href="/inbox"]',
  },
  { name: 'me', person: 'li-lei', path: () => '/me', landmark: 'fieldset' },
  {
    name: 'palette',
    person: 'li-lei',
    path: () => '/me',
    landmark: '[role=option]',
    act: async (page) => {
      await page.locator('fieldset').first().waitFor();
      await page.keyboard.press('Control+k');
    },
  },
  {
    name: 'key map',
    person: 'li-lei',
    path: () => '/me',
    landmark: 'dialog',
    act: async (page) => {
      await page.locator('fieldset').first().waitFor();
      await page.keyboard.press('?');
    },
  },
];

const LOOKS: readonly Looks[] = [
  { language: 'en', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
];
/** Every screen in every look where time is no matter, else each in one of them, in turn. */
const CASES = SCREENS.flatMap((screen, index) => {
  const looks = process.env['CI'] ? LOOKS : [LOOKS[index % 2]!];
  return looks.map((look) => [screen.name, look.language, look.theme, screen, look] as const);
});
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 640 };

interface Tab {
  readonly page: Page;
  /** What was logged as an error since it was looked at last. */
  readonly errors: string[];
}

describe.skipIf(!CHROMIUM || !isBuilt)('every screen (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  let story: Story;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publishFlows(world);
      await publishForm(world);
      story = await tell(world);
    },
    { keepsTabs: true },
  );
  afterAll(async () => {
    // The case that there is not.
    browser.expects(/404/);
  });

  const tabs = new Map<string, Tab>();
  /** One tab for each person and look: what is loaded once is there for the next screen. */
  async function tabOf(person: string | undefined, look: Looks): Promise<Tab> {
    const key = `${person} ${look.language} ${look.theme}`;
    const known = tabs.get(key);
    if (known) return known;
    const page = await browser.open(person, '/health/live', { ...look, reducedMotion: 'reduce' });
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    tabs.set(key, { page, errors });
    return { page, errors };
  }

  /** What axe finds, once everything is read and nothing moves. */
  async function violationsOf(page: Page): Promise<readonly string[]> {
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await page.evaluate(AXE);
    const results = await page.evaluate(
      (tags) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
          runOnly: { type: 'tag', values: tags },
        }),
      TAGS,
    );
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
  }

  test.each(CASES)(
    'WCAG A and AA hold on %s, %s, %s, it fits into 320 px and logs no error',
    async (_name, _language, _theme, screen, look) => {
      const { page, errors } = await tabOf(screen.person, look);
      await page.goto(world.url + screen.path(story));
      await screen.act?.(page);
      await page.locator(screen.landmark).first().waitFor({ state: 'attached' });
      expect(await violationsOf(page)).toEqual([]);
      // The frame is the window: no style of another page moves it.
      const margins = await page.evaluate(() => {
        const { left, top, right } = document.querySelector('#studio > *')!.getBoundingClientRect();
        return [left, top, innerWidth - right];
      });
      if (screen.person !== undefined) expect(margins).toEqual([0, 0, 0]);
      await page.setViewportSize(NARROW);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider).toBeLessThanOrEqual(0);
      // The browser itself logs an answer of 404: the case that there is not.
      expect(errors.splice(0).filter((text) => !text.includes('404'))).toEqual([]);
      await page.setViewportSize(WIDE);
    },
  );
});
