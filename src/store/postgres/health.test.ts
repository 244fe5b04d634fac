import { describe, expect, test } from 'vitest';
import { judge } from './health.ts';

const sound = {
  version: '18.7',
  number: 180_007,
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  role: 'vermilion_app',
};

describe('health', () => {
  test('D14 each setting that loses commits breaks the promise', () => {
    expect(judge(sound)).toEqual({ ok: true, degraded: [], version: '18.7' });
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
      expect(judge({ ...sound, [name]: 'off' })).toMatchObject({
        ok: false,
        degraded: [`${name}=off`],
      });
    }
  });

  test.each([
    [150_019, true],
    [150_020, false],
    [160_015, true],
    [160_016, false],
    [170_011, true],
    [170_012, false],
    [180_004, true],
    [180_007, false],
    [190_000, false],
  ])('a minor before the row-security fix is a note only: %i', (number, behind) => {
    const { ok, degraded } = judge({ ...sound, number });
    expect(ok).toBe(true);
    expect(degraded).toEqual(behind ? ['minor-behind'] : []);
  });

  test('a server older than 15 breaks the promise', () => {
    expect(judge({ ...sound, number: 140_022 }).ok).toBe(false);
  });

  test('X3 a connection that is not under the policies breaks the promise', () => {
    expect(judge({ ...sound, role: 'postgres' }).ok).toBe(false);
  });
});
