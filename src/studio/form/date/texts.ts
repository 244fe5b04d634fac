/** What fields of dates say. */

import { inBoth } from '../../words/texts.ts';

export const DATE = inBoth(
  {
    open: 'Choose a day',
    time: (of: string) => `Time: ${of}`,
    calendar: 'Calendar',
    before: 'Month before',
    behind: 'Next month',
    month: (year: number, month: string) => `${month} ${year}`,
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as readonly string[],
    marks: { rest: 'day off', work: 'working day', weekend: 'weekend' },
    signs: { rest: 'off', work: 'work' },
    like: 'such as 12/15, +3, tomorrow',
  },
  {
    open: '选择日期',
    time: (of) => `时间：${of}`,
    calendar: '日历',
    before: '上个月',
    behind: '下个月',
    month: (year, month) => `${year}年${month}`,
    weekdays: ['一', '二', '三', '四', '五', '六', '日'],
    marks: { rest: '休息日', work: '调休上班', weekend: '周末' },
    signs: { rest: '休', work: '班' },
    like: '如 12/15、+3、明天',
  },
);
