import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { PDF, publishForm } from './papers.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const EMPLOYEE = 'li-lei';

describe.skipIf(!CHROMIUM || !isBuilt)('a case (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  /** Approved by one of two, who changed the reason, so that the other's vote is stale. */
  let changed: string;
  onStage(
    (stage) => ({ world, browser } = stage),
    async (world) => {
      await publishFlows(world);
      await publishForm(world);
    },
  );
  beforeAll(async () => {
    const { instance, task } = await begin(world, 'both', 'Two new desks');
    await world.as('zhou-zihan').decide(task('zhou-zihan'), 'approve', { comment: 'Good desks.' });
    const form = { reason: 'Three new desks' };
    await world.as('wu-haotian').decide(task('wu-haotian'), 'approve', { form });
    changed = instance;
  });

  /** What is on the paper, once it holds what has to be there. */
  async function printed(page: Page, awaited = /State hash[0-9a-f]{64}/): Promise<string> {
    await page.getByRole('region', { name: 'Story' }).waitFor();
    await page.evaluate(() => {
      const kept = window as unknown as { dossier?: string };
      delete kept.dossier;
      addEventListener('beforeprint', () => {
        kept.dossier = document.querySelector('[data-dossier]')?.textContent ?? '';
      });
    });
    let found = '';
    const print = async (): Promise<string> => {
      expect((await page.pdf()).length).toBeGreaterThan(1_000);
      found = await page.evaluate(() => (window as unknown as { dossier?: string }).dossier ?? '');
      return found;
    };
    await expect.poll(print).toMatch(awaited);
    return found;
  }

  const data = (page: Page) => page.getByRole('region', { name: 'Data' });

  test('V1 a case that is opened by its address is asked for once, with who is asking', async () => {
    const page = await browser.open(EMPLOYEE, '/health/live');
    browser.expects(/favicon\.ico/);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/v1/')) asked.push(pathname);
    });
    await page.goto(`${world.url}/i/${changed}`);
    await page.getByRole('slider').waitFor();
    const address = `/v1/instances/${changed}`;
    expect(asked.slice(0, 3)).toEqual(['/v1/me', address, `${address}/events`]);
    expect(asked.slice(3)).not.toContain(address);
    expect(asked.slice(3)).not.toContain(`${address}/events`);
  });

  test('V2 at every event of a command, path and expectation tell all that was to come', async () => {
    const last = (await world.as(EMPLOYEE).events(changed)).items.at(-1)!.lastSeq;
    const page = await browser.open(EMPLOYEE, `/i/${changed}?at=1`);
    const path = page.getByRole('region', { name: 'Path' });
    for (let seq = 1; seq < last; seq++) {
      await page.getByText(`event ${seq} of`).first().waitFor();
      await path.getByText('Expected from then on').waitFor();
      await path.getByText('Both heads').waitFor();
      await path.getByText('Then it ends: approved').waitFor();
      expect(await path.getByText('Both heads').count(), `at ${seq}`).toBe(1);
      await page.keyboard.press('.');
    }
  });

  test('from a case that there is not, a link leads to the inbox', async () => {
    const page = await browser.open(EMPLOYEE, '/i/unknown');
    await page.getByRole('link', { name: 'Go to the inbox' }).click();
    await page.getByRole('list', { name: 'Tasks' }).or(page.getByText('Start something')).waitFor();
    browser.expects(/404/);
  });

  test('V5 a changed form says what from what to what, and whose vote was on other content, in words', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}`);
    const story = page.getByRole('region', { name: 'Story' });
    await story.getByText('Two new desks').waitFor();
    expect(await story.locator('del', { hasText: 'Two new desks' }).count()).toBe(1);
    expect(await story.locator('ins', { hasText: 'Three new desks' }).count()).toBe(1);
    await story.getByText('What Zhou Zihan had decided on has changed since').waitFor();
    const fold = story.getByRole('button', { name: /little weight/ }).first();
    const lines = await story.locator('li').count();
    await fold.click();
    await expect.poll(() => story.locator('li').count()).toBeGreaterThanOrEqual(lines);
    const line = story.locator('li').filter({ hasText: '“Both heads” begins' });
    await line.first().waitFor();
    expect(await line.locator('[class*=automatic]').count()).toBe(1);
    const submitted = story.locator('li').filter({ hasText: 'Li Lei submitted' });
    expect(await submitted.locator('[class*=automatic]').count()).toBe(0);
  });

  test('V2 a moment that there is not is said, and nothing is offered to be done in the past', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}?at=999`);
    await page.getByRole('alert').getByText('There is no event 999 here').waitFor();
    await page.getByRole('button', { name: 'Comment' }).waitFor();
    await page.goto(`${world.url}/i/${changed}?at=2`);
    await page.getByText('You are looking at the past').waitFor();
    expect(await page.getByRole('button', { name: /Comment|Withdraw|Remind/ }).count()).toBe(0);
  });

  test('V2 the forecast of a moment is what was to be expected then', async () => {
    const { instance, task } = await begin(world, 'either', 'A lamp');
    await world.as('zhou-zihan').decide(task('zhou-zihan'), 'approve', { comment: 'Yes.' });
    const page = await browser.open(EMPLOYEE, `/i/${instance}?at=2`);
    const path = page.getByRole('region', { name: 'Path' });
    await path.getByText('Expected from then on').waitFor();
    await path.getByText('last').waitFor();
  });

  test('V2 moments that a hand passes by are shown, and the server is asked for none of them', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}`);
    const asked: (string | null)[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/forecast')) asked.push(searchParams.get('at'));
    });
    await page.getByRole('slider').waitFor();
    const shown = await page.evaluate(async () => {
      const range = document.querySelector<HTMLInputElement>('[type=range]')!;
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
      const shown: (string | null)[] = [];
      for (const to of ['5', '3', '4']) {
        set.call(range, to);
        range.dispatchEvent(new Event('input', { bubbles: true }));
        await Promise.resolve();
        shown.push(range.getAttribute('aria-valuetext')?.match(/\d+/)?.[0] ?? null);
      }
      return shown;
    });
    expect(shown).toEqual(['5', '3', '4']);
    await page.getByRole('region', { name: 'Path' }).getByText('Expected from then on').waitFor();
    const { items } = await world.as(EMPLOYEE).events(changed);
    const rested = items.find(({ lastSeq }) => lastSeq >= 4);
    expect(asked.filter((at) => at !== null)).toEqual([String(rested?.lastSeq)]);
  });

  test('V3 what a voter saw is shown with its hash, without what was hidden from the voter', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}`);
    await data(page).getByText('the-hidden-salary').waitFor();
    await page.getByRole('button', { name: 'What was seen' }).first().click();
    await page.getByText(/What Zhou Zihan saw on .* content hash [0-9a-f]{8}/).waitFor();
    await data(page).getByText('Two new desks').waitFor();
    await data(page).getByText('1 field is hidden').waitFor();
    expect(await data(page).getByText('the-hidden-salary').count()).toBe(0);
  });

  test('V5 whoever acted without being asked is called by name in the story', async () => {
    const { instance } = await begin(world, 'either', 'A second lamp');
    await world.as('gong-lin').actOn(instance, 'suspend', { reason: 'A question first.' });
    const page = await browser.open(EMPLOYEE, `/i/${instance}`);
    await page.getByRole('region', { name: 'Story' }).getByText('Gong Lin').waitFor();
  });

  test('V7 two moments are compared in sentences and on the path', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}`);
    const choice = page.getByLabel('Compare with');
    const first = await choice.locator('option').nth(1).getAttribute('value');
    await choice.selectOption(first!);
    const compared = page.getByRole('region', { name: 'Comparison' });
    await compared.getByText('Zhou Zihan approved at “Both heads”.').waitFor();
    await compared.locator('ins', { hasText: 'Three new desks' }).waitFor();
    expect(await page.locator('[data-marked]').count()).toBeGreaterThan(0);
    await page.reload();
    await compared.getByText('Zhou Zihan approved').waitFor();
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await compared.waitFor({ state: 'detached' });
  });

  test('V9 the print is the dossier: votes with the hash of what was seen, hashes, time zone, page numbers', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}`);
    const text = await printed(page);
    expect(text).toMatch(/Version hash1\.0\.0 · [0-9a-f]{64}/);
    expect(text).toMatch(/Zhou ZihanapprovedGood desks\..*[0-9a-f]{8}/);
    expect(text).toContain('all times in Asia/Shanghai');
    expect(text).not.toContain('As of');
    expect(await page.locator('[data-dossier]').count()).toBe(0);
  });

  test('V9 the print of a past moment is of that moment, and says so', async () => {
    const page = await browser.open(EMPLOYEE, `/i/${changed}?at=2`);
    await page.getByText('You are looking at the past').waitFor();
    const text = await printed(page);
    const last = (await world.as(EMPLOYEE).events(changed)).items.at(-1)!.lastSeq;
    expect(text).toContain(`As of event 2 of ${last}, `);
    expect(text).toContain('What came after is not in this print.');
    expect(text).toContain('Two new desks');
    expect(text).not.toContain('Three new desks');
    expect(text).not.toContain('Good desks.');
    expect(text).toMatch(/Waits for.*Both headsZhou Zihan.*Both headsWu Haotian/);
    const now = await printed(await browser.open(EMPLOYEE, `/i/${changed}`));
    const hashIn = (dossier: string) => /State hash([0-9a-f]{64})/.exec(dossier)?.[1];
    expect(hashIn(text)).not.toBe(hashIn(now));
  });

  test('V9 the print says whom it waits for, who was added in what place, and size and hash of files', async () => {
    const client = world.as(EMPLOYEE);
    const bytes = new Uint8Array(PDF);
    const kept = await client.keepFile('quote.pdf', bytes);
    const form = { item: 'Disks', quotes: [kept.value] };
    const { instance, waitingFor } = await client.start({ flow: 'paper', form });
    const [first] = waitingFor;
    const person = 'tan-shiyun';
    await world.as(first!.person).addPeople(first!.task, { people: [person], where: 'before' });
    const page = await browser.open(EMPLOYEE, `/i/${instance}`);
    const text = await printed(page, /quote\.pdf\d/);
    expect(text).toMatch(/Waits for.*Tan Shiyun · added by Zhou Zihan to be heard first/);
    expect(text).toContain(`quote.pdf${bytes.length} bytes${kept.value.slice(0, 64)}`);
    const added = (await client.instance(instance)).path
      .flatMap(({ seats }) => seats)
      .find((seat) => seat.person.id === person);
    await world.as(person).decide(added!.task, 'approve', { comment: 'Enough.' });
    await page.getByText('Enough.').waitFor();
    expect(await printed(page)).toMatch(
      /Tan Shiyun · added by Zhou Zihan to be heard firstapprovedEnough\./,
    );
  });

  test('I10 a file is compared with the one that was there before', async () => {
    const client = world.as(EMPLOYEE);
    const bytes = new Uint8Array(PDF);
    const first = await client.keepFile('quote 1.pdf', bytes);
    const approver = world.as('zhou-zihan');
    const second = await approver.keepFile('quote 2.pdf', new Uint8Array([...bytes, 10]));
    const form = { item: 'Disks', quotes: [first.value] };
    const { instance, waitingFor } = await client.start({ flow: 'paper', form });
    const change = { quotes: [second.value] };
    await approver.decide(waitingFor[0]!.task, 'approve', { form: change });
    const page = await browser.open('wu-haotian', `/i/${instance}`);
    await data(page).getByRole('button', { name: 'Show quote 2.pdf' }).click();
    const panel = page.getByRole('region', { name: 'quote 2.pdf' }).first();
    const choice = panel.getByLabel('Compare with an earlier file');
    await choice.selectOption(first.value);
    await panel.getByRole('region', { name: 'quote 1.pdf' }).waitFor();
    await expect.poll(() => panel.locator('canvas').count()).toBeGreaterThanOrEqual(2);
  });

  test('V6 subflows open in place, and lead back to what they are part of', async () => {
    const buyer = world.as('tan-shiyun');
    const form = { vendor: 'Northwind', taxNumber: '91310000X', yearly: 5, checks: ['legal'] };
    const begun = await buyer.start({ flow: 'vendor-onboarding', form });
    const [asked] = begun.waitingFor;
    await world.as(asked!.person).decide(asked!.task, 'approve', { comment: 'Known to us.' });
    const children = async () =>
      (await buyer.instance(begun.instance)).path.flatMap(({ children: found = [] }) => found);
    await expect.poll(async () => (await children()).length).toBe(1);
    const page = await browser.open('tan-shiyun', `/i/${begun.instance}`);
    const path = page.getByRole('region', { name: 'Path' });
    await path.getByText('Subflow').first().click();
    await path.getByText('Legal review').waitFor();
    const [child] = await children();
    await page.goto(`${world.url}/i/${child!.instance}`);
    const parents = page.getByRole('navigation', { name: 'Part of' });
    await parents.getByRole('link', { name: 'Vendor onboarding · Northwind' }).click();
    await page.getByRole('heading', { name: /Northwind/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/i/${begun.instance}`);
  });

  test('V8 what stands still says what and since when, and is tried again by those who may', async () => {
    const { instance } = await world.as(EMPLOYEE).start({ flow: 'stuck', form: { kind: 'none' } });
    const page = await browser.open(EMPLOYEE, `/i/${instance}`);
    const card = page.getByRole('region', { name: 'Stands still' });
    await card.getByText('subflow.not-started').waitFor();
    await card.getByText(/since/).waitFor();
    expect(await card.getByRole('button', { name: 'Try it again' }).count()).toBe(0);
    const admin = await browser.open('gong-lin', `/i/${instance}`);
    await admin.getByRole('button', { name: 'Try it again' }).click();
    await admin.getByText('tried 2 times').waitFor();
  });

  test('V1 a story of thousands of events is drawn only where it is seen', async () => {
    const client = world.as(EMPLOYEE);
    const { instance } = await begin(world, 'both', 'Much to say');
    for (let n = 0; n < 300; n++) await client.actOn(instance, 'comments', { text: `remark ${n}` });
    const page = await browser.open(EMPLOYEE, `/i/${instance}`);
    const story = page.getByRole('region', { name: 'Story' });
    await story.getByText('remark 0', { exact: true }).waitFor();
    await story.locator('[data-long]').waitFor();
    expect(await story.locator('li').count()).toBeLessThan(60);
    await story.locator('[data-long]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await story.getByText('remark 299').waitFor();
  });

  test('V1 a case shows with the beginning of its story, and travels once all of it is read', async () => {
    const client = world.as(EMPLOYEE);
    const { instance } = await begin(world, 'both', 'Read in parts');
    for (let n = 0; n < 150; n++) await client.actOn(instance, 'comments', { text: `remark ${n}` });
    const page = await browser.open(EMPLOYEE, '/inbox', { keepsStudio: false });
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route(/events\?.*after=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${world.url}/i/${instance}?at=120`);
    const story = page.getByRole('region', { name: 'Story' });
    await story.getByText('remark 0', { exact: true }).waitFor();
    await page.getByText('looking at the past').waitFor();
    const data = page.getByRole('region', { name: 'Data' });
    expect(await data.getByText('Read in parts').count()).toBe(0);
    expect(await story.locator('[aria-busy]').count()).toBe(1);
    goOn();
    await data.getByText('Read in parts').waitFor();
    expect(await story.locator('[aria-busy]').count()).toBe(0);
    await story.locator('[data-long]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await story.getByText('remark 149').waitFor();
  });

  test('V1 what is read of a case stays where its rest does not come, and what is new is added', async () => {
    const client = world.as(EMPLOYEE);
    const { instance } = await begin(world, 'both', 'Read again');
    for (let n = 0; n < 150; n++) await client.actOn(instance, 'comments', { text: `remark ${n}` });
    const page = await browser.open(EMPLOYEE, '/inbox', { keepsStudio: false });
    browser.expects(/503.*events/);
    let isDown = true;
    const asked: string[] = [];
    await page.route(/events\?/, async (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('after') ?? 'first');
      if (isDown && asked.at(-1) !== 'first') await route.fulfill({ status: 503 });
      else await route.continue();
    });
    await page.goto(`${world.url}/i/${instance}`);
    const story = page.getByRole('region', { name: 'Story' });
    await story.getByRole('button', { name: 'Try again' }).waitFor();
    await story.getByText('remark 0', { exact: true }).waitFor();
    isDown = false;
    await story.getByRole('button', { name: 'Try again' }).click();
    await story.locator('[data-long]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await story.getByText('remark 149').waitFor();
    asked.length = 0;
    await client.actOn(instance, 'comments', { text: 'remark 150' });
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await story.locator('[data-long]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await story.getByText('remark 150').waitFor();
    expect(asked).not.toContain('first');
  });
});
