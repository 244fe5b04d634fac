/** The kernel in a worker: takes events once, then answers for any position. */

import type { Event } from '../../kernel/index.ts';
import { Replay } from './replay.ts';
import type { Answer, Question } from './replay-protocol.ts';

let replay = new Replay([]);

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  if (data.kind === 'events') {
    replay = new Replay(data.events as readonly Event[]);
    return;
  }
  const state = replay.at(data.seq);
  self.postMessage({ seq: data.seq, ...(state ? { state } : {}) } satisfies Answer);
});
