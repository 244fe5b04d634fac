/** The rules of explanations in words: what brought people in, and what left them out (R3.3). */

import type { Explanation } from '../../protocol/index.ts';
import type { Formats } from '../words/format.ts';
import { useLanguage } from '../words/language.tsx';
import type { Language } from '../words/texts.ts';
import { inBoth } from '../words/texts.ts';

const RULES = inBoth(
  {
    /** By stage and rule. */
    plain: {
      'initiator skip': 'the initiator is not asked',
      'initiator manager': 'the initiator’s manager is asked instead',
      'initiator department-head': 'the head of the department is asked instead',
      'initiator forbid': 'the initiator may not decide',
      'empty skip': 'nobody was left: the step is skipped',
      'empty approve': 'nobody was left: it counts as approved',
      'empty reject': 'nobody was left: it counts as rejected',
      'empty admin': 'nobody was left: administrators are asked',
      'empty people': 'nobody was left: those named for that are asked',
      'except seated': 'asked there already',
      'assigned least-loaded': 'whoever has the least to do',
      'assigned round-robin': 'by turns',
      'added before': 'before',
      'added after': 'after',
      'added beside': 'beside',
    } as Readonly<Record<string, string>>,
    addedBy: (where: string, who: string) => `${where}, by ${who}`,
    before: 'has approved before',
    standsIn: (who: string, whom: string) => `${who} for ${whom}`,
    not: (who: string, whom: string, why: string) => `${who} not for ${whom}: ${why}`,
    bars: {
      cycle: 'the substitutes go round in a circle',
      inactive: 'has left',
      initiator: 'started it',
      distinct: 'separation of duty',
      seated: 'is asked there already',
    } as Readonly<Record<string, string>>,
  },
  {
    plain: {
      'initiator skip': '不询问发起人',
      'initiator manager': '改由发起人的上级审批',
      'initiator department-head': '改由部门负责人审批',
      'initiator forbid': '发起人不得审批',
      'empty skip': '无人可审，跳过该节点',
      'empty approve': '无人可审，视为同意',
      'empty reject': '无人可审，视为拒绝',
      'empty admin': '无人可审，转管理员',
      'empty people': '无人可审，转指定人员',
      'except seated': '已在该节点审批',
      'assigned least-loaded': '待办最少者',
      'assigned round-robin': '轮流',
      'added before': '前加签',
      'added after': '后加签',
      'added beside': '并加签',
    },
    addedBy: (where, who) => `${who} ${where}`,
    before: '此前已同意',
    standsIn: (who, whom) => `${who} 代 ${whom}`,
    not: (who, whom, why) => `${who} 未能代 ${whom}：${why}`,
    bars: {
      cycle: '代理关系成环',
      inactive: '已离职',
      initiator: '是发起人',
      distinct: '职责分离',
      seated: '已在该节点审批',
    },
  },
);

type Known = NonNullable<Explanation['people']>;

/** Shape: a stage, its rule, people whose names are known → the rule in words; as it is where it has none. */
export function ruleIn(
  language: Language,
  { text, list }: Pick<Formats, 'text' | 'list'>,
  [stage, rule]: readonly [stage: string, rule: string],
  known: Known,
): string {
  const t = RULES[language];
  const names = new Map(
    known.flatMap(({ people }) => people.map(({ id, name }) => [id, text(name)] as const)),
  );
  const name = (id = ''): string => names.get(id) ?? id;
  const plain = t.plain[`${stage} ${rule}`];
  if (plain !== undefined) return plain;
  if (stage === 'dedupe') return t.before;
  const [, where, by] = /^(before|after|beside) by (\S+)$/.exec(rule) ?? [];
  if (where !== undefined) return t.addedBy(t.plain[`added ${where}`] ?? where, name(by));
  const each = rule.split(', ').map((part) => STOOD_IN.exec(part)?.groups);
  if (each.includes(undefined)) return rule;
  return list(
    each.map(({ not, who, whom, why = '' } = {}) =>
      not === undefined
        ? t.standsIn(name(who), name(whom))
        : t.not(name(who), name(whom), t.bars[why] ?? why),
    ),
  );
}

export function useRuleWords(): (stage: string, rule: string, known: Known) => string {
  const { language, formats } = useLanguage();
  return (stage, rule, known) => ruleIn(language, formats, [stage, rule], known);
}

/** `fay for max`, `not fay for max: inactive` */
const STOOD_IN = /^(?<not>not )?(?<who>\S+) for (?<whom>[^\s:]+)(?:: (?<why>\S+))?$/;
