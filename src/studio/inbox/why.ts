/** Why it is this person's turn, from the trace of the step (R12.2), in one clause. */

import type { Text } from '../../kernel/index.ts';
import type { Desk, Explanation, Instance } from '../../protocol/index.ts';
import { inBoth } from '../words/texts.ts';

export const WHY = inBoth(
  {
    asks: {
      user: () => 'the step names you',
      role: (of) => `you hold the role “${of}”`,
      post: (of) => `you hold the post “${of}”`,
      group: (of) => `you are in the group “${of}”`,
      members: () => 'you are in the department that is asked',
      head: () => 'you head the department',
      manager: () => 'you are the manager of who started it',
      managers: () => 'you are in the line of managers of who started it',
      initiator: () => 'you started it',
      field: (of) => `the form names you (${of})`,
      choose: () => 'somebody chose you for this step',
      matrix: () => 'the authority matrix names you',
    } as Readonly<Record<string, (of: string) => string>>,
    handedOn: (by: string) => `${by} handed it on to you`,
    added: (by: string, where: string | undefined) =>
      `${by} added you${where === 'before' ? ' before their own vote' : ''}${where === 'after' ? ' to confirm their vote' : ''}`,
    stages: {
      substitute: 'you stand in for somebody',
      'stand-in': 'you are a backup signer',
      empty: 'nobody else was found, so the step’s policy names you',
      initiator: 'the initiator’s own place goes to you',
      assigned: 'it was assigned to you',
      reassigned: 'it was reassigned to you',
    } as Readonly<Record<string, string>>,
  },
  {
    asks: {
      user: () => '节点指定你',
      role: (of) => `你担任角色「${of}」`,
      post: (of) => `你担任岗位「${of}」`,
      group: (of) => `你属于用户组「${of}」`,
      members: () => '你属于被询问的部门',
      head: () => '你是部门负责人',
      manager: () => '你是发起人的上级',
      managers: () => '你在发起人的逐级上级之列',
      initiator: () => '你是发起人',
      field: (of) => `表单字段「${of}」指定了你`,
      choose: () => '有人为此节点选定了你',
      matrix: () => '权限矩阵指定了你',
    },
    handedOn: (by) => `${by} 转办给你`,
    added: (by, where) =>
      `${by} 将你${where === 'before' ? '前' : where === 'after' ? '后' : ''}加签`,
    stages: {
      substitute: '你代他人办理',
      'stand-in': '你是后备审批人',
      empty: '未找到其他人，按节点策略指派给你',
      initiator: '发起人自己的审批转给你',
      assigned: '系统分派给你',
      reassigned: '已重新分派给你',
    },
  },
);

type WhyTexts = (typeof WHY)['en'] | (typeof WHY)['zh-CN'];

/** Shape: explanations about a person, by what the step asks → the clause for its latest visit. */
export function reasonOf(
  explanations: readonly Explanation[] | undefined,
  step: string | undefined,
  asks: Desk['asks'] | undefined,
  t: WhyTexts,
  fieldTitle: (field: string) => string,
  text: (title: Text) => string,
): string | undefined {
  const found = explanations?.findLast(
    (each) => each.step === step && each.standing?.kind === 'asked',
  );
  const special = found?.people?.findLast(({ stage }) => t.stages[stage] !== undefined);
  if (special) return t.stages[special.stage];
  const [first] = asks ?? [];
  const of = first?.title === undefined ? (first?.of ?? '') : text(first.title);
  return first && t.asks[first.kind]?.(first.kind === 'field' ? fieldTitle(of) : of);
}

type Path = Instance['path'];

/** Who sent it back last, for whom where that is another, and what for. */
export function sentBackIn(path: Path) {
  const [last] = path
    .flatMap(({ seats }) => seats)
    .filter(({ vote }) => vote === 'return' || vote === 'reject')
    .toSorted((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0));
  if (!last) return undefined;
  const { person, actor, comment, closedAtMs: atMs } = last;
  const isOther = actor !== undefined && 'id' in actor && actor.id !== person.id;
  return {
    comment,
    atMs,
    ...(isOther ? { by: actor, for: person } : { by: person, for: undefined }),
  };
}
