/** What the page of a one-tap link says, in both languages of equal rank. */

import type { NoticeLanguage, TapVerdict } from '../../notices/index.ts';

interface TapTexts {
  readonly for: (person: string) => string;
  readonly asks: (asker: string, at: string) => string;
  readonly due: (at: string) => string;
  readonly changed: string;
  readonly changedNote: string;
  readonly before: string;
  readonly now: string;
  readonly comment: string;
  readonly act: { readonly [V in TapVerdict]: string };
  readonly done: { readonly [V in TapVerdict]: string };
  readonly stamp: { readonly [V in TapVerdict]: string };
  readonly signs: string;
  readonly more: string;
  readonly takesMore: string;
  readonly refused: string;
  readonly refusedBy: { readonly [code: string]: string };
  readonly over: {
    readonly [W in 'unknown' | 'expired' | 'spent' | 'settled' | 'elsewhere']: readonly [
      title: string,
      line: string,
    ];
  };
  readonly slow: readonly [title: string, line: string];
  readonly open: string;
  readonly inbox: string;
}

export const TAP_TEXTS: { readonly [L in NoticeLanguage]: TapTexts } = {
  en: {
    for: (person) => `For ${person} alone`,
    asks: (asker, at) => `Asked by ${asker} on ${at}`,
    due: (at) => `Due ${at}`,
    changed: 'Changed since your letter',
    changedNote: 'Below is what stands now. Your decision is for this.',
    before: 'before',
    now: 'now',
    comment: 'A comment, if you like',
    act: { approve: 'Approve', reject: 'Reject', complete: 'Mark as done' },
    done: { approve: 'You approved it.', reject: 'You rejected it.', complete: 'You did it.' },
    stamp: { approve: '准', reject: '驳', complete: '办' },
    signs: 'You sign what this page shows, and nothing else. The link decides once.',
    more: 'Read all of it in Vermilion',
    takesMore: 'This step asks for more than a yes or a no. Decide it in Vermilion.',
    refused: 'That could not be done.',
    refusedBy: {
      'instance.suspended': 'The request is suspended; nobody can decide until it goes on.',
      'choose.missing': 'You have to name who is asked next. Do that in Vermilion.',
    },
    over: {
      unknown: ['There is nothing here', 'The link is not one of ours, or it is not whole.'],
      expired: ['The link is too old', 'Links decide for three days. The request may still wait.'],
      spent: ['You have decided', 'This link has done its work; it decides once.'],
      settled: ['This is settled', 'Somebody or something decided it before you came.'],
      elsewhere: ['It is not yours any more', 'The task went to somebody else since the letter.'],
    },
    slow: ['Wait a moment', 'Too many links that are none came from where you are.'],
    open: 'Open it in Vermilion',
    inbox: 'Go to the inbox',
  },
  'zh-CN': {
    for: (person) => `仅供 ${person} 本人使用`,
    asks: (asker, at) => `${asker} 提交于 ${at}`,
    due: (at) => `期限 ${at}`,
    changed: '邮件发出后内容有变',
    changedNote: '下面是现在的内容，你审批的是现在的内容。',
    before: '原来',
    now: '现在',
    comment: '意见（可不填）',
    act: { approve: '同意', reject: '拒绝', complete: '办结' },
    done: { approve: '你已同意。', reject: '你已拒绝。', complete: '你已办结。' },
    stamp: { approve: '准', reject: '驳', complete: '办' },
    signs: '你签署的就是本页所示的内容。此链接只能审批一次。',
    more: '在朱批中查看全部内容',
    takesMore: '这一步不只需要同意或拒绝，请到朱批中审批。',
    refused: '未能完成。',
    refusedBy: {
      'instance.suspended': '该申请已挂起，恢复之前无法审批。',
      'choose.missing': '需要先指定下一步的审批人，请到朱批中操作。',
    },
    over: {
      unknown: ['这里没有内容', '这不是有效的链接，或者链接不完整。'],
      expired: ['链接已过期', '链接三天内有效。申请可能仍在等你审批。'],
      spent: ['你已审批', '此链接已经用过，只能审批一次。'],
      settled: ['已有结果', '在你打开之前，已经有人或系统处理了。'],
      elsewhere: ['已不在你这里', '邮件发出后，这项任务已转给他人。'],
    },
    slow: ['请稍候', '从你所在的网络来了太多无效链接。'],
    open: '在朱批中打开',
    inbox: '前往待办',
  },
};
