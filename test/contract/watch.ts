import { describe, expect, test } from 'vitest';
import type { Signal } from '../../src/store/index.ts';
import { type OpenStore, opened } from './harness.ts';
import { noChanges, T0, task, unit } from './units.ts';

/** Signals after commits. */
export function watchPromises(open: OpenStore): void {
  describe('watch', () => {
    test('P2 a commit is told with its sequence and the people whose inbox changed', async () => {
      const store = await opened(open);
      const told = Promise.withResolvers<readonly Signal[]>();
      const stop = store.watch((signals) => {
        if (signals.length > 0) told.resolve(signals);
      });
      const notice = { tenant: 'acme', instance: 'i1', flow: 'f', subject: 's', atMs: T0 };
      await store.instances.commit([
        unit('acme', 'i1', 0, {
          changes: {
            ...noChanges,
            tasks: [task('acme', 'i1', 'bob'), task('acme', 'i1', 'cai', { id: 'i1.1.2' })],
            notices: [
              { ...notice, person: 'cai' },
              { ...notice, person: 'dan' },
            ],
          },
        }),
      ]);
      expect(await told.promise).toEqual([
        { tenant: 'acme', instance: 'i1', seq: 2, people: ['bob', 'cai', 'dan'] },
      ]);
      stop();
    });

    test('each commit is told once; a conflict and a stopped watch are told nothing', async () => {
      const store = await opened(open);
      const heard: Signal[] = [];
      const stopped: Signal[] = [];
      const marked = Promise.withResolvers<void>();
      store.watch((signals) => {
        heard.push(...signals);
        if (signals.some((signal) => signal.instance === 'mark')) marked.resolve();
      });
      store.watch((signals) => stopped.push(...signals))();
      await store.instances.commit([unit('acme', 'i1', 0)]);
      await store.instances.commit([unit('acme', 'i1', 0)]);
      await store.instances.commit([unit('acme', 'i2', 0)]);
      await store.instances.commit([unit('acme', 'mark', 0)]);
      await marked.promise;
      expect(heard.map((signal) => signal.instance)).toEqual(['i1', 'i2', 'mark']);
      expect(stopped).toEqual([]);
    });
  });
}
