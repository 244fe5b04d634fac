import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

describe.skipIf(!CHROMIUM || !isBuilt)('me (needs Chromium and a built studio)', () => {
  let world: World;
  let browser: Browsing;
  onStage((stage) => ({ world, browser } = stage));

  test('R3.7 a substitute is set with period, flows and limit, seen by both, and ended', async () => {
    const page = await browser.open('zhou-zihan', '/me');
    const section = page.getByRole('region', { name: 'Substitutes' });
    await section.getByText('Nobody acts for you').waitFor();
    await section.getByRole('button', { name: 'Set the substitute' }).click();
    await section.getByRole('alert').getByText('Choose who acts for you.').waitFor();
    await section.getByLabel('Substitute', { exact: true }).fill('Wu Haotian');
    await section.getByRole('option', { name: /Wu Haotian/ }).click();
    await section.getByLabel('Until').fill('-3');
    await section.getByRole('button', { name: 'Set the substitute' }).click();
    await section.getByRole('alert').getByText('It would end before it begins').waitFor();
    await section.getByLabel('Until').fill('+10');
    await section.getByLabel('For', { exact: true }).selectOption('some');
    await section.getByLabel('Expense claim').check();
    await section.getByLabel('Up to an amount').selectOption('most');
    await section.getByLabel('At most', { exact: true }).fill('0.5万');
    await section.getByText('= 5,000.00').waitFor();
    await section.getByRole('button', { name: 'Set the substitute' }).click();
    await section.getByText('Wu Haotian acts for you').waitFor();
    await section.getByText(/Expense claim · Amount at most 5,000\.00/).waitFor();
    const chosen = await page.evaluate(() => {
      const day = new Date();
      day.setDate(day.getDate() + 10);
      const part = (options: Intl.DateTimeFormatOptions) => day.toLocaleString('en', options);
      return `${part({ weekday: 'short' })} ${day.getDate()} ${part({ month: 'short' })}`;
    });
    await section.getByText(new RegExp(` to ${chosen} \\d{4} · `)).waitFor();
    expect(await section.getByLabel('Up to an amount').inputValue()).toBe('any');
    expect(await section.getByLabel('For', { exact: true }).inputValue()).toBe('all');
    expect(await section.getByLabel('Until').inputValue()).toBe('');
    await section.getByRole('status').getByText('Set.').waitFor();
    await section.getByLabel('Substitute', { exact: true }).fill('Z');
    await section.getByRole('option').first().waitFor();
    await section.getByLabel('Substitute', { exact: true }).fill('Zhou Zihan');
    await section.getByText('Nobody is called that').waitFor();
    await section.getByRole('button', { name: 'Set the substitute' }).click();
    await section.getByRole('alert').getByText('Choose who acts for you.').waitFor();
    expect(await section.getByText('Set.', { exact: true }).count()).toBe(0);
    const [kept] = (await world.as('wu-haotian').substitutes()).items;
    expect(kept).toMatchObject({ flows: ['expense-claim'], limit: { field: 'amount', max: 5000 } });
    const other = await browser.open('wu-haotian', '/me');
    await other.getByText('You act for Zhou Zihan').waitFor();
    await section.getByRole('button', { name: 'End it' }).click();
    await section.getByText('Nobody acts for you').waitFor();
  });

  test('X5 a key is created by those who may, works, is shown once, and is revoked', async () => {
    const page = await browser.open('gong-lin', '/me');
    const section = page.getByRole('region', { name: 'Access keys' });
    await section.getByLabel('Name of the key').fill('reports');
    await section.getByRole('button', { name: 'Create a key' }).click();
    const key = (await section.locator('p code').textContent()) ?? '';
    const asked = await fetch(`${world.url}/v1/me`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await asked.json()).toMatchObject({ id: 'gong-lin' });
    await page.reload();
    await section.getByLabel('Name of the key').waitFor();
    expect(await section.textContent()).not.toContain(key);
    await section.getByText(`${key.slice(0, 7)}…`).waitFor();
    await section.getByRole('button', { name: 'Revoke the key “reports”' }).click();
    await section.getByText('The key “reports” is revoked.').waitFor();
    await section.getByText('There is no access key.').waitFor();
    const gone = await fetch(`${world.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(gone.status).toBe(401);
    const employee = await browser.open('li-lei', '/me');
    await employee.getByRole('heading', { name: 'Substitutes' }).waitFor();
    expect(await employee.getByRole('region', { name: 'Access keys' }).count()).toBe(0);
  });
});
