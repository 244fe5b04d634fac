/** The page of a one-tap link and the sign-in at an issuer, in a real browser. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/cli/serve-port.ts';
import { mailChannel } from '../../src/notices/index.ts';
import type { Door } from '../server/fixture.ts';
import { openDoor } from '../server/fixture.ts';
import type { TestIssuer } from '../server/issuer.ts';
import { CLIENT, openIssuer } from '../server/issuer.ts';
import type { Mailbox } from '../server/mailbox.ts';
import { openMailbox } from '../server/mailbox.ts';
import type { Browsing, Looks } from './browser.ts';
import { CHROMIUM, openBrowser } from './browser.ts';
import { isBuilt, STUDIO } from './world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const KB_MAX = 60;

const LOOKS: readonly (readonly [string, Looks])[] = [
  ['en light', { language: 'en', theme: 'light' }],
  ['en dark', { language: 'en', theme: 'dark' }],
  ['zh light', { language: 'zh-CN', theme: 'light' }],
  ['zh dark', { language: 'zh-CN', theme: 'dark' }],
];

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function isWiderThan(page: Page, width: number): Promise<boolean> {
  await page.setViewportSize({ width, height: 700 });
  return page.evaluate((wide) => document.documentElement.scrollWidth > wide, width);
}

describe.skipIf(!CHROMIUM || !isBuilt)(
  'without the studio’s script (needs Chromium, a build)',
  () => {
    let door: Door;
    let mailbox: Mailbox;
    let issuer: TestIssuer;
    let browsing: Browsing;
    let url: string;

    beforeAll(async () => {
      mailbox = await openMailbox();
      const port = await freePort('127.0.0.1', 0);
      const publicUrl = `http://127.0.0.1:${port}`;
      issuer = await openIssuer([`${publicUrl}/login/back`]);
      const mail = mailChannel({ smtpUrl: mailbox.url, from: 'flows@example.org' });
      door = await openDoor({
        channels: [mail],
        studio: STUDIO,
        oidc: { issuer: issuer.url, audience: 'vermilion', personClaim: 'person' },
        browser: { ...CLIENT, publicUrl },
      });
      url = await door.app.listen({ host: '127.0.0.1', port });
      browsing = await openBrowser(url);
    });
    afterAll(async () => {
      await browsing?.close();
      await door?.close();
      await issuer?.close();
      await mailbox?.close();
    });

    async function linkOf(reason: string): Promise<string> {
      await door.start({ amount: 5, reason, salary: 9 });
      const found = () => mailbox.to('max').find(({ text }) => text.includes(reason));
      await expect.poll(found).toBeDefined();
      return /(\/a\/[\w.-]+)/.exec(found()!.text)![1]!;
    }

    test.each(LOOKS)(
      'WCAG A and AA hold on the page in %s, and it fits into 320 px',
      async (name, looks) => {
        const path = await linkOf(`a claim seen in ${name}`);
        const page = await browsing.open(undefined, path, looks);
        expect(await violations(page)).toEqual([]);
        expect(await isWiderThan(page, 320)).toBe(false);
        browsing.expects(/404.*\/a\/nothing/);
        const over = await browsing.open(undefined, '/a/nothing', looks);
        expect(await violations(over)).toEqual([]);
      },
    );

    test('it decides without a script, by keys alone, and says so', async () => {
      const path = await linkOf('a claim by keys');
      const page = await browsing.open(undefined, path, { javaScriptEnabled: false });
      await page.getByLabel('A comment, if you like').focus();
      await page.keyboard.type('by keys');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('You approved it.').waitFor();
      browsing.expects(/410/);
      await page.goto(url + path);
      await page.getByText('You have decided').waitFor();
    });

    test('page, style and fonts weigh no more than 60 kB, and no script comes with them', async () => {
      const path = await linkOf('a light claim');
      browsing.expects(/404.*\/a\/first/);
      const page = await browsing.open(undefined, '/a/first');
      const sizes: number[] = [];
      const kinds = new Set<string>();
      page.on('requestfinished', async (request) => {
        kinds.add(request.resourceType());
        sizes.push((await request.sizes()).responseBodySize);
      });
      await page.goto(url + path, { waitUntil: 'networkidle' });
      expect([...kinds]).not.toContain('script');
      expect(sizes.length).toBeGreaterThan(0);
      expect(sizes.reduce((sum, size) => sum + size, 0) / 1024).toBeLessThanOrEqual(KB_MAX);
    });

    test('who signs in at the issuer comes back to where they were, and leaves again', async () => {
      issuer.who = 'test/max';
      const page = await browsing.open(undefined, '/me');
      await page.getByRole('button', { name: 'Sign in with your organisation' }).click();
      await page.getByRole('heading', { name: 'Me', exact: true }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/me');
      // No script comes by what lets the person in.
      const kept = await page.evaluate(() => [
        document.cookie,
        JSON.stringify(sessionStorage),
        JSON.stringify(localStorage),
      ]);
      expect(kept.join()).not.toMatch(/session=|eyJ|Bearer/);
      await page.reload();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in with your organisation' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Sign in with your organisation' }).waitFor();
    });

    test('what one wishes to be told is saved, and is there again', async () => {
      issuer.who = 'test/dora';
      const page = await browsing.open(undefined, '/me', { language: 'zh-CN', theme: 'dark' });
      await page.getByRole('button', { name: '用单位账号登录' }).click();
      const when = page.getByLabel('邮件: 有事等你审批');
      await when.selectOption('digest');
      await page.getByLabel('以下时段暂不发送').first().check();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('已保存。').waitFor();
      await page.reload();
      await when.waitFor();
      expect(await when.inputValue()).toBe('digest');
      expect(await page.getByLabel('以下时段暂不发送').first().isChecked()).toBe(true);
      expect(await isWiderThan(page, 320)).toBe(false);
    });

    test('who turns back at the issuer is told so, and may try again', async () => {
      issuer.who = undefined;
      const page = await browsing.open(undefined, '/inbox');
      const signIn = page.getByRole('button', { name: 'Sign in with your organisation' });
      await signIn.click();
      await page.getByRole('alert').getByText('was not completed').waitFor();
      expect(await violations(page)).toEqual([]);
      await signIn.waitFor();
    });
  },
);
