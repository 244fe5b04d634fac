import { describe, expect, test } from 'vitest';
import { type OpenStore, opened } from './harness.ts';

/** Numbers that go up by one. */
export function turnPromises(open: OpenStore): void {
  describe('turns', () => {
    test('R3.8 a line counts from 0, and nobody gets a number twice', async () => {
      const { turns } = await opened(open);
      const taken = await Promise.all(Array.from({ length: 20 }, () => turns.take('acme', 'f/a')));
      const inOrder = taken.toSorted((a, b) => a - b);
      expect(inOrder).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });
    test('R3.8 lines and tenants count for themselves', async () => {
      const { turns } = await opened(open);
      await turns.take('acme', 'f/a');
      expect(await turns.take('acme', 'f/b')).toBe(0);
      expect(await turns.take('blue', 'f/a')).toBe(0);
      expect(await turns.take('acme', 'f/a')).toBe(1);
    });
  });
}
