import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const HEAD = 'zhou-zihan';
const OTHER = 'wu-haotian';

describe.skipIf(!CHROMIUM || !isBuilt)('many at once (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  async function tick(subject: string, names: readonly string[]): Promise<Page> {
    const page = await browser.open(HEAD, `/inbox?find=${subject}`);
    for (const name of names) await page.getByRole('checkbox', { name: `Tick: ${name}` }).check();
    return page;
  }
  const bar = (page: Page) => page.getByRole('region', { name: 'Decide on the ticked' });
  const row = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: name });
  async function voteOf(instance: string): Promise<readonly (string | undefined)[]> {
    const { path } = await world.as('li-lei').instance(instance);
    return path.flatMap(({ seats }) => seats.flatMap(({ vote }) => (vote ? [vote] : [])));
  }

  test('I5 R6.12 what asks for an opinion is told before, and goes with one', async () => {
    const good = await begin(world, 'either', 'pair good');
    const needy = await begin(world, 'said', 'pair needy');
    const page = await tick('pair', ['pair good', 'pair needy']);
    await bar(page).getByText('1 can go').waitFor();
    await bar(page).getByText('1 to be read first').waitFor();
    await row(page, 'pair needy').getByText('asks for an opinion').waitFor();
    await bar(page).getByText('What is decided together cannot be taken back here.').waitFor();
    await page.getByRole('textbox', { name: 'One opinion for all' }).fill('Both are in order.');
    await page.getByRole('button', { name: 'Approve 2' }).click();
    await page.getByRole('status').getByText('2 approved.').waitFor({ state: 'attached' });
    expect([await voteOf(good.instance), await voteOf(needy.instance)]).toEqual([
      ['approve'],
      ['approve'],
    ]);
  });

  test('I5 R6.12 what a colleague settled meanwhile stays ticked, with the reason in its row', async () => {
    const late = await begin(world, 'either', 'late one');
    const free = await begin(world, 'either', 'late other');
    const page = await tick('late', ['late one', 'late other']);
    await bar(page).getByText('2 can go').waitFor();
    await page.route('**/batch', async (route) => {
      await world.as(OTHER).decide(late.task(OTHER), 'approve', {});
      await route.continue();
    });
    await page.getByRole('button', { name: 'Reject 2' }).click();
    await bar(page).getByText('1 rejected, 1 not; those stay ticked.').waitFor();
    await row(page, 'late one').getByText('was decided by somebody faster').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Tick: late one' }).isChecked()).toBe(true);
    await row(page, 'late other').waitFor({ state: 'detached' });
    expect(await voteOf(free.instance)).toEqual(['reject']);
    expect(await voteOf(late.instance)).toEqual(['approve']);
  });

  test('I5 keys extend the ticks, and 1 and 2 decide on all that is ticked', async () => {
    const cases = [
      await begin(world, 'either', 'extend one'),
      await begin(world, 'either', 'extend two'),
      await begin(world, 'either', 'extend three'),
    ];
    const page = await browser.open(HEAD, '/inbox?find=extend');
    const boxes = page.getByRole('checkbox', { name: /^Tick: extend/ });
    await expect.poll(() => boxes.count()).toBe(3);
    const ticks = (): Promise<readonly boolean[]> =>
      Promise.all([0, 1, 2].map((at) => boxes.nth(at).isChecked()));
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('Shift+J');
    await expect.poll(ticks).toEqual([true, true, true]);
    await page.keyboard.press('Shift+K');
    await expect.poll(ticks).toEqual([true, true, false]);
    const current = page.getByRole('list', { name: 'Tasks' }).locator('[aria-current=true]');
    const ticked = (await boxes.nth(1).getAttribute('aria-label'))?.replace('Tick: ', '');
    expect(await current.textContent()).toContain(ticked);
    await page.getByText('2 ticked: they are decided on together').waitFor();
    await bar(page).getByText('2 can go').waitFor();
    const red = (): Promise<number> =>
      page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.background = 'var(--cinnabar)';
        const { backgroundColor } = getComputedStyle(probe);
        probe.remove();
        return [...document.querySelectorAll('button')].filter(
          (each) => getComputedStyle(each).backgroundColor === backgroundColor,
        ).length;
      });
    await expect.poll(red).toBe(1);
    await page.keyboard.press('2');
    await expect.poll(red).toBe(1);
    const field = page.getByRole('textbox', { name: 'One opinion for all' });
    await page.keyboard.type('Both of them.');
    await field.press('Control+Enter');
    const said = page.getByRole('status').filter({ hasText: '2 rejected.' });
    await expect.poll(async () => (await said.boundingBox())?.height ?? 0).toBeGreaterThan(20);
    const votes = await Promise.all(cases.map(({ instance }) => voteOf(instance)));
    expect(votes.flat()).toEqual(['reject', 'reject']);
  });

  test('I6 handing on begins with whom, and offers no words of consent', async () => {
    const { task } = await begin(world, 'either', 'to somebody else');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    const phrases = page.getByRole('list', { name: 'Phrases' });
    for (const stroke of ['4', '5']) {
      await page.keyboard.press(stroke);
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('to-whom');
      expect(await phrases.getByRole('button', { name: /Approved/ }).count()).toBe(0);
      await page.keyboard.press('Escape');
      await page.getByRole('toolbar').waitFor();
    }
    await page.keyboard.press('1');
    expect(await phrases.getByRole('button', { name: /Approved/ }).count()).toBe(2);
  });

  test('I9 own phrases come first: those one used, and those one saved, until one removes them', async () => {
    const used = '同意，请财务核对。';
    const { task } = await begin(world, 'either', 'with own words');
    const { task: second } = await begin(world, 'either', 'with own words again');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`, { language: 'zh-CN' });
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.type(used);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').filter({ hasText: '已同意' }).first().waitFor();
    await page.goto(`${world.url}/inbox/mine/${second(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('1');
    const phrases = page.getByRole('list', { name: '常用意见' });
    await expect.poll(() => phrases.getByRole('button').first().textContent()).toBe(used);
    await page.keyboard.type('预算已核。');
    await phrases.getByRole('button', { name: '存为常用意见' }).click();
    await expect.poll(() => phrases.getByRole('button').first().textContent()).toBe('预算已核。');
    const { items } = await world.as(HEAD).phrases();
    expect(items).toEqual([{ text: '预算已核。', verdict: 'approve' }]);
    const device = await browser.open(HEAD, `/inbox/mine/${second(HEAD)}`, { language: 'zh-CN' });
    await device.getByRole('toolbar').waitFor();
    await device.keyboard.press('1');
    const there = device.getByRole('list', { name: '常用意见' });
    await there.getByRole('button', { name: '预算已核。', exact: true }).waitFor();
    expect(await there.getByRole('button', { name: used, exact: true }).count()).toBe(0);
    await phrases.getByRole('button', { name: `删除常用意见「${used}」` }).click();
    await expect.poll(() => phrases.getByRole('button', { name: used }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    expect(await phrases.getByRole('button', { name: '预算已核。' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    browser.expects(/ERR_FAILED/);
    await page.route('**/v1/inbox/phrases*', (route) => route.abort());
    await phrases.getByRole('button', { name: '删除常用意见「预算已核。」' }).click();
    await page.getByText('服务器没有应答。').first().waitFor({ state: 'attached' });
    await phrases.getByRole('button', { name: '预算已核。', exact: true }).waitFor();
    await page.unroute('**/v1/inbox/phrases*');
    await phrases.getByRole('button', { name: '删除常用意见「预算已核。」' }).click();
    await expect.poll(async () => (await world.as(HEAD).phrases()).items).toEqual([]);
  });

  test('I5 R10.1 what changes after it was ticked has to be read before it can go', async () => {
    const { task } = await begin(world, 'both', 'moving');
    const page = await tick('moving', ['moving']);
    await bar(page).getByText('1 can go').waitFor();
    await world.as(OTHER).decide(task(OTHER), 'approve', { form: { reason: 'moving on' } });
    await page.getByRole('button', { name: 'Approve 1' }).click();
    await bar(page).getByText('0 approved, 1 not; those stay ticked.').waitFor();
    await bar(page).getByText('1 to be read first').waitFor();
    await row(page, 'moving').getByText('changed since you looked').waitFor();
    expect(await page.getByRole('button', { name: 'Approve 0' }).isDisabled()).toBe(true);
    await bar(page).getByRole('button', { name: 'moving' }).click();
    await page.getByRole('toolbar').waitFor();
    await bar(page).getByText('1 can go').waitFor();
  });

  test('I9 a condition that is not understood is named, and not offered to be saved', async () => {
    const page = await browser.open(HEAD, '/inbox?find=amount>5');
    const save = page.getByRole('button', { name: 'Save filter' });
    await save.waitFor();
    await page.getByRole('searchbox').fill('colour:red');
    await page.getByText('Not understood: colour:red').waitFor();
    expect(await save.count()).toBe(0);
  });

  test('at 320 px a row with a long subject shows all of its end, and the way in fits', async () => {
    await begin(
      world,
      'either',
      'narrow desks, height-adjustable, for the new office on the second floor',
    );
    const viewport = { width: 320, height: 640 };
    const page = await browser.open(HEAD, '/inbox?find=narrow', { viewport });
    const open = row(page, 'narrow').getByRole('button');
    await open.waitFor();
    const ends = await open.evaluate((each) =>
      [...each.querySelectorAll('span:not(.unseen)')].map(
        (part) => part.getBoundingClientRect().right,
      ),
    );
    expect(Math.max(...ends)).toBeLessThanOrEqual(320);
    const door = await browser.open(undefined, '/', { viewport, language: 'zh-CN' });
    const language = await door.getByRole('button', { name: 'Switch to English' }).boundingBox();
    expect(language!.x + language!.width).toBeLessThanOrEqual(320 - 16);
  });

  test('I9 Enter in the search opens the only hit', async () => {
    await begin(world, 'either', 'needle');
    await begin(world, 'either', 'hay');
    const page = await browser.open(HEAD, '/inbox');
    await row(page, 'needle').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('needle');
    await row(page, 'hay').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'needle' }).waitFor();
  });

  test('when the server is back, what could not be read is there by itself', async () => {
    browser.expects(/ERR_CONNECTION|ERR_INCOMPLETE|ERR_NETWORK|ERR_EMPTY|ERR_SOCKET/);
    const { task } = await begin(world, 'either', 'before the fall');
    await begin(world, 'either', 'not read yet');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await row(page, 'not read yet').waitFor();
    await world.fall();
    await page.getByText(/^The server has not answered since/).waitFor();
    await row(page, 'hay').getByRole('button').click();
    await page.getByText('The server does not answer.').waitFor();
    await world.rise();
    await page.getByRole('heading', { name: 'hay' }).waitFor();
    await page.getByRole('toolbar').waitFor();
    await page.getByText(/^The server has not answered since/).waitFor({ state: 'detached' });
  });
});
