/** What the list of notices says. */

import { inBoth } from '../words/texts.ts';

export const NEWS = inBoth(
  {
    title: 'Notices',
    group: 'Notices',
    lead: 'What concerns you: reminders, tasks handed to you, your requests, copies, and comments that name you.',
    reading: 'The list of notices',
    empty: 'Nobody has told you anything yet.',
    toInbox: 'Open the inbox',
    allRead: 'Mark all as read',
    isAllRead: 'All notices are read.',
    more: 'Show earlier ones',
    unread: 'Unread',
    toTask: 'opens the task',
    toCase: 'opens the case at that moment',
    next: 'Next notice',
    previous: 'Previous notice',
    wishes: 'Mail, chat and quiet hours',
    says: {
      reminder: (by: string) => (by === '' ? 'This still waits for you' : `${by} reminds you`),
      escalation: (_: string) => 'Escalated to you: nobody decided in time',
      transferred: (by: string) =>
        by === '' ? 'A task was handed to you' : `${by} handed a task to you`,
      delegated: (by: string) =>
        by === '' ? 'Your opinion is asked for' : `${by} asks for your opinion`,
      opinion: (by: string) => (by === '' ? 'An opinion has come' : `${by} gave the opinion`),
      'asked-again': (_: string) => 'What you decided on has changed: you are asked again',
      returned: (by: string) =>
        by === '' ? 'Your request came back' : `${by} sent your request back`,
      told: (by: string) => (by === '' ? 'Copied to you' : `${by} copied this to you`),
      mentioned: (by: string) => (by === '' ? 'You were named' : `${by} named you`),
      ended: (_: string) => 'Your request has ended',
    },
    ended: {
      approved: (by: string) =>
        by === '' ? 'Your request is approved' : `${by} approved your request`,
      rejected: (by: string) =>
        by === '' ? 'Your request is rejected' : `${by} rejected your request`,
      withdrawn: (by: string) =>
        by === '' ? 'Your request was withdrawn' : `${by} withdrew your request`,
      terminated: (by: string) =>
        by === '' ? 'Your request was terminated' : `${by} terminated your request`,
      void: (by: string) => (by === '' ? 'Your request is void' : `${by} voided your request`),
    } as Readonly<Record<string, (by: string) => string>>,
  },
  {
    title: '通知',
    group: '通知',
    lead: '与你有关的事：催办、转交给你的任务、你的申请、抄送，以及提到你的评论。',
    reading: '通知列表',
    empty: '还没有与你有关的通知。',
    toInbox: '打开待办',
    allRead: '全部标为已读',
    isAllRead: '通知已全部标为已读。',
    more: '查看更早的通知',
    unread: '未读',
    toTask: '打开任务',
    toCase: '打开当时的单据',
    next: '下一条通知',
    previous: '上一条通知',
    wishes: '邮件、群消息与免打扰',
    says: {
      reminder: (by) => (by === '' ? '还在等你处理' : `${by} 催办`),
      escalation: (_) => '逾期无人处理，已升级给你',
      transferred: (by) => (by === '' ? '有任务转交给你' : `${by} 把任务转交给你`),
      delegated: (by) => (by === '' ? '请你提供意见' : `${by} 请你提供意见`),
      opinion: (by) => (by === '' ? '意见已给出' : `${by} 给出了意见`),
      'asked-again': (_) => '你审批过的内容有变，请重新审批',
      returned: (by) => (by === '' ? '你的申请已退回' : `${by} 退回了你的申请`),
      told: (by) => (by === '' ? '抄送给你' : `${by} 抄送给你`),
      mentioned: (by) => (by === '' ? '有人提到你' : `${by} 提到你`),
      ended: (_) => '你的申请已办结',
    },
    ended: {
      approved: (by) => (by === '' ? '你的申请已通过' : `${by} 同意，你的申请已通过`),
      rejected: (by) => (by === '' ? '你的申请被拒绝' : `${by} 拒绝了你的申请`),
      withdrawn: (by) => (by === '' ? '你的申请已撤回' : `${by} 撤回了你的申请`),
      terminated: (by) => (by === '' ? '你的申请已终止' : `${by} 终止了你的申请`),
      void: (by) => (by === '' ? '你的申请已作废' : `${by} 作废了你的申请`),
    },
  },
);
