/** `npm run screenshots`: pictures of the studio's screens, into docs/images. */

import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { mailChannel } from '../../src/notices/index.ts';
import type { Mail, Mailbox } from '../server/mailbox.ts';
import { openMailbox } from '../server/mailbox.ts';
import type { Browsing, Looks } from './browser.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import type { Story } from './story.ts';
import { tell } from './story.ts';
import type { World } from './world.ts';
import { isBuilt, openWorld } from './world.ts';

const FOLDER = process.env['PICTURES'] ?? 'docs/images';
const DIRECTOR = 'zhong-ling';

interface Picture {
  readonly name: string;
  readonly person: string | undefined;
  readonly path: (story: Story, mail: Mail) => string;
  /** What has to be there. */
  readonly shows: string;
  readonly act?: (page: Page, mail: Mail) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  {
    name: 'inbox',
    person: DIRECTOR,
    path: () => '/inbox/mine?find=purchase',
    shows: '[role=toolbar]',
    act: async (page) => {
      await page.locator('li button').first().waitFor();
      await page.keyboard.press('j');
    },
  },
  {
    name: 'decide',
    person: DIRECTOR,
    path: () => '/inbox/mine?find=purchase',
    shows: 'textarea',
    act: async (page) => {
      await page.locator('li button').first().waitFor();
      await page.keyboard.press('j');
      await page.locator('[role=toolbar]').waitFor();
      await page.keyboard.press('1');
      await page.locator('textarea').waitFor();
      await page.keyboard.type('同意，按预算执行。');
    },
  },
  {
    name: 'start',
    person: 'li-lei',
    path: () => '/start/purchase',
    shows: 'aside li',
    act: async (page) => {
      const field = (name: string) => page.locator(`[data-field=${name}]`);
      await field('item').locator('input').fill('服务器 6 台');
      await field('category').locator('select').selectOption('hardware');
      await field('amount').locator('input').fill('186000');
      await field('supplier').locator('input').fill('浪潮信息');
      await field('neededBy').locator('input').fill('2026-12-15');
      await field('reason').locator('textarea').fill('现有集群容量将于十二月中旬用尽。');
      await page.locator('aside li').first().waitFor();
      await field('item').locator('input').focus();
    },
  },
  {
    name: 'batch',
    person: DIRECTOR,
    path: () => '/inbox/mine?find=purchase',
    shows: 'section ul b',
    act: async (page) => {
      await page.locator('li input[type=checkbox]').first().check();
      await page.locator('li input[type=checkbox]').nth(1).check();
    },
  },
  {
    name: 'sent',
    person: 'li-lei',
    path: () => '/inbox/sent',
    shows: '[role=toolbar]',
    act: async (page) => {
      await page.locator('li button').first().waitFor();
      await page.keyboard.press('j');
    },
  },
  { name: 'case', person: 'li-lei', path: ({ claim }) => `/i/${claim}`, shows: '[type=range]' },
  {
    name: 'past',
    person: 'li-lei',
    path: ({ claim }) => `/i/${claim}?at=3&with=1`,
    shows: '[data-marked]',
  },
  { name: 'news', person: 'zhou-zihan', path: () => '/news', shows: 'li time' },
  { name: 'me', person: 'li-lei', path: () => '/me', shows: 'fieldset' },
  {
    name: 'palette',
    person: DIRECTOR,
    path: () => '/inbox',
    shows: '[role=option]',
    act: async (page) => {
      await page.locator('li button').first().waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('62,000');
    },
  },
  { name: 'catalogue', person: 'li-lei', path: () => '/start', shows: 'li a' },
  {
    name: 'tap',
    person: undefined,
    path: (_, { text }) => /\/a\/[\w.-]+/.exec(text)![0],
    shows: 'form button',
  },
  {
    name: 'letter',
    person: undefined,
    path: () => '/health/live',
    shows: 'h1',
    act: async (page, { html }) => {
      await page.goto('about:blank');
      await page.setContent(html);
    },
  },
  { name: 'login', person: undefined, path: () => '/', shows: 'li button' },
];

const LOOKS: readonly (Looks & { readonly name: string })[] = [
  { name: 'desktop-light', language: 'zh-CN', theme: 'light' },
  { name: 'desktop-dark', language: 'en', theme: 'dark' },
  { name: 'phone-light', language: 'zh-CN', theme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'phone-dark', language: 'en', theme: 'dark', viewport: { width: 390, height: 844 } },
];

/** The director’s letter on a purchase: what it shows, and where its link leads. */
async function letterIn(mailbox: Mailbox): Promise<Mail> {
  for (;;) {
    const found = mailbox.to('zhong.ling').find(({ text }) => text.includes('/a/'));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function take(browser: Browsing, story: Story, picture: Picture, mail: Mail): Promise<void> {
  for (const { name, ...looks } of LOOKS) {
    const page = await browser.open(picture.person, picture.path(story, mail), {
      ...looks,
      reducedMotion: 'reduce',
    });
    await picture.act?.(page, mail);
    await page.locator(picture.shows).first().waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${FOLDER}/${picture.name}-${name}.png` });
    await page.context().close();
  }
}

async function takeAll(world: World, mailbox: Mailbox): Promise<void> {
  const browser = await openBrowser(world.url);
  const story = await tell(world);
  mkdirSync(FOLDER, { recursive: true });
  const mail = await letterIn(mailbox);
  const [, , only] = process.argv;
  for (const picture of PICTURES) {
    if (only !== undefined && picture.name !== only) continue;
    await take(browser, story, picture, mail);
    console.log(`${FOLDER}/${picture.name}-*.png`);
  }
  await browser.close();
}

if (!CHROMIUM || !isBuilt) throw new Error('pictures need Chromium and a built studio');
const mailbox = await openMailbox();
const from = 'Vermilion <approvals@example.org>';
const world = await openWorld([mailChannel({ smtpUrl: mailbox.url, from })]);
await takeAll(world, mailbox);
await world.close();
await mailbox.close();
