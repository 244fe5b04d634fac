import { describe, expect, test } from 'vitest';
import type { Browsing } from './browser.ts';
import { CHROMIUM } from './browser.ts';
import { onStage } from './stage.ts';
import type { World } from './world.ts';
import { isBuilt } from './world.ts';

const CLAIM = { category: 'travel', spentOn: '2026-11-12', project: 'Aurora', reason: 'By train' };

describe.skipIf(!CHROMIUM || !isBuilt)(
  'whose turn it is (needs Chromium and a built studio)',
  () => {
    let world: World;
    let browser: Browsing;
    onStage((stage) => ({ world, browser } = stage));

    test('what one sent says who has it and since when; what one did, how one decided', async () => {
      const form = { ...CLAIM, amount: 900 };
      await world.as('li-lei').start({ flow: 'expense-claim', form });
      const sent = await browser.open('li-lei', '/inbox/sent');
      const row = sent.getByRole('listitem').filter({ hasText: 'Aurora' });
      await row.getByText(/^running · Zhou Zihan for 1 min · /).waitFor();
      expect(await row.getByText('900.00').count()).toBe(1);
      const chinese = await browser.open('li-lei', '/inbox/sent', { language: 'zh-CN' });
      await chinese.getByText(/^审批中 · 周子涵（已 1 分钟） · /).waitFor();

      const all = await browser.open('jia-wenjing', '/inbox/all');
      const seen = all.getByRole('listitem').filter({ hasText: 'Aurora' });
      await seen.getByText(/^running · Zhou Zihan for 1 min · Li Lei · /).waitFor();

      const boss = world.as('zhou-zihan');
      const [task] = (await boss.tasks('open')).items.filter(({ subject }) =>
        /Aurora/.test(subject),
      );
      const done = async (language: 'zh-CN' | 'en', said: string) => {
        const page = await browser.open('zhou-zihan', '/inbox/done', { language });
        await page.getByRole('listitem').filter({ hasText: 'Aurora' }).getByText(said).waitFor();
      };
      const desk = await boss.desk(task!.id);
      await boss.decide(task!.id, 'reject', { comment: 'No receipt', seen: desk.seen! });
      await done('en', 'you rejected');
      await done('zh-CN', '你已拒绝');
      await sent.reload();
      await row.getByText(/^returned · /).waitFor();
      await all.reload();
      await seen.getByText(/^returned · Li Lei · /).waitFor();
      expect(await row.getByText('Zhou Zihan').count()).toBe(0);
    });
  },
);
