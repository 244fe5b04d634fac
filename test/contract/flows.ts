import { describe, expect, test } from 'vitest';
import type { FlowRecord } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, flow, T0 } from './units.ts';

/** Published flow versions. */
export function flowPromises(open: OpenStore): void {
  describe('flows', () => {
    const entry = audit('acme', { action: 'PublishFlow', object: 'flow:a@1.0.0' });

    test('V1 a version is published once: again it is the same, another hash finds it taken', async () => {
      const store = await opened(open);
      const one = flow('acme', 'a', '1.0.0');
      expect(await store.flows.publish(one, entry)).toBe('published');
      expect(await store.flows.publish(one, entry)).toBe('same');
      expect(await store.flows.publish({ ...one, hash: 'other', source: 'x' }, entry)).toBe(
        'taken',
      );
      expect(await store.flows.byVersion('acme', 'a', '1.0.0')).toEqual(one);
      expect(await store.flows.byHash('acme', one.hash)).toEqual(one);
      expect(await store.flows.byHash('acme', 'other')).toBeUndefined();
    });

    test('A1 only a new version leaves an audit record', async () => {
      const store = await opened(open);
      const one = flow('acme', 'a', '1.0.0');
      await store.flows.publish(one, entry);
      await store.flows.publish(one, entry);
      await store.flows.publish({ ...one, hash: 'other' }, entry);
      const records = await store.audit.list('acme', { limit: 10 });
      expect(records.map(({ position: _, ...rest }) => rest)).toEqual([entry]);
    });

    test('V1 of concurrent publications of one version exactly one is new', async () => {
      const store = await opened(open);
      const outcomes = await Promise.all(
        ['x', 'y', 'x', 'y'].map((hash) =>
          store.flows.publish(flow('acme', 'a', '1.0.0', { hash }), entry),
        ),
      );
      expect([...outcomes].sort()).toEqual(['published', 'same', 'taken', 'taken']);
    });

    test('the latest is the one published last, whatever its number or time', async () => {
      const { flows } = await opened(open);
      await flows.publish(flow('acme', 'a', '2.0.0', { publishedAtMs: T0 + 9 }), entry);
      await flows.publish(flow('acme', 'a', '1.9.0'), entry);
      expect((await flows.latest('acme', 'a'))?.version).toBe('1.9.0');
      const versions = await flows.versions('acme', 'a');
      expect(versions.map((one) => one.version)).toEqual(['1.9.0', '2.0.0']);
      expect(await flows.latest('acme', 'none')).toBeUndefined();
      expect(await flows.versions('acme', 'none')).toEqual([]);
    });

    test('the list shows the latest of each flow, by name, page by page', async () => {
      const { flows } = await opened(open);
      for (const name of ['d', 'b', 'a', 'e', 'c']) {
        await flows.publish(flow('acme', name, '1.0.0'), entry);
      }
      await flows.publish(flow('acme', 'b', '1.1.0'), entry);
      const rows = await allPages<FlowRecord, string>(
        (page) => flows.list('acme', page),
        (one) => one.name,
        2,
      );
      const shown = rows.map((one) => `${one.name}@${one.version}`);
      expect(shown).toEqual(['a@1.0.0', 'b@1.1.0', 'c@1.0.0', 'd@1.0.0', 'e@1.0.0']);
    });
  });
}
