import type { Page, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows, SECRET } from './flows.ts';
import { onStage } from './stage.ts';
import { fillInbox } from './story.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const TASKS = process.env['CI'] ? 30 : 6;
const HEAD = 'zhou-zihan';
const OTHER = 'wu-haotian';
const STAMP = 'Control+Enter';

describe.skipIf(!CHROMIUM || !isBuilt)('the inbox (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  async function votesOf(instance: string): Promise<readonly string[]> {
    const { items } = await world.as('li-lei').events(instance, { limit: 200 });
    return items
      .flatMap(({ events }) => events)
      .filter(({ type }) => type === 'VoteCast')
      .map(({ vote }) => String(vote));
  }

  /** Opens a task and arms a verdict by its key. */
  async function arm(person: string, task: string, key: string): Promise<Page> {
    const page = await browser.open(person, `/inbox/mine/${task}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press(key);
    await page.getByRole('textbox', { name: 'Opinion' }).waitFor();
    return page;
  }

  test('I6 an input method that composes never sends, and what it commits is the opinion', async () => {
    const { instance, task } = await begin(world, 'either', 'compose');
    const page = await arm(HEAD, task(HEAD), '1');
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'tong', selectionStart: 4, selectionEnd: 4 });
    await page.keyboard.press(STAMP);
    await cdp.send('Input.insertText', { text: '同意' });
    await page.getByText('同意').waitFor();
    expect(await votesOf(instance)).toEqual([]);
    await page.keyboard.press(STAMP);
    await page.getByRole('status').getByText('Approved').waitFor();
    const { path } = await world.as('li-lei').instance(instance);
    expect(path.flatMap(({ seats }) => seats).map(({ comment }) => comment)).toContain('同意');
  });

  test('I3 R10.1 when the form has changed since it was shown, nothing is sent', async () => {
    browser.expects(/503.*stream/, /409.*approve/);
    const { instance, task } = await begin(world, 'both', 'before');
    const page = await browser.open(HEAD, '/inbox');
    // A page that hears of nothing: the change happens behind its back.
    await page.route('**/stream', (route) => route.fulfill({ status: 503 }));
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await world.as(OTHER).decide(task(OTHER), 'approve', { form: { reason: 'after' } });
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: 'Opinion' }).waitFor();
    await page.keyboard.press(STAMP);
    await page.getByRole('alert').getByText('Nothing was sent').waitFor();
    expect(await votesOf(instance)).toEqual(['approve']);
    await page.getByText('1 field changed since you looked').waitFor();
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.getByRole('textbox', { name: 'Opinion' }).focus();
    await page.keyboard.press(STAMP);
    await page.getByRole('status').getByText('Approved').waitFor();
    expect(await votesOf(instance)).toEqual(['approve', 'approve']);
    // What the other has written stands: nobody has changed it here.
    expect((await world.as(HEAD).instance(instance)).form).toMatchObject({ reason: 'after' });
  });

  test('I3 R10.1 what arrives while the opinion is written is acknowledged before anything is sent', async () => {
    const { instance, task } = await begin(world, 'both', 'before');
    const page = await arm(HEAD, task(HEAD), '1');
    await world.as(OTHER).decide(task(OTHER), 'approve', { form: { reason: 'after' } });
    await page.getByRole('alert').getByText('Nothing was sent').waitFor();
    await page.keyboard.press(STAMP);
    expect(await votesOf(instance)).toEqual(['approve']);
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.getByRole('textbox', { name: 'Opinion' }).focus();
    await page.keyboard.press(STAMP);
    await page.getByRole('status').getByText('Approved').waitFor();
    expect((await world.as(HEAD).instance(instance)).form).toMatchObject({ reason: 'after' });
  });

  test('R6.16 who comes second is told who was faster, and that nothing was sent', async () => {
    browser.expects(/503.*stream/, /409.*reject/, /503.*people/);
    const { instance, task } = await begin(world, 'either', 'race');
    const page = await browser.open(HEAD, '/inbox');
    // Whoever is on the path is called by name, whether or not the directory answers.
    await page.route('**/v1/people?*', (route) => route.fulfill({ status: 503 }));
    await page.route('**/stream', (route) => route.fulfill({ status: 503 }));
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('2');
    await page.getByRole('textbox', { name: 'Opinion' }).waitFor();
    await world.as(OTHER).decide(task(OTHER), 'approve', {});
    await page.keyboard.press(STAMP);
    // The refusal says so, or what the page has read by then.
    await page.getByRole('alert').getByText('Wu Haotian was faster').first().waitFor();
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test.each([1, 2])('R13.2 an act without an answer, %i times, is done once', async (times) => {
    browser.expects(/ERR_FAILED.*approve/);
    const { instance, task } = await begin(world, 'either', 'no answer');
    const page = await arm(HEAD, task(HEAD), '1');
    const lose = async (route: Route): Promise<void> => {
      await route.fetch();
      await route.abort();
    };
    await page.route('**/approve', lose, { times });
    await page.keyboard.press(STAMP);
    await page.getByRole('status').getByText('Approved').waitFor();
    expect(await votesOf(instance)).toEqual(['approve']);
  });

  test('R6.2 an opinion that is being written survives a reload, and waits on other devices', async () => {
    const { task } = await begin(world, 'either', 'draft');
    const page = await arm(HEAD, task(HEAD), '2');
    const saved = page.waitForResponse((response) => response.url().endsWith('/draft'));
    await page.keyboard.type('Not like this');
    await page.reload();
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('2');
    const field = page.getByRole('textbox', { name: 'Opinion' });
    expect(await field.inputValue()).toBe('Not like this');
    await field.press('!');
    await saved;
    const phone = await arm(HEAD, task(HEAD), '2');
    expect(await phone.getByRole('textbox', { name: 'Opinion' }).inputValue()).toContain(
      'Not like',
    );
  });

  test('cinnabar is on the button that decides', async () => {
    const { task } = await begin(world, 'either', 'cinnabar');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    const colour = (name: string) =>
      page
        .getByRole('button', { name, exact: true })
        .evaluate((button) => getComputedStyle(button).backgroundColor);
    await page.getByRole('toolbar').waitFor();
    expect(await colour('Approve')).toBe('rgb(198, 49, 18)');
    expect(await colour('Reject')).toBe('rgb(252, 250, 246)');
  });

  test('R6.10 after a decision the way back is offered, and it is true', async () => {
    const { instance, task } = await begin(world, 'both', 'take back');
    const page = await arm(HEAD, task(HEAD), '1');
    await page.keyboard.press(STAMP);
    await page.getByRole('button', { name: 'Take back', exact: true }).click();
    await page.getByRole('status').getByText('It is yours again').waitFor();
    const { path } = await world.as('li-lei').instance(instance);
    expect(path.at(-1)?.seats.map(({ status }) => status)).toEqual(['open', 'open']);
  });

  test('R6.13 where effects are held, the seconds are counted in which undoing costs nothing', async () => {
    const { instance, task } = await begin(world, 'held', 'undo window');
    const page = await arm(HEAD, task(HEAD), '1');
    await page.getByText('What follows outside is held 1 min 30 s.').waitFor();
    await page.keyboard.press(STAMP);
    await page.getByRole('button', { name: /^Undo \((1 min )?\d+ s\)/ }).click();
    await page.getByRole('status').getByText('It is yours again').waitFor();
    const { path } = await world.as('li-lei').instance(instance);
    const mine = path.flatMap(({ seats }) => seats).find((seat) => seat.task === task(HEAD));
    expect(mine?.status).toBe('open');
  });

  test('I4 the path ahead is told for either verdict, with its people and what is held', async () => {
    const { task } = await begin(world, 'held', 'path ahead');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    const ahead = page.getByRole('complementary', { name: 'Path ahead' });
    await ahead.getByText('Chen Siyuan', { exact: true }).waitFor();
    await ahead.getByText('order', { exact: true }).waitFor();
    await ahead
      .getByText('Waits for your decision: Chen Siyuan after you, one delivery.')
      .waitFor();
    await page.keyboard.press('p');
    await ahead.getByText('Then it ends: rejected').waitFor();
    expect(await ahead.getByText('Chen Siyuan').count()).toBe(0);
    await page.keyboard.press('1');
    await page
      .getByText('Then asks Chen Siyuan. What follows outside is held 1 min 30 s.')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.getByText('Ends it as rejected.').waitFor();
  });

  test.each(['en', 'zh-CN'] as const)(
    'every act of a task is there to be touched at 320 px: %s',
    async (language) => {
      const { task } = await begin(world, 'either', `narrow ${language}`);
      const viewport = { width: 320, height: 640 };
      const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`, { language, viewport });
      const bar = page.getByRole('toolbar');
      await bar.waitFor();
      const edges = await bar.getByRole('button').evaluateAll((buttons) =>
        buttons.flatMap((button) => {
          const { left, right } = button.getBoundingClientRect();
          return [left, right];
        }),
      );
      expect(edges.length).toBeGreaterThanOrEqual(10);
      expect(Math.min(...edges)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...edges)).toBeLessThanOrEqual(320);
    },
  );

  test('I6 R12.2 why it is my turn stands in one line, and E explains the rest', async () => {
    const { task } = await begin(world, 'either', 'why me');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByText('Asked because the step names you').waitFor();
    await page.keyboard.press('e');
    await page.waitForURL(/\/i\/.*tab=explain/);
  });

  test('R6.4 a task that was handed on says by whom, to whom and with which words', async () => {
    const { instance, task } = await begin(world, 'either', 'handed on');
    const to = 'qiu-ze';
    const words = { to, comment: 'You know these desks.' };
    await world.as(HEAD).handOn(task(HEAD), 'transfer', words, 'handed-on');
    const { path } = await world.as(to).instance(instance);
    const mine = path.flatMap(({ seats }) => seats).find(({ person }) => person.id === to);
    const page = await browser.open(to, `/inbox/mine/${mine?.task}`);
    await page.getByText('Asked because Zhou Zihan handed it on to you').waitFor();
    const opinions = page.getByRole('region', { name: 'Opinions' });
    await opinions.getByText('You know these desks.').waitFor();
    await opinions.getByText(/handed it on to Qiu Ze/).waitFor();
    await page.goto(`${world.url}/i/${instance}`);
    await page.getByRole('region', { name: 'Path' }).getByText('handed it on to Qiu Ze').waitFor();
  });

  test('I6 Home, End and the Page keys walk the list, and leave fields and what one reads alone', async () => {
    const subjects = Array.from(
      { length: 12 },
      (_, n) => `paging ${String(n + 1).padStart(2, '0')}`,
    );
    for (const subject of subjects) await begin(world, 'either', subject);
    const viewport = { width: 1280, height: 640 };
    const page = await browser.open(HEAD, '/inbox?find=paging', { viewport });
    const heading = (subject: string) => page.getByRole('heading', { name: subject });
    await page.getByRole('list', { name: 'Tasks' }).getByText('paging 01').waitFor();
    await page.keyboard.press('End');
    await heading('paging 12').waitFor();
    await page.keyboard.press('Home');
    await heading('paging 01').waitFor();
    await page.keyboard.press('PageDown');
    await heading('paging 01').waitFor({ state: 'detached' });
    const reached = Number((await page.locator('#subject').textContent())?.slice(-2));
    expect(reached).toBeGreaterThan(2);
    expect(reached).toBeLessThan(12);
    await page.keyboard.press('PageUp');
    await heading('paging 01').waitFor();
    await page.getByRole('button', { name: 'Keys' }).click();
    for (const label of ['First in the list', 'A screen down the list']) {
      await page.getByRole('dialog').getByText(label).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.locator('#subject').focus();
    await page.keyboard.press('End');
    await page.locator('#find-here').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.type('zz');
    await expect.poll(() => new URL(page.url()).searchParams.get('find')).toBe('zzpaging');
    expect(await heading('paging 01').count()).toBe(1);
  });

  test('a list that there is not is no address', async () => {
    const page = await browser.open(HEAD, '/inbox/unheard');
    await page.getByText('There is nothing at this address.').waitFor();
    await page.getByRole('link', { name: 'Open the inbox' }).click();
    await page.locator('#find-here').waitFor();
  });

  test('I8 what arrives moves no row that is pointed at', async () => {
    const first = await begin(world, 'either', 'steady one');
    const page = await browser.open(HEAD, '/inbox?find=steady');
    const rows = page.getByRole('list', { name: 'Tasks' }).getByRole('listitem');
    await rows.filter({ hasText: 'steady one' }).hover();
    await begin(world, 'either', 'steady two');
    await rows.filter({ hasText: 'steady two' }).waitFor();
    await world.as(OTHER).decide(first.task(OTHER), 'approve', {});
    await rows.first().getByText('done').waitFor();
    const texts = await rows.allTextContents();
    expect(texts.map((text) => /steady (one|two)/.exec(text)?.[1])).toEqual(['one', 'two']);
  });

  test('R6.18 a hidden field never reaches the browser', async () => {
    const { task } = await begin(world, 'either', 'secret');
    const page = await browser.open(HEAD, '/inbox');
    const bodies: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('stream')) return;
      bodies.push(response.text().catch(() => ''));
    });
    await page.goto(`${world.url}/inbox/mine/${task(HEAD)}`);
    await page.getByText('1 field is hidden from you').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Open the whole case' }).click();
    await page.getByRole('slider').waitFor();
    const read = await Promise.all(bodies);
    expect(read.some((body) => body.includes('secret'))).toBe(true);
    expect(read.filter((body) => body.includes(SECRET))).toEqual([]);
  });

  test(`I1 ${TASKS} tasks are cleared by keys alone, each bound to what was shown`, async () => {
    await fillInbox(world, TASKS);
    const page = await browser.open(HEAD, '/inbox?find=flow:leave');
    await page.getByRole('list', { name: 'Tasks' }).waitFor();
    await page.keyboard.press('j');
    for (let left = TASKS; left > 0; left--) {
      await page.getByRole('toolbar').waitFor();
      await page.keyboard.press('1');
      await page.getByRole('textbox', { name: 'Opinion' }).waitFor();
      const answered = page.waitForResponse((response) => response.url().endsWith('/approve'));
      await page.keyboard.press(STAMP);
      expect((await answered).status()).toBe(200);
      await page.getByRole('region', { name: 'Approve' }).waitFor({ state: 'detached' });
    }
    await page.getByText('Nothing here fits what you look for.').waitFor();
    const { items } = await world.as(HEAD).tasks('done', { limit: 200 });
    expect(items.filter(({ flow }) => flow === 'leave')).toHaveLength(TASKS);
  });
});
