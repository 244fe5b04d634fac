import { expect, test } from 'vitest';
import { momentIn, momentOf, momentText, timeBeside, timeFrom } from './moment.ts';

test.each([
  ['9:30', '09:30'],
  ['0930', '09:30'],
  ['９：３０', '09:30'],
  ['9点半', '09:30'],
  ['9点', '09:00'],
  ['下午3点15分', '15:15'],
  ['下午3:15', '15:15'],
  ['3pm', '15:00'],
  ['12am', '00:00'],
  ['23', '23:00'],
  ['24:00', undefined],
  ['9:60', undefined],
  ['soon', undefined],
])('F2 a time written as %s is %s', (typed, time) => {
  expect(timeFrom(typed)).toBe(time);
});

test('F2 a local time is held with the offset that its zone has then', () => {
  expect(momentText('2026-11-21', '09:30', 'Asia/Shanghai')).toBe('2026-11-21T09:30:00+08:00');
  expect(momentText('2026-07-01', '09:30', 'Europe/Berlin')).toBe('2026-07-01T09:30:00+02:00');
  expect(momentText('2026-12-01', '09:30', 'Europe/Berlin')).toBe('2026-12-01T09:30:00+01:00');
  expect(momentText('2026-11-21', '09:30', 'UTC')).toBe('2026-11-21T09:30:00+00:00');
});

test('M6 F2 a local time that a change skips is the moment of the change', () => {
  expect(momentText('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00');
});

test('F2 what is held is read in its own zone, and shown in another', () => {
  expect(momentOf('2026-11-21T01:30:00Z')).toEqual({
    ...{ date: '2026-11-21', time: '01:30', offset: '+00:00' },
  });
  expect(momentIn('2026-11-21T20:30:00Z', 'Asia/Shanghai')).toEqual({
    ...{ date: '2026-11-22', time: '04:30', offset: '+08:00' },
  });
  expect(momentOf('2026-11-21')).toBeUndefined();
});

test('F2 a time goes up and down within its day', () => {
  expect([timeBeside('09:30', 30), timeBeside('23:50', 30), timeBeside('00:10', -30)]).toEqual([
    ...['10:00', '23:59', '00:00'],
  ]);
});
