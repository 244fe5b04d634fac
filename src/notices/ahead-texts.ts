/** What letters and the page of a link say of what follows, in both languages of equal rank. */

import type { NoticeLanguage } from './preferences.ts';

export interface AheadTexts {
  /** Above what follows a yes; `isDone`: where the step is to be done, not decided. */
  readonly approve: (isDone: boolean) => string;
  readonly reject: string;
  /** Steps at which the system works on its own. */
  readonly machines: { readonly [kind: string]: string };
  readonly chosen: string;
  readonly lookedUp: string;
  readonly nobody: string;
  readonly more: (count: number) => string;
  readonly ends: (outcome: string) => string;
  readonly endsAtOnce: (outcome: string) => string;
  readonly unknown: (fields: string) => string;
  readonly stuck: (step: string) => string;
  readonly backToAsker: (asker: string) => string;
  readonly backTo: (step: string, people: string) => string;
}

export const AHEAD_TEXTS: { readonly [L in NoticeLanguage]: AheadTexts } = {
  en: {
    approve: (isDone) => (isDone ? 'Once it is done' : 'If you approve'),
    reject: 'If you reject',
    machines: {
      call: 'the system calls a service',
      rule: 'the system computes',
      notify: 'the system tells people',
      subflow: 'the system starts a subflow',
      delay: 'the system lets time pass',
      wait: 'the system waits for a message',
    },
    chosen: 'the people are still to be chosen',
    lookedUp: 'the people are looked up when it comes to it',
    nobody: 'nobody is asked',
    more: (count) => (count === 1 ? 'And one more step.' : `And ${count} more steps.`),
    ends: (outcome) => `Then it ends: ${outcome}.`,
    endsAtOnce: (outcome) => `It ends: ${outcome}.`,
    unknown: (fields) => `How it ends nobody can say yet: ${fields} is still missing.`,
    stuck: (step) => `It would stand still at “${step}”.`,
    backToAsker: (asker) => `It goes back to ${asker}, who may change it and send it again.`,
    backTo: (step, people) => `It goes back to “${step}” — ${people}.`,
  },
  'zh-CN': {
    approve: (isDone) => (isDone ? '你办结之后' : '你同意之后'),
    reject: '如果拒绝',
    machines: {
      call: '系统调用服务',
      rule: '系统计算',
      notify: '系统抄送',
      subflow: '系统发起子流程',
      delay: '系统等待一段时间',
      wait: '系统等待消息',
    },
    chosen: '人员尚待选定',
    lookedUp: '到达时再查找人员',
    nobody: '无人审批',
    more: (count) => `另有 ${count} 个步骤。`,
    ends: (outcome) => `随后流程结束：${outcome}。`,
    endsAtOnce: (outcome) => `流程结束：${outcome}。`,
    unknown: (fields) => `尚不能预计结果：还缺 ${fields}。`,
    stuck: (step) => `将停在「${step}」。`,
    backToAsker: (asker) => `退回给 ${asker}，修改后可重新提交。`,
    backTo: (step, people) => `退回到「${step}」，由 ${people} 处理。`,
  },
};
