/** How a request stands, by what people call it. */

import type { Language } from '../../words/texts.ts';

/** As lists show it; the first word of each language is the one that is offered. */
const WORDS = {
  running: { en: ['running'], 'zh-CN': ['审批中', '运行中', '进行中'] },
  returned: { en: ['returned'], 'zh-CN': ['已退回', '退回'] },
  suspended: { en: ['suspended'], 'zh-CN': ['已挂起', '挂起'] },
  approved: { en: ['approved'], 'zh-CN': ['已通过', '通过', '已同意'] },
  rejected: { en: ['rejected'], 'zh-CN': ['已拒绝', '拒绝', '已驳回', '驳回'] },
  withdrawn: { en: ['withdrawn'], 'zh-CN': ['已撤回', '撤回'] },
  terminated: { en: ['terminated'], 'zh-CN': ['已终止', '终止'] },
  void: { en: ['void'], 'zh-CN': ['已作废', '作废'] },
  declined: { en: ['declined'], 'zh-CN': ['未获批准'] },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>>;

export type State = keyof typeof WORDS;

const BY_WORD = new Map<string, State>(
  (Object.keys(WORDS) as State[]).flatMap((state) =>
    Object.values(WORDS[state])
      .flat()
      .map((word) => [word, state] as const),
  ),
);

export function stateOf(word: string): State | undefined {
  return BY_WORD.get(word);
}

/** What the server is asked for; that a request came back it does not keep. */
export function askedOf(state: State | undefined) {
  switch (state) {
    case undefined:
      return {};
    case 'running':
    case 'returned':
      return { status: 'running' } as const;
    case 'suspended':
      return { status: state } as const;
    default:
      return { outcome: state };
  }
}

const BEGUN = /^(.*(?<!\S)(?:status|状态)\s*[:：]\s*)(\S*)$/iu;

/** What was typed with each state that its end may become; none where it ends in something else. */
export function withStates(typed: string, language: Language): readonly string[] {
  const [, before, begun = ''] = BEGUN.exec(typed) ?? [];
  if (before === undefined || stateOf(begun.toLowerCase())) return [];
  return Object.values(WORDS)
    .map((words) => words[language][0])
    .filter((word) => word.includes(begun.toLowerCase()))
    .map((word) => before + word);
}
