/** Where a request stands, told to whoever sent it. */

import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { begin, publishFlows } from './flows.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const EMPLOYEE = 'li-lei';
const HEAD = 'zhou-zihan';

describe.skipIf(!CHROMIUM || !isBuilt)('where a request stands (needs Chromium)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishFlows);

  async function sendBack(subject: string): Promise<string> {
    const { instance, task } = await begin(world, 'either', subject);
    const back = { to: 'initiator', comment: '请写明数量。' };
    await world.as(HEAD).returnTask(task(HEAD), back);
    return instance;
  }

  test.each([
    ['en', ['running', 'rejected', 'withdrawn', 'returned'], 'Tasks'],
    ['zh-CN', ['审批中', '已拒绝', '已撤回', '已退回'], '任务'],
  ] as const)('what one sent says how it stands, in %s', async (language, words, list) => {
    const sender = world.as(EMPLOYEE);
    await begin(world, 'both', `running ${language}`);
    const refused = await begin(world, 'either', `rejected ${language}`);
    await world.as(HEAD).decide(refused.task(HEAD), 'reject', { comment: 'No.' });
    const withdrawn = await begin(world, 'both', `withdrawn ${language}`);
    await sender.actOn(withdrawn.instance, 'withdraw', {});
    await sendBack(`returned ${language}`);
    const page = await browser.open(EMPLOYEE, `/inbox/sent?find=${language}`, {
      language,
      viewport: { width: 320, height: 640 },
    });
    const rows = page.getByRole('list', { name: list }).getByRole('listitem');
    const subjects = ['running', 'rejected', 'withdrawn', 'returned'];
    for (const [at, subject] of subjects.entries()) {
      const mark = rows.filter({ hasText: `${subject} ${language}` }).locator('b[data-state]');
      await expect.poll(() => mark.textContent()).toBe(words[at]);
      expect(await mark.isVisible()).toBe(true);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const find = page.locator('#find-here');
    const at = language === 'en' ? 'status : ' : '状态：';
    for (const [index, word] of words.entries()) {
      await find.fill(`${language} ${at}${word}`);
      await rows.filter({ hasText: `${subjects[index]} ${language}` }).waitFor();
      await expect.poll(() => rows.count()).toBe(1);
    }
    const offered = page.locator('datalist option');
    await find.fill(at);
    await expect
      .poll(() =>
        offered.evaluateAll((each) => each.map((one) => (one as HTMLOptionElement).value)),
      )
      .toEqual(expect.arrayContaining(words.map((word) => at + word)));
    await find.fill('due<2d is:unread');
    const help = page.locator('#find-help');
    const told = { en: 'This list cannot tell: due<2d is:unread.', 'zh-CN': '无法筛选：due<2d' };
    await help.getByText(told[language]).waitFor();
    expect(await rows.count()).toBeGreaterThan(1);
  });

  test('what came back says so, by whom and why, and calls its step a submission', async () => {
    await sendBack('came back');
    const page = await browser.open(EMPLOYEE, '/inbox/mine?find=came', { language: 'zh-CN' });
    const row = page.getByRole('listitem').filter({ hasText: 'came back' });
    await row.getByText('已退回').waitFor();
    await row.getByRole('button').click();
    const note = page.getByRole('note');
    await note.getByText(/周子涵 于.*退回给你/).waitFor();
    await note.getByText('请写明数量。').waitFor();
    const ahead = page.getByRole('complementary', { name: '后续路径' });
    await ahead.getByText('提交', { exact: true }).waitFor();
    expect(await ahead.getByText('start', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: '重新提交' }).click();
    await page.getByRole('textbox', { name: '意见' }).waitFor();
    expect(await page.getByText('请补充票据。').count()).toBe(0);
  });

  test('a withdrawal takes two strokes, Escape disarms it, and the line says what was done', async () => {
    const { instance } = await begin(world, 'both', 'to be withdrawn');
    const page = await browser.open(EMPLOYEE, `/i/${instance}`, { language: 'zh-CN' });
    const first = page.getByRole('button', { name: '撤回', exact: true });
    const second = page.getByRole('button', { name: '确认撤回' });
    await first.click();
    await second.waitFor();
    await page.keyboard.press('Escape');
    await second.waitFor({ state: 'detached' });
    expect((await world.as(EMPLOYEE).instance(instance)).status).toBe('running');
    await first.click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').getByText('已撤回。', { exact: true }).waitFor();
    expect((await world.as(EMPLOYEE).instance(instance)).outcome).toBe('withdrawn');
  });

  test('taking back leads to the request that was taken back', async () => {
    const one = await begin(world, 'either', 'back one');
    await begin(world, 'either', 'back two');
    const page = await browser.open(HEAD, `/inbox/mine/${one.task(HEAD)}?find=back`);
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('textbox', { name: 'Opinion' }).press('Control+Enter');
    await page.getByRole('heading', { name: 'back two' }).waitFor();
    await page.getByRole('button', { name: 'Take back' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('heading', { name: 'back one' }).waitFor();
    expect(decodeURIComponent(new URL(page.url()).pathname)).toContain(one.task(HEAD));
  });

  test('a form says how many fields are still wrong, and is no draft while nobody types', async () => {
    const page = await browser.open(EMPLOYEE, '/start/travel-settlement', { language: 'zh-CN' });
    const bar = page.locator('footer [role=status]');
    await page.getByRole('button', { name: /^提交/ }).waitFor();
    expect(await bar.textContent()).toBe('');
    await page.getByRole('button', { name: /^提交/ }).click();
    await bar.getByText(/^\d+ 个字段需要检查/).waitFor();
    const count = async (): Promise<number> => Number.parseInt((await bar.textContent()) ?? '', 10);
    const before = await count();
    const text = page.locator('[data-field=destination] input');
    await text.fill('北京出差');
    await expect.poll(count).toBe(before - 1);
  });

  test('a comment that is not sent is kept for its request, and Control Enter sends it', async () => {
    const { instance, task } = await begin(world, 'both', 'to be commented');
    const page = await browser.open(HEAD, `/inbox/mine/${task(HEAD)}`);
    await page.getByRole('toolbar').waitFor();
    await page.keyboard.press('c');
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.fill('@Kong Wei and @Hao Jia, @Nobody Here?');
    const unheard = page.getByRole('dialog').getByRole('status');
    await unheard
      .getByText(/Hao Jia.* will hear nothing, unless they may read every case/)
      .waitFor();
    await unheard.getByText('Nobody is called @nobody').waitFor();
    // Who may read all is told apart from nobody else.
    expect(await unheard.textContent()).toContain('Kong Wei');
    await field.fill('Which of the two?');
    await unheard.getByText('Hao Jia').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.goto(`${world.url}/i/${instance}`);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect.poll(() => field.inputValue()).toBe('Which of the two?');
    await field.press('Control+Enter');
    await page.getByRole('status').getByText('Said.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    expect(await field.inputValue()).toBe('');
    const { items } = await world.as(EMPLOYEE).events(instance);
    const said = items.flatMap(({ events }) => events).filter(({ type }) => type === 'Commented');
    expect(said.length).toBe(1);
  });
});
