/** Gives sinks what happened: in order per instance, at least once, tenant by tenant (O5, O8). */

import type { Actor, Event } from '../kernel/index.ts';
import type {
  AuditRecord,
  InstanceHeader,
  JournalRow,
  LeasedCursor,
  Store,
} from '../store/port.ts';
import { BoundedMap } from './bounded-map.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, Log } from './ports.ts';
import type { ServiceWork } from './services.ts';

/** One event of an instance, and whose it is. */
export interface FeedEvent {
  readonly tenant: string;
  readonly instance: string;
  /** Rises by one within the instance. */
  readonly seq: number;
  /** Of the first event of the same command. */
  readonly firstSeq: number;
  readonly atMs: number;
  readonly actor: Actor;
  /** What was asked for; its events share actor and time. */
  readonly command: string;
  readonly event: Event;
  /** The instance as its tenant's lists show it by now. */
  readonly header: InstanceHeader;
}

/** Somebody who follows what happens. */
export interface Sink {
  /** Its cursors are kept under it: another name begins anew. */
  readonly name: string;
  /** Where it begins when it is new. */
  readonly from: 'now' | 'start';
  /**
   * Takes events of one tenant, those of an instance in their order. Resolves when they are kept;
   * rejects, and they come again, with others or without. What came may come again (`seq`).
   */
  take(events: readonly FeedEvent[], signal: AbortSignal): Promise<void>;
}

export interface SinkWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  /** Aborts when a stop has waited long enough. */
  readonly stopped: AbortSignal;
}

/**
 * The audit log is what is followed: its positions rise by one in the order of the commits, so that no
 * commit can come to stand behind a cursor. A record of an instance says that there is news of it; the
 * news are its journal from where the sink was last.
 */
export function sinkWork(world: SinkWorld, sink: Sink): ServiceWork {
  const { store, clock } = world;
  const taken = new Taken(store);
  let isBegun = false;
  return {
    name: `sink ${sink.name}`,
    step: async () => {
      if (!isBegun) await store.sinks.begin(sink.name, sink.from, clock.nowMs());
      isBegun = true;
      const cursors = await store.sinks.lease(sink.name, {
        owner: world.owner,
        leaseMs: ENGINE_LIMITS.leaseMs,
        limit: ENGINE_LIMITS.sinkTenantsAtOnce,
      });
      await Promise.all(cursors.map((cursor) => follow(world, sink, taken, cursor)));
      return cursors.length > 0;
    },
    restMs: async () => ENGINE_LIMITS.idlePollMs,
  };
}

async function follow(
  { store, log, stopped }: SinkWorld,
  sink: Sink,
  taken: Taken,
  { tenant, position, attempts, fence }: LeasedCursor,
): Promise<void> {
  const limit = ENGINE_LIMITS.sinkRecords;
  try {
    const records = await store.audit.list(tenant, { after: position, limit });
    const news = await taken.newsOf(tenant, records);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(ENGINE_LIMITS.sinkTimeoutMs)]);
    if (news.events.length > 0) await sink.take(news.events, signal);
    const to = records.at(-1)?.position ?? position;
    await store.sinks.settle(sink.name, tenant, fence, { kind: 'taken', position: to });
    taken.keep(news);
  } catch (err) {
    if (stopped.aborted) return;
    const afterMs = pauseMs(attempts + 1);
    log.warn(
      { err, sink: sink.name, tenant, afterMs },
      'a sink took nothing and will be tried again',
    );
    const reason = err instanceof Error ? err.message : String(err);
    await store.sinks.settle(sink.name, tenant, fence, { kind: 'retry', afterMs, reason });
  }
}

function pauseMs(failures: number): number {
  const [first, longest] = ENGINE_LIMITS.sinkPausesMs;
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 16));
}

/** Events to be given, and what is known once they were taken. */
interface News {
  readonly events: readonly FeedEvent[];
  readonly upTo: ReadonlyMap<string, number>;
}

const OBJECT = 'instance:';

/** The last event of each instance that a sink took from this process; forgotten, more comes again. */
class Taken {
  readonly #store: Store;
  readonly #upTo = new BoundedMap<string, number>(ENGINE_LIMITS.sinkInstancesMax);

  constructor(store: Store) {
    this.#store = store;
  }

  async newsOf(tenant: string, records: readonly AuditRecord[]): Promise<News> {
    const since = new Map<string, number>();
    for (const { object, result, atMs } of records) {
      if (result !== 'done' || !object.startsWith(OBJECT)) continue;
      const instance = object.slice(OBJECT.length);
      if (!since.has(instance)) since.set(instance, atMs);
    }
    const parts = await Promise.all(
      [...since].map(([instance, atMs]) => this.#newsOfOne({ tenant, instance }, atMs)),
    );
    const events = parts.flat();
    const upTo = new Map(events.map(({ instance, seq }) => [keyOf(tenant, instance), seq]));
    return { events, upTo };
  }

  keep({ upTo }: News): void {
    for (const [key, seq] of upTo) this.#upTo.set(key, seq);
  }

  /** Time never goes back in a journal: the row of a record is no earlier than the record. */
  async #newsOfOne(
    key: { readonly tenant: string; readonly instance: string },
    sinceMs: number,
  ): Promise<readonly FeedEvent[]> {
    const rows: JournalRow[] = [];
    for (let after = this.#upTo.get(keyOf(key.tenant, key.instance)) ?? 0; ; ) {
      const page = await this.#store.instances.journal(key, {
        after,
        limit: ENGINE_LIMITS.journalPage,
      });
      rows.push(...page.filter(({ atMs }) => atMs >= sinceMs));
      if (page.length < ENGINE_LIMITS.journalPage) break;
      after = page.at(-1)!.lastSeq;
    }
    const header = rows.length > 0 ? await this.#store.instances.header(key) : undefined;
    return header ? rows.flatMap((row) => eventsOf(header, row)) : [];
  }
}

function eventsOf(header: InstanceHeader, row: JournalRow): readonly FeedEvent[] {
  const { tenant, instance } = header;
  const { firstSeq, atMs, actor, command } = row;
  return (JSON.parse(row.events) as Event[]).map((event, n) => ({
    ...{ tenant, instance, seq: firstSeq + n, firstSeq, atMs, actor, command, event, header },
  }));
}

function keyOf(tenant: string, instance: string): string {
  return JSON.stringify([tenant, instance]);
}
