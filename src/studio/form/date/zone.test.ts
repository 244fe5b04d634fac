import { expect, test } from 'vitest';
import { zoneName, zonesNamed } from './zone.ts';

test('a time zone is called by its name and its distance, in both languages', () => {
  expect(zoneName('zh-CN', 'Asia/Shanghai')).toBe('中国标准时间 (GMT+8)');
  expect(zoneName('en', 'Asia/Shanghai')).toBe('China Standard Time (GMT+8)');
  expect(zoneName('en', 'Asia/Kolkata')).toBe('India Standard Time (GMT+5:30)');
  expect(zoneName('zh-CN', 'Moon/Tycho')).toBe('');
});

test('time zones are listed from west to east, those of one offset by name', () => {
  const zones = ['Africa/Lagos', 'Asia/Tokyo', 'Asia/Shanghai', 'Pacific/Honolulu', 'Asia/Manila'];
  expect(zonesNamed('en', [...zones, 'Moon/Tycho']).map(({ zone }) => zone)).toEqual([
    'Pacific/Honolulu',
    'Africa/Lagos',
    'Asia/Shanghai',
    'Asia/Manila',
    'Asia/Tokyo',
    'Moon/Tycho',
  ]);
});
