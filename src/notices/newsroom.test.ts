import { expect, test } from 'vitest';
import type { Engine, FeedEvent } from '../engine/index.ts';
import { keepNews } from './newsroom.ts';

test('X11 a flood of comments that name everybody reads each case once, and tells so many of each', async () => {
  const people = Array.from({ length: 80 }, (_, n) => `p${n}`);
  const read: string[] = [];
  const added: number[] = [];
  const engine = {
    knowledge: {
      directory: async () => ({
        mentioned: () => ({ people, nobody: [] }),
        person: () => ({ active: true }),
      }),
    },
    views: {
      seenBy: async (_tenant: string, instance: string) => {
        read.push(instance);
        return (person: string) => person !== 'p1';
      },
    },
    store: { news: { add: async (rows: readonly unknown[]) => added.push(rows.length) } },
  } as unknown as Engine;
  const event = { type: 'Commented', text: 'all', atMs: 0, by: { kind: 'system', cause: 'x' } };
  const events = Array.from({ length: 60 }, (_, n) => {
    const instance = n < 30 ? 'one' : 'two';
    return { tenant: 't', instance, seq: n, atMs: 0, actor: event.by, event, header: {} };
  });
  await keepNews(engine, events as unknown as readonly FeedEvent[]);
  expect(read).toEqual(['one', 'two']);
  expect(added).toEqual([1_000, 1_000, 940]);
});
