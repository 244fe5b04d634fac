/** Problems in the language of whoever asked: the code says what it is, the title says it in words. */

import type { IncomingHttpHeaders } from 'node:http';
import { INCIDENTS } from '../../kernel/index.ts';
import type { DoorProblemCode, Problem } from '../../protocol/index.ts';
import { ENGINE_ZH, REFUSALS_ZH } from './refusals-zh.ts';

export type SpokenLanguage = 'en' | 'zh-CN';

const DOOR_ZH: Readonly<Record<DoorProblemCode, string>> = {
  'request.invalid': '请求的内容不符合要求。',
  'request.malformed': '请求无法读取。',
  'request.head-too-large': '请求头过大。',
  'request.too-slow': '请求未能及时送达。',
  'request.too-large': '请求内容过大。',
  'request.too-deep': '请求内容嵌套过深。',
  'request.media-type': '不支持这种内容类型。',
  'cursor.invalid': '翻页位置无效。',
  'credential.missing': '请求没有携带凭证。',
  'credential.invalid': '凭证无效或已失效。',
  'issuer.unavailable': '暂时无法向令牌签发方核实。',
  'route.unknown': '没有这个地址。',
  'method.unknown': '此地址不支持这种请求方式。',
  'priority.invalid': '优先级须为 -100 到 100 的整数。',
  'audit.no-key': '此服务器没有用于签署检查点的密钥。',
  'rate.exceeded': '请求过于频繁，请稍后再试。',
  'server.fault': '服务器出错，可以重试。',
};

const INCIDENTS_ZH: Readonly<Record<keyof typeof INCIDENTS, string>> = {
  'people.nobody': '节点找不到审批人。',
  'people.too-many': '节点找到的人超过上限。',
  'people.not-a-person': '该值不是人员编号。',
  'people.lookup-failed': '查询审批人的服务没有应答。',
  'choice.no-branch': '没有任何分支的条件成立。',
  'limit.steps': '流程的步数已达上限。',
  'calendar.unknown': '没有节点计时所用的工作日历。',
  'calendar.no-working-time': '工作日历在限度内没有工作时间。',
  'rule.no-row': '决策表没有一行成立。',
  'rule.several-rows': '决策表有多行成立，只允许一行。',
  'rule.bad-value': '变量的值不符合其声明。',
  'wait.bad-key': '等待消息的键不是文字、为空或过长。',
  'wait.late': '等待的消息没有按时到达。',
  'subflow.no-list': '子流程的对象不是列表。',
  'subflow.too-many': '列表元素过多，超过一个子流程的上限。',
  'subflow.too-wide': '子流程相互发起过多，超过上限。',
  'subflow.too-deep': '子流程嵌套过深。',
  'subflow.not-json': '子流程表单中有无法表示的值。',
  'subflow.not-started': '有子流程未能发起。',
  'call.not-json': '调用内容中有无法表示的值。',
  'call.failed': '调用多次投递失败，已放弃。',
};

/** Every code of a problem or an incident. */
export const WORDS_ZH: Readonly<Record<string, string>> = {
  ...REFUSALS_ZH,
  ...ENGINE_ZH,
  ...DOOR_ZH,
  ...INCIDENTS_ZH,
};

/** The language that is asked for first among those spoken here; English when none is. */
export function spokenTo({ 'accept-language': asked = '' }: IncomingHttpHeaders): SpokenLanguage {
  const ranked = asked
    .split(',')
    .map((part, at) => {
      const [tag = '', ...more] = part.trim().toLowerCase().split(';');
      const weight = more.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find(Boolean);
      return { tag, weight: weight === undefined ? 1 : Number(weight), at };
    })
    .filter(({ tag, weight }) => /^(zh|en)(-|$)/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.at - b.at);
  return ranked[0]?.tag.startsWith('zh') ? 'zh-CN' : 'en';
}

/** What a code says in a language; `title`: in English. */
export function saidOf(code: string, title: string, language: SpokenLanguage): string {
  return language === 'en' ? title : (WORDS_ZH[code] ?? title);
}

/** The same problem in words of a language. */
export function spoken<P extends Pick<Problem, 'code' | 'title'>>(
  problem: P,
  language: SpokenLanguage,
): P {
  return { ...problem, title: saidOf(problem.code, problem.title, language) };
}

/** An incident in words of a language, where it says what its code says; what the world said stays. */
export function spokenIncident<I extends { readonly code: string; readonly message: string }>(
  incident: I,
  language: SpokenLanguage,
): I {
  const isOwn = (INCIDENTS as Readonly<Record<string, string>>)[incident.code] === incident.message;
  return isOwn
    ? { ...incident, message: saidOf(incident.code, incident.message, language) }
    : incident;
}
