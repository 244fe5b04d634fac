/** The model of a store: everything in maps of this process, nothing survives it. */

import { CAPABILITIES } from '../capabilities.ts';
import type { Store } from '../port.ts';
import { SignalHub } from '../signals.ts';
import { memoryAccess, memoryAudit } from './access.ts';
import { memoryDrafts, memoryShelf } from './drafts.ts';
import { memoryFiles } from './files.ts';
import { memoryFlows } from './flows.ts';
import { memoryInbox } from './inbox.ts';
import { memoryInstances } from './instances.ts';
import { memoryLetters, memoryLinks, memoryPreferences } from './letters.ts';
import { memoryMessages } from './messages.ts';
import { memoryNews } from './news.ts';
import { memorySinks } from './sinks.ts';
import { memorySubstitutes } from './substitutes.ts';
import { emptyTables, keyOf } from './tables.ts';
import { memoryUpkeep } from './upkeep.ts';
import { memoryOutbox, memoryTimers } from './work.ts';

/**
 * Creates an empty store in memory; every call happens at one instant, so nothing interleaves.
 * `clock` gives epoch milliseconds: the store's own, by which leases are judged.
 */
export function createMemoryStore(clock: () => number = Date.now): Store {
  const tables = emptyTables();
  const hub = new SignalHub();
  return {
    capabilities: CAPABILITIES.memory,
    flows: memoryFlows(tables),
    instances: memoryInstances(tables, clock, (signals) => hub.tell(signals)),
    inbox: memoryInbox(tables),
    timers: memoryTimers(tables, clock),
    outbox: memoryOutbox(tables, clock),
    messages: memoryMessages(tables),
    drafts: memoryDrafts(tables),
    shelf: memoryShelf(tables),
    files: memoryFiles(tables),
    letters: memoryLetters(tables, clock),
    news: memoryNews(tables, (signals) => hub.tell(signals)),
    links: memoryLinks(tables),
    preferences: memoryPreferences(tables),
    turns: {
      async take(tenant, line) {
        const key = keyOf(tenant, line);
        const turn = tables.turns.get(key) ?? 0;
        tables.turns.set(key, turn + 1);
        return turn;
      },
    },
    sinks: memorySinks(tables, clock),
    audit: memoryAudit(tables),
    access: memoryAccess(tables),
    substitutes: memorySubstitutes(tables),
    upkeep: memoryUpkeep(tables, clock),
    nowMs: async () => clock(),
    async health() {
      return { ok: true, degraded: [], version: 'memory' };
    },
    watch: (listener) => hub.watch(listener),
    async close() {},
  };
}
