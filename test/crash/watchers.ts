/** Those who only look on: each follows an instance by its stream, from server to server. */

import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf } from './organisation.ts';

const WATCHERS_MAX = 6;
const AGAIN_MS = 200;
/** A stream finds by itself what no notification told, at the latest with its next sign of life. */
const CAUGHT_UP_MS_MAX = 30_000;

interface Watcher {
  readonly instance: string;
  readonly initiator: string;
  /** The last number that came. */
  seq: number;
  readonly abort: AbortController;
}

export class Watchers {
  readonly #urls: readonly string[];
  readonly #watchers = new Map<string, Watcher>();
  readonly #lives = new Set<Promise<void>>();
  /** What came twice, or left something out. */
  readonly gaps: string[] = [];
  entries = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Follows an instance from its start, unless enough are followed. */
  follow(instance: string, initiator: string): void {
    if (this.#watchers.size >= WATCHERS_MAX || this.#watchers.has(instance)) return;
    const watcher = { instance, initiator, seq: 0, abort: new AbortController() };
    this.#watchers.set(instance, watcher);
    const life = this.#live(watcher).finally(() => this.#lives.delete(life));
    this.#lives.add(life);
  }

  /** Those that have not come to where their instance stands, after a while; all of them end. */
  async settle(seqs: ReadonlyMap<string, number>): Promise<readonly string[]> {
    const endMs = performance.now() + CAUGHT_UP_MS_MAX;
    const all = [...this.#watchers.values()];
    const isBehind = ({ instance, seq }: Watcher) => seq !== seqs.get(instance);
    while (all.some(isBehind) && performance.now() < endMs) await sleep(50);
    const behind = all.filter(isBehind);
    await this.close();
    return behind.map(({ instance, seq }) => `${instance} at ${seq} of ${seqs.get(instance)}`);
  }

  async close(): Promise<void> {
    for (const { abort } of this.#watchers.values()) abort.abort();
    this.#watchers.clear();
    await Promise.all(this.#lives);
  }

  async #live(watcher: Watcher): Promise<void> {
    for (let n = 0; !watcher.abort.signal.aborted; n++) {
      const url = this.#urls[n % this.#urls.length]!;
      await this.#read(watcher, url).catch(() => {});
      await sleep(AGAIN_MS);
    }
  }

  async #read(watcher: Watcher, url: string): Promise<void> {
    const { instance, initiator, abort } = watcher;
    const response = await fetch(`${url}/v1/instances/${instance}/stream`, {
      headers: {
        authorization: `Bearer ${keyOf(initiator)}`,
        'last-event-id': String(watcher.seq),
      },
      signal: abort.signal,
    });
    if (!response.ok || !response.body) return;
    let text = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.#note(watcher, /^data: (.*)$/m.exec(block)?.[1]);
    }
  }

  #note(watcher: Watcher, data: string | undefined): void {
    if (data === undefined) return;
    const { firstSeq, lastSeq } = JSON.parse(data) as { firstSeq: number; lastSeq: number };
    this.entries += 1;
    if (firstSeq !== watcher.seq + 1) {
      this.gaps.push(`${watcher.instance}: ${firstSeq} came after ${watcher.seq}`);
    }
    watcher.seq = lastSeq;
  }
}
