/** What forms say. */

import { inBoth } from '../words/texts.ts';

export const FORM = inBoth(
  {
    form: 'Form',
    yes: 'Yes',
    no: 'No',
    nothing: '—',
    hidden: (n: number) =>
      n === 1 ? '1 field is hidden from you' : `${n} fields are hidden from you`,
    was: 'was',
    isNow: 'now',
    choose: 'Choose',
    findPerson: 'Name, initials or id',
    nobodyFound: 'Nobody is called that.',
    hasLeft: 'has left',
    findDepartment: 'Name or initials',
    noDepartmentFound: 'No department is called that.',
    removeDepartment: 'Remove this department',
    oneEachLine: 'One each line',
    required: 'required',
    removePerson: 'Remove this person',
    mayEdit: 'You may change this',
    computed: 'computed',
    wrong: (keyword: string, limit: string) =>
      ENGLISH[keyword]?.(limit) ?? `Does not fit (${keyword})`,
  },
  {
    form: '表单',
    yes: '是',
    no: '否',
    nothing: '—',
    hidden: (n) => `${n} 个字段对你隐藏`,
    was: '原为',
    isNow: '现为',
    choose: '请选择',
    findPerson: '姓名、拼音首字母或工号',
    nobodyFound: '没有叫这个名字的人。',
    hasLeft: '已离职',
    findDepartment: '名称或拼音首字母',
    noDepartmentFound: '没有叫这个名称的部门。',
    removeDepartment: '移除此部门',
    oneEachLine: '每行一个',
    required: '必填',
    removePerson: '移除此人',
    mayEdit: '你可以修改',
    computed: '自动计算',
    wrong: (keyword, limit) => CHINESE[keyword]?.(limit) ?? `不符合要求（${keyword}）`,
  },
);

type Saying = (limit: string) => string;

const ENGLISH: Readonly<Record<string, Saying>> = {
  formula: () => 'This cannot be computed.',
  cost: () => 'There is too much here to be computed.',
  required: () => 'This is needed.',
  sending: () => 'A file is still on its way.',
  type: () => 'This is not of the right kind.',
  enum: () => 'Choose one of those offered.',
  minimum: (limit) => `At least ${limit}.`,
  maximum: (limit) => `At most ${limit}.`,
  exclusiveMinimum: (limit) => `More than ${limit}.`,
  exclusiveMaximum: (limit) => `Less than ${limit}.`,
  multipleOf: (limit) => `In steps of ${limit}.`,
  minLength: (limit) => `At least ${limit} characters.`,
  maxLength: (limit) => `At most ${limit} characters.`,
  minItems: (limit) => `At least ${limit} of them.`,
  maxItems: (limit) => `At most ${limit} of them.`,
  pattern: (limit) => `Has to look like ${limit}.`,
  format: (limit) =>
    limit === 'date-time' ? 'A day and a time are needed.' : `This is no ${limit}.`,
  person: () => 'Nobody in the directory is called that.',
  department: () => 'No department is called that.',
};

const CHINESE: Readonly<Record<string, Saying>> = {
  formula: () => '无法计算。',
  cost: () => '内容过多，无法计算。',
  required: () => '此项必填。',
  sending: () => '文件仍在上传。',
  type: () => '类型不对。',
  enum: () => '请从选项中选择。',
  minimum: (limit) => `不能小于 ${limit}。`,
  maximum: (limit) => `不能大于 ${limit}。`,
  exclusiveMinimum: (limit) => `必须大于 ${limit}。`,
  exclusiveMaximum: (limit) => `必须小于 ${limit}。`,
  multipleOf: (limit) => `必须是 ${limit} 的倍数。`,
  minLength: (limit) => `至少 ${limit} 个字。`,
  maxLength: (limit) => `最多 ${limit} 个字。`,
  minItems: (limit) => `至少 ${limit} 项。`,
  maxItems: (limit) => `最多 ${limit} 项。`,
  pattern: (limit) => `格式应为 ${limit}。`,
  format: (limit) => CHINESE_FORMATS[limit] ?? `不是有效的 ${limit}。`,
  person: () => '通讯录中没有此人。',
  department: () => '没有此部门。',
};

const CHINESE_FORMATS: Readonly<Record<string, string>> = {
  date: '不是有效的日期。',
  'date-time': '请填写日期和时间。',
  email: '不是有效的邮箱地址。',
  uri: '不是有效的网址。',
};
