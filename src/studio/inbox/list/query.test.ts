import { expect, test } from 'vitest';
import { queryOf, remembered } from './query.ts';
import type { Row, View } from './rows.ts';
import { VIEWS } from './rows.ts';
import { askedOf, stateOf, withStates } from './states.ts';

const NOW = 1_000_000_000_000;
const HOUR = 3_600_000;
const ROWS: readonly Row[] = [
  {
    key: 'a',
    instance: 'a',
    subject: 'Six servers',
    flow: 'purchase',
    who: { en: 'Li Lei', 'zh-CN': '李雷' },
    atMs: NOW,
    dueAtMs: NOW + 3 * HOUR,
    amount: { value: 62_000, currency: 'CNY' },
  },
  {
    key: 'b',
    instance: 'b',
    subject: 'Three days · ¥1280.5',
    flow: 'leave',
    atMs: NOW,
    isUnread: true,
  },
  {
    key: 'c',
    instance: 'c',
    subject: 'A chair: blue',
    flow: 'purchase',
    who: 'Wang',
    atMs: NOW,
    dueAtMs: NOW - HOUR,
    amount: { value: 900 },
  },
];
const known = {
  nowMs: NOW,
  flowTitle: (flow: string) => (flow === 'purchase' ? '采购申请' : '请假'),
  sounds: (text: string, letters: string) => letters === 'lilei' && text.includes('李雷'),
};

function found(typed: string, view: View = 'mine'): string {
  const { tests } = queryOf(typed, view);
  return ROWS.filter((row) => tests.every((holds) => holds(row, known)))
    .map(({ key }) => key)
    .join('');
}

test.each([
  ['', 'abc'],
  ['six', 'a'],
  ['采购', 'ac'],
  ['flow:采购 amount>50k', 'a'],
  ['金额>=5万', 'a'],
  ['amount<=900', 'c'],
  ['from:李', 'a'],
  ['due<4h', 'ac'],
  ['due<0', 'c'],
  ['到期<1天 from:wang', 'c'],
  ['is:unread', 'b'],
  ['"chair: blue"', 'c'],
  ['流程：请假', 'b'],
  ['62,000', 'a'],
  ['¥62,000', 'a'],
  ['6.2万', 'a'],
  ['62k', 'a'],
  ['2,000', ''],
  ['1,280.50', 'b'],
  ['¥280.5', ''],
  ['金额 > 20000', 'a'],
  ['金额：>2万', 'a'],
  ['金额：＞ ２ 万', 'a'],
  ['amount ≥ 62,000 six', 'a'],
  ['amount<= 900 chair', 'c'],
  ['到期 < 4 小时', 'ac'],
  ['flow : leave', 'b'],
  ['来自：“李雷”', 'a'],
  ['“chair: blue”', 'c'],
  ['is：未读', 'b'],
  ['lilei', 'a'],
  ['from:lilei', 'a'],
])('I8 %s finds %s', (typed, keys) => {
  expect(found(typed)).toBe(keys);
});

test.each(['amount > kx', 'flow: due<1d', 'status:nice'])('I8 %s is not understood', (typed) => {
  expect(queryOf(typed, 'all').unknown.length).toBe(1);
});

test.each(['flow:', 'colour:red', 'amount>much', 'amount:5', 'due<soon', 'is:nice'])(
  'I8 %s is said to be not understood, and hides nothing',
  (typed) => {
    expect(queryOf(`six ${typed}`, 'mine').unknown).toEqual([typed]);
    expect(found(`six ${typed}`)).toBe('a');
  },
);

test('a case is found by its number, whole or its end, and not by a few digits', () => {
  const row = { ...ROWS[0]!, instance: '01a1ff94f880791da05407f3a9c2b14e' };
  const holds = (typed: string) => queryOf(typed, 'mine').tests.every((test) => test(row, known));
  expect(['F3A9C-2B14E', 'f3a9c2b14e', 'c2b14e'].map(holds)).toEqual([true, true, true]);
  expect(['2b14e', 'f3a9c-2b14f'].map(holds)).toEqual([false, false]);
});

const TOLD: Readonly<Record<string, readonly View[]>> = {
  'due<2d': ['mine', 'pool', 'given', 'drafts', 'snoozed'],
  'is:unread': ['mine', 'pool', 'watching'],
  'from:li': ['mine', 'pool', 'given', 'drafts', 'snoozed', 'done', 'all'],
  '状态:审批中': ['sent', 'all'],
  'flow:leave': VIEWS,
};

test.each(Object.entries(TOLD))('I8 %s is refused where the rows do not tell', (typed, views) => {
  for (const view of VIEWS) {
    const { tests, unanswered } = queryOf(typed, view);
    const isTold = views.includes(view);
    expect([view, tests.length, unanswered]).toEqual([view, isTold ? 1 : 0, isTold ? [] : [typed]]);
  }
});

test('I8 requests are found by how they stand, in the words of both languages', () => {
  const rows = ['running', 'returned', 'approved'].map((state) => ({ ...ROWS[0]!, state }));
  const standing = (typed: string) =>
    rows.filter((row) => queryOf(typed, 'sent').tests.every((holds) => holds(row, known)));
  const typed = [
    'status:running',
    '状态：运行中',
    'Status: Returned',
    '状态:退回',
    '状态 : 已通过',
  ];
  expect(
    typed.map((each) =>
      standing(each)
        .map(({ state }) => state)
        .join(),
    ),
  ).toEqual([...['running', 'running', 'returned', 'returned', 'approved']]);
  expect(queryOf('six status:returned', 'sent').state).toBe('returned');
  expect(askedOf(stateOf('已退回'))).toEqual({ status: 'running' });
  expect(askedOf(stateOf('withdrawn'))).toEqual({ outcome: 'withdrawn' });
});

test('I8 how a request stands is offered in one’s own language, behind what stands before', () => {
  expect(withStates('servers status:', 'en')).toContain('servers status:returned');
  expect(withStates('状态：已', 'zh-CN')).toContain('状态：已通过');
  expect(withStates('状态：已', 'zh-CN')).not.toContain('状态：审批中');
  expect(withStates('status:returned', 'en')).toEqual([]);
  expect(withStates('status:returned six', 'en')).toEqual([]);
});

test('a name that many rows have is heard once', () => {
  let asked = 0;
  const sounds = remembered((text, letters) => {
    asked += 1;
    return known.sounds(text, letters);
  });
  const [holds] = queryOf('lilei', 'mine').tests;
  const rows = Array.from({ length: 50 }, (_, n) => ({ ...ROWS[0]!, key: `${n}` }));
  expect(rows.every((row) => holds!(row, { ...known, sounds }))).toBe(true);
  expect(asked).toBe(1);
});
