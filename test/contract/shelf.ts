import { describe, expect, test } from 'vitest';
import { type OpenStore, opened } from './harness.ts';
import { T0 } from './units.ts';

/** What people put by for themselves. */
export function shelfPromises(open: OpenStore): void {
  describe('shelf', () => {
    const bobs = { tenant: 'acme', person: 'bob', kind: 'snooze' } as const;
    const item = (name: string, content = '{}') => ({ name, content, atMs: T0 });

    test('R6.2 what a person puts by is the last of its name, listed by name', async () => {
      const { shelf } = await opened(open);
      expect(await shelf.list(bobs, 10)).toEqual([]);
      await shelf.put(bobs, item('i2.2.1'));
      await shelf.put(bobs, item('i1.2.1', '{"untilMs":1}'));
      await shelf.put(bobs, { ...item('i1.2.1', '{"untilMs":2}'), atMs: T0 + 1 });
      expect(await shelf.list(bobs, 10)).toEqual([
        { name: 'i1.2.1', content: '{"untilMs":2}', atMs: T0 + 1 },
        item('i2.2.1'),
      ]);
      expect(await shelf.list(bobs, 1)).toHaveLength(1);
    });

    test('X1 nobody meets the things of another person, kind or tenant', async () => {
      const { shelf } = await opened(open);
      await shelf.put(bobs, item('a'));
      const others = [{ person: 'cai' }, { kind: 'filter' }, { tenant: 'blue' }] as const;
      for (const other of others) {
        expect(await shelf.list({ ...bobs, ...other }, 10)).toEqual([]);
        await shelf.remove({ ...bobs, ...other }, 'a');
      }
      expect(await shelf.list(bobs, 10)).toEqual([item('a')]);
      await shelf.remove(bobs, 'a');
      await shelf.remove(bobs, 'a');
      expect(await shelf.list(bobs, 10)).toEqual([]);
    });
  });
}
