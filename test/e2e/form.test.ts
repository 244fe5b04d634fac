import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { docxOf, xlsxOf, zipOf } from '../../src/testing/index.ts';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { JPEG, PDF, publishForm } from './papers.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

/** Each form is another person’s: what one begins is there again for the same person. */
const EMPLOYEE = 'li-lei';

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const file = (name: string, content: string | Buffer): Chosen => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

describe.skipIf(!CHROMIUM || !isBuilt)('forms (need Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage), publishForm);

  const attach = async (page: Page, ...files: Chosen[]): Promise<void> => {
    await page.locator('[data-attach=quotes] input[type=file]').setInputFiles(files);
    for (const { name } of files)
      await page.getByRole('button', { name: `Show ${name}` }).waitFor();
  };

  const isIn = (page: Page, label: string) =>
    expect
      .poll(() => page.getByLabel(label).evaluate((field) => field === document.activeElement))
      .toBe(true);

  test('I10 files are attached, shown beside the form by their own bytes, and removed', async () => {
    const page = await browser.open(EMPLOYEE, '/start/paper');
    await page.getByLabel('Item').fill('Disks');
    await attach(page, file('报价.pdf', PDF), file('photo.jpg', JPEG));
    await page.getByRole('button', { name: 'Show 报价.pdf' }).click();
    const panel = page.getByRole('region', { name: '报价.pdf' }).first();
    await panel.getByRole('img', { name: 'Page 1 of 2' }).waitFor();
    await page.waitForFunction(() => {
      const canvas = document.querySelector('canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
      return pixels?.data.some((value, index) => index % 4 === 0 && value < 100) === true;
    });
    const form = await page.getByLabel('Item').boundingBox();
    const beside = await panel.boundingBox();
    expect(beside!.x).toBeGreaterThan(form!.x + form!.width);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show photo.jpg' }).click();
    await page.getByRole('img', { name: 'photo.jpg' }).waitFor();
    expect(await page.locator('img[src^="blob:"]').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove photo.jpg' }).click();
    await page.getByRole('button', { name: 'Show photo.jpg' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('Submitted').waitFor();
    const [sent] = (await world.as(EMPLOYEE).instances()).items;
    const { form: kept } = await world.as(EMPLOYEE).instance(sent!.instance);
    expect(kept['quotes']).toEqual([expect.stringMatching(/^[0-9a-f]{64}\/报价\.pdf$/)]);
  });

  test('I10 however long a name is, what removes the file stands in its row on a narrow phone', async () => {
    const viewport = { width: 320, height: 640 };
    const page = await browser.open('wu-haotian', '/start/paper', { viewport });
    const name = `${'报价单最终版'.repeat(8)}_${'final-v2_'.repeat(9)}.pdf`;
    await attach(page, file(name, PDF));
    const row = await page.getByRole('listitem').filter({ hasText: name }).boundingBox();
    const link = await page.getByRole('button', { name: `Show ${name}` }).boundingBox();
    const remove = await page.getByRole('button', { name: `Remove ${name}` }).boundingBox();
    expect(remove!.x + remove!.width).toBeLessThanOrEqual(320);
    expect(remove!.y).toBeLessThan(row!.y + 8);
    expect(link!.x + link!.width).toBeLessThanOrEqual(remove!.x);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });

  test('I10 documents and workbooks are words and tables beside the form; nothing in them acts', async () => {
    const page = await browser.open('zhu-mingxuan', '/start/paper');
    const cell = (place: string, text: string) =>
      `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = `<row r="1">${cell('A1', '服务器')}<c r="B1"><f>6*9000</f><v>54000</v></c></row>`;
    const linked =
      '<w:p><w:hyperlink r:id="x"><w:r><w:t>&lt;img src=x onerror=ran()&gt;</w:t></w:r></w:hyperlink></w:p>';
    await attach(
      page,
      file('说明.docx', docxOf(linked, [{ name: 'word/vbaProject.bin', content: 'Shell' }])),
      file('报价.xlsx', xlsxOf(rows)),
      file('lines.csv', 'item,price\n"desk, oak",900'),
      file('bomb.docx', zipOf([{ name: 'word/document.xml', content: Buffer.alloc(40_000_000) }])),
    );
    const show = async (name: string) => {
      await page.getByRole('button', { name: `Show ${name}` }).click();
      return page.getByRole('region', { name }).first();
    };
    const document = await show('说明.docx');
    await document.getByText('<img src=x onerror=ran()>').waitFor();
    await document.getByText('The file holds macros. None is run here').waitFor();
    expect(await document.locator('img, a[href^="http"], script, iframe').count()).toBe(0);
    await page.keyboard.press('Escape');
    const sheet = await show('报价.xlsx');
    await sheet.getByRole('cell', { name: '54000' }).waitFor();
    await sheet.getByRole('cell', { name: '服务器' }).waitFor();
    await page.keyboard.press('Escape');
    await (await show('lines.csv')).getByRole('cell', { name: 'desk, oak' }).waitFor();
    await page.keyboard.press('Escape');
    const bomb = await show('bomb.docx');
    await bomb.getByText('The file cannot be read here. It can be downloaded.').waitFor();
    await bomb.getByRole('link', { name: 'Download' }).waitFor();
  });

  test('X5 what could run in a file is text here, whatever its name says', async () => {
    const page = await browser.open('xu-ruoxi', '/start/paper');
    const script = '<script>window.ran = true; document.title = "ran"</script>';
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = true">${script}</svg>`;
    await attach(page, file('page.html', script), file('drawing.svg', drawing));
    for (const [name, content] of [
      ['page.html', script],
      ['drawing.svg', drawing],
    ] as const) {
      await page.getByRole('button', { name: `Show ${name}` }).click();
      await page.locator('pre').filter({ hasText: 'window.ran' }).waitFor();
      expect(await page.locator('pre').textContent()).toBe(content);
      expect(await page.locator('iframe, object, embed').count()).toBe(0);
      browser.expects(/blob:.*violates/);
      const type = await page.evaluate(async () => {
        const link = document.querySelector<HTMLAnchorElement>('a[download]');
        return (await (await fetch(link?.href ?? '').catch(() => null))?.blob())?.type ?? 'refused';
      });
      expect(['application/octet-stream', 'refused']).toContain(type);
    }
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });

  test('S3 a picture that is pasted is attached; a file that is too large says so and can be taken away', async () => {
    const page = await browser.open('hu-xiaotong', '/start/paper');
    await page.locator('[data-attach=quotes]').waitFor();
    await page.getByLabel('Item').focus();
    await page.evaluate(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'image.jpg', { type: 'image/jpeg' }));
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true });
        document.activeElement?.dispatchEvent(event);
      },
      [...JPEG],
    );
    await page.getByRole('button', { name: 'Show image.jpg' }).waitFor();
    const large = file('large.bin', Buffer.alloc(21 * 1_048_576, 1));
    await page.locator('[data-attach=quotes] input[type=file]').setInputFiles([large]);
    await page.getByRole('alert').getByText('Larger than 20 MB').waitFor();
    await page.getByRole('button', { name: 'Remove large.bin' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('F6 rows are filled, moved and removed by keys, and added up', async () => {
    const page = await browser.open('gao-yaqin', '/start/paper');
    await page.getByRole('button', { name: 'Add a row' }).click();
    await isIn(page, 'What, row 1');
    await page.keyboard.type('Disk');
    await page.keyboard.press('Tab');
    await page.keyboard.type('１，２００．５');
    await page.keyboard.press('Enter');
    await isIn(page, 'What, row 2');
    await page.keyboard.type('Cable');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0.1');
    await page.locator('tfoot').getByText('1,200.60').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => page.getByLabel('What, row 1').inputValue()).toBe('Cable');
    await page.getByLabel('What, row 1').focus();
    await page.keyboard.press('Alt+Delete');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByLabel('What, row 1').inputValue()).toBe('Disk');
  });

  test('F6 cells pasted from a spreadsheet go into their columns, and bad ones are told in place', async () => {
    const page = await browser.open('han-meimei', '/start/paper');
    const lines = Array.from({ length: 500 }, (_, n) => `${n + 1}.5\tPart ${n + 1}\tx`);
    lines[400] = 'many\tPart 401\tx';
    const text = ['单价\t品名\t备注', ...lines].join('\r\n');
    await page.getByRole('button', { name: 'Add a row' }).focus();
    await page.evaluate((cells) => {
      const data = new DataTransfer();
      data.setData('text/plain', cells);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true });
      document.activeElement?.dispatchEvent(event);
    }, text);
    await page
      .getByText('500 rows pasted into Price and What. Not used: 备注. 1 cell does not fit.')
      .waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'Show the first' }).click();
    const bad = page.getByLabel('Price, row 401');
    await bad.waitFor();
    await isIn(page, 'Price, row 401');
    expect(await bad.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Not understood, or it could be two numbers.').waitFor();
    await page.keyboard.type('401.5');
    await page.getByText('125,500.00').waitFor();
    await page.setViewportSize({ width: 320, height: 700 });
    await bad.fill('3.5亿');
    const isBelow = await page.getByText('= 350,000,000.00').evaluate((said) => {
      const row = said.closest('tr')?.getBoundingClientRect();
      const input = said.parentElement?.querySelector('input')?.getBoundingClientRect();
      const { left, right, top, bottom } = said.getBoundingClientRect();
      if (!row || !input || left < row.left || right > row.right) return false;
      return input.bottom <= top && bottom <= row.bottom;
    });
    expect(isBelow).toBe(true);
    await page.getByRole('button', { name: 'Undo the paste' }).click();
    await page.locator('tbody tr').first().waitFor({ state: 'detached' });
  });

  test('F7 what was understood of an amount and of a day is said while one types', async () => {
    const page = await browser.open('li-lei', '/start/expense-claim', { language: 'zh-CN' });
    const amount = page.getByLabel('金额', { exact: false });
    await amount.fill('1.2万');
    const isOnTop = await page.getByText('= 12,000.00').evaluate((said) => {
      said.style.pointerEvents = 'auto';
      const { x, y, width, height } = said.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === said;
    });
    expect(isOnTop).toBe(true);
    await amount.blur();
    expect(await amount.inputValue()).toBe('12,000.00');
    expect(await page.getByText('= 12,000.00').count()).toBe(0);
    await amount.fill('3亿');
    await page.getByText('= 300,000,000.00').waitFor();
    await page.getByText('不能大于 2,000,000.00。').waitFor();
    await amount.fill('1万2');
    await page.getByText('读不出，或有两种读法。可写 12000、12,000.50、1.2万。').waitFor();
    await amount.fill('3千');
    await page.getByText('读不出').waitFor({ state: 'detached' });
    const spent = page.getByLabel('发生日期', { exact: false });
    await spent.fill('2026.11.18');
    await page.getByText('2026-11-18 周三').waitFor();
    await spent.blur();
    expect(await spent.inputValue()).toBe('2026-11-18');
    await page.getByText('周三', { exact: true }).waitFor();
    await spent.fill('03/04/2026');
    await page.getByText('读不出日期，或有两种读法。').waitFor();
    await page.getByLabel('项目', { exact: false }).fill('北极星');
    await page.getByLabel('事由', { exact: false }).fill('与客户的晚餐');
    await page.getByLabel('费用类别', { exact: false }).selectOption({ label: '餐饮' });
    await spent.fill('2026.11.18');
    await page.keyboard.press('Control+Enter');
    await page.getByText('已提交').waitFor();
    const [sent] = (await world.as('li-lei').instances()).items;
    const { form } = await world.as('li-lei').instance(sent!.instance);
    expect(form).toMatchObject({ amount: 3000, spentOn: '2026-11-18' });
  });

  test('F7 a date is typed as people write it, or chosen by keys from a calendar that knows 调休', async () => {
    const page = await browser.open('zhou-zihan', '/start/paper');
    const until = page.getByLabel('Until', { exact: true });
    await until.fill('2026年12月15日');
    await page.getByText('Tue 15 Dec 2026').waitFor();
    await until.blur();
    expect(await until.inputValue()).toBe('2026-12-15');
    await until.fill('2026-10-01');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: /1 Oct 2026, day off/ }).waitFor();
    await page.getByRole('button', { name: /10 Oct 2026, working day/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => until.inputValue()).toBe('2026-11-02');
    expect(await until.evaluate((input) => input === document.activeElement)).toBe(true);
  });
});
