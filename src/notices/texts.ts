/** What letters and the page of a link say, in both languages of equal rank. */

import type { NoticeKind } from './notice.ts';
import type { NoticeLanguage } from './preferences.ts';

export interface LetterTexts {
  /** The first words of a subject line. */
  readonly lead: { readonly [K in NoticeKind]: string };
  /** One sentence that says what has happened; `by`: who brought it about. */
  readonly says: { readonly [K in NoticeKind]: (by: string, outcome: string) => string };
  readonly digest: (count: number) => string;
  readonly digestLine: string;
  readonly asks: string;
  readonly flow: string;
  readonly step: string;
  readonly due: string;
  readonly started: string;
  readonly decide: string;
  readonly open: string;
  readonly more: (count: number) => string;
  readonly oneTap: (until: string) => string;
  readonly wishes: string;
  readonly outcome: { readonly [outcome: string]: string };
  readonly system: string;
}

export const LETTER_TEXTS: { readonly [L in NoticeLanguage]: LetterTexts } = {
  en: {
    lead: {
      task: 'Your decision',
      reminder: 'Reminder',
      escalation: 'Escalated to you',
      returned: 'Back to you',
      told: 'For your information',
      ended: 'Decided',
      incident: 'Stands still',
    },
    says: {
      task: () => 'Your decision is asked for.',
      reminder: (by) =>
        by === '' ? 'This still waits for you.' : `${by} asks you to look at this soon.`,
      escalation: () => 'Nobody decided in time. It is for you to decide now.',
      returned: (by) =>
        by === '' ? 'Your request came back to you.' : `${by} sent your request back to you.`,
      told: (by) => (by === '' ? 'You are told of this.' : `${by} wants you to know of this.`),
      ended: (_, outcome) => `Your request has ended: ${outcome}.`,
      incident: () => 'A step stands still until somebody looks at it.',
    },
    digest: (count) => (count === 1 ? 'One thing to know' : `${count} things to know`),
    digestLine: 'Gathered for you since the last time.',
    asks: 'Asked by',
    flow: 'Flow',
    step: 'Step',
    due: 'Due',
    started: 'Asked on',
    decide: 'Look and decide',
    open: 'Open in Vermilion',
    more: (count) => `and ${count} more in Vermilion`,
    oneTap: (until) => `The link is yours alone, decides once, and works until ${until}.`,
    wishes: 'Choose what you are told',
    outcome: {
      approved: 'approved',
      rejected: 'rejected',
      withdrawn: 'withdrawn',
      terminated: 'terminated',
      void: 'void',
      declined: 'declined',
    },
    system: 'the system',
  },
  'zh-CN': {
    lead: {
      task: '待你审批',
      reminder: '催办',
      escalation: '已升级给你',
      returned: '已退回给你',
      told: '抄送',
      ended: '已办结',
      incident: '流程停滞',
    },
    says: {
      task: () => '有一件事等你审批。',
      reminder: (by) => (by === '' ? '这件事还在等你处理。' : `${by} 请你尽快处理。`),
      escalation: () => '逾期无人处理，现在由你审批。',
      returned: (by) => (by === '' ? '你的申请已退回。' : `${by} 把你的申请退回给你。`),
      told: (by) => (by === '' ? '抄送给你，供知悉。' : `${by} 抄送给你，供知悉。`),
      ended: (_, outcome) => `你的申请已办结：${outcome}。`,
      incident: () => '有一个步骤停住了，需要有人处理。',
    },
    digest: (count) => `${count} 件事供你知悉`,
    digestLine: '自上次以来为你汇总。',
    asks: '申请人',
    flow: '流程',
    step: '步骤',
    due: '期限',
    started: '提交于',
    decide: '查看并审批',
    open: '在朱批中打开',
    more: (count) => `另有 ${count} 件，请到朱批中查看`,
    oneTap: (until) => `此链接仅供你本人使用，只能审批一次，${until} 前有效。`,
    wishes: '设置通知方式',
    outcome: {
      approved: '已同意',
      rejected: '已拒绝',
      withdrawn: '已撤回',
      terminated: '已终止',
      void: '已作废',
      declined: '未获批准',
    },
    system: '系统',
  },
};
