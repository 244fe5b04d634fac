/** Cases of the demo organisation in the midst of their lives, for screens to show. */

import type { CommandResult, StartBody } from '../../src/protocol/index.ts';
import type { World } from './world.ts';

const CLAIM = {
  flow: 'expense-claim',
  form: {
    amount: 62000,
    category: 'training',
    spentOn: '2026-11-12',
    project: '华东机房迁移',
    reason: '团队赴杭州参加数据库内核培训，含住宿与教材。原定四人，临时增加两人，名单见附件。',
    receipts: ['发票-20261112.pdf', '培训协议.pdf'],
  },
} satisfies StartBody;

const PURCHASE = {
  item: '服务器 6 台',
  category: 'hardware',
  amount: 186000,
  quantity: 6,
  supplier: '浪潮信息',
  neededBy: '2026-12-15',
  costCentre: 'CC-2031',
  reason: '现有集群容量将于十二月中旬用尽，迁移期间需要并行运行。',
  quotes: ['报价单-浪潮.pdf', '报价单-新华三.pdf'],
  urgent: true,
};

/** What they buy, and what is said of it on the way to the finance director. */
const PURCHASES = [
  { form: {}, head: '容量数据属实，建议尽快。', buyer: '已比三家，浪潮报价最低，交期两周。' },
  {
    form: {
      item: '年度绘图软件许可',
      category: 'software',
      amount: 73000,
      quantity: 40,
      supplier: '中望软件',
      urgent: false,
    },
    head: '续费，人数未变。',
    buyer: '单价与去年相同。',
  },
  {
    form: {
      item: '渗透测试服务',
      category: 'service',
      amount: 120000,
      quantity: 1,
      supplier: '知道创宇',
      urgent: false,
    },
    head: '等保复评所需。',
    buyer: '框架协议内采购。',
  },
] as const;

const LEAVES = [
  { kind: 'annual', days: 2, reason: '回乡探亲' },
  { kind: 'sick', days: 1, reason: '门诊复查' },
  { kind: 'personal', days: 0.5, reason: '办理证件' },
] as const;

/** The people among whom it plays, and cases by name. */
export interface Story {
  readonly claim: string;
  /** Waits for `zhong-ling`, before whom two have spoken. */
  readonly purchase: string;
  readonly leave: string;
}

/** `zhou-zihan` is the line manager of `li-lei`, and finds several cases waiting. */
export async function tell(world: World): Promise<Story> {
  const employee = world.as('li-lei');
  const claim = await employee.start(CLAIM);
  const manager = world.as('zhou-zihan');
  const [waiting] = claim.waitingFor;
  if (!waiting) throw new Error('nobody is asked about the claim');
  const second = await employee.start({
    ...CLAIM,
    form: { ...CLAIM.form, amount: 1280.5, category: 'travel', project: '客户回访' },
  });
  for (const [index, leave] of LEAVES.entries()) {
    const person = ['xu-ruoxi', 'hu-xiaotong', 'gao-yaqin'][index] ?? 'li-lei';
    const day = `2026-12-0${index + 1}`;
    await world.as(person).start({ flow: 'leave', form: { ...leave, from: day, until: day } });
  }
  await manager.decide(waiting.task, 'approve', {
    comment: '同意。培训名单已核对，请财务从年度预算中列支。',
  });
  await employee.actOn(second.instance, 'remind', { comment: '周五前要入账，麻烦尽快。' });
  await employee.actOn(second.instance, 'comments', { text: '@周子涵 发票已补齐，请再看一眼。' });
  const purchases = [];
  for (const purchase of PURCHASES) purchases.push(await buy(world, purchase));
  return { claim: claim.instance, purchase: purchases[0] ?? '', leave: second.instance };
}

async function buy(world: World, { form, head, buyer }: (typeof PURCHASES)[number]) {
  const started = await world
    .as('li-lei')
    .start({ flow: 'purchase', form: { ...PURCHASE, ...form } });
  const approved = await first(world, started, 'approve', head);
  await first(world, approved, 'complete', buyer);
  return started.instance;
}

/** The first who is asked decides. */
async function first(
  world: World,
  { waitingFor: [asked] }: CommandResult,
  verdict: 'approve' | 'complete',
  comment: string,
): Promise<CommandResult> {
  if (!asked) throw new Error('nobody is asked');
  return world.as(asked.person).decide(asked.task, verdict, { comment });
}

/** So many small leaves wait for `zhou-zihan`. */
export async function fillInbox(world: World, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const form = {
      kind: 'annual',
      days: 1,
      reason: `年假第 ${n} 次`,
      from: '2026-12-01',
      until: '2026-12-01',
    };
    await world.as('li-lei').start({ flow: 'leave', form });
  }
}
