import { describe, expect, test } from 'vitest';
import { type OpenStore, opened } from './harness.ts';
import { T0 } from './units.ts';

/** Opinions that were saved and not sent. */
export function draftPromises(open: OpenStore): void {
  describe('drafts', () => {
    const bobs = { tenant: 'acme', person: 'bob', task: 'i1.2.1' };

    test('R6.2 a draft is kept for its author only, the last one saved', async () => {
      const { drafts } = await opened(open);
      expect(await drafts.read(bobs)).toBeUndefined();
      await drafts.save(bobs, { content: '{"comment":"hm"}', atMs: T0 });
      await drafts.save(bobs, { content: '{"comment":"no"}', atMs: T0 + 1 });
      expect(await drafts.read(bobs)).toEqual({ content: '{"comment":"no"}', atMs: T0 + 1 });
      expect(await drafts.read({ ...bobs, person: 'cai' })).toBeUndefined();
      expect(await drafts.read({ ...bobs, tenant: 'blue' })).toBeUndefined();
    });

    test('R6.2 the drafts of an author are listed, by their tasks', async () => {
      const { drafts } = await opened(open);
      for (const task of ['i2.2.1', 'i1.2.1']) {
        await drafts.save({ ...bobs, task }, { content: '{}', atMs: T0 });
      }
      for (const other of [{ person: 'cai' }, { tenant: 'blue' }]) {
        await drafts.save({ ...bobs, ...other }, { content: '{}', atMs: T0 });
      }
      const own = ['i1.2.1', 'i2.2.1'].map((task) => ({ task, content: '{}', atMs: T0 }));
      expect(await drafts.list('acme', 'bob', 10)).toEqual(own);
      expect(await drafts.list('acme', 'bob', 1)).toEqual(own.slice(0, 1));
    });

    test('R6.2 a removed draft is gone, the others stay', async () => {
      const { drafts } = await opened(open);
      const cais = { ...bobs, person: 'cai' };
      await drafts.save(bobs, { content: '{}', atMs: T0 });
      await drafts.save(cais, { content: '{}', atMs: T0 });
      await drafts.remove(bobs);
      await drafts.remove(bobs);
      expect(await drafts.read(bobs)).toBeUndefined();
      expect(await drafts.read(cais)).toEqual({ content: '{}', atMs: T0 });
    });
  });
}
