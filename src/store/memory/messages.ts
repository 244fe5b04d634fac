/** Messages and those who wait for them. */

import type { WaitRow } from '../../kernel/index.ts';
import { compareText } from '../paging.ts';
import type { MessageRow, MessageStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { frozen, keyOf } from './tables.ts';

/** Messages over the given tables. */
export function memoryMessages(tables: Tables): MessageStore {
  const waitsFor = ({ tenant, message, key }: Pick<MessageRow, 'tenant' | 'message' | 'key'>) =>
    [...tables.waiting.values()]
      .filter((row) => row.tenant === tenant && row.message === message && row.key === key)
      .sort(byPlace);
  return {
    async save(row) {
      const place = keyOf(row.tenant, row.id);
      const stood = tables.messages.get(place);
      if (stood) return stood.isUsed ? 'used' : 'kept';
      tables.messages.set(place, frozen({ row, isUsed: false }));
      return 'saved';
    },
    async waiting(tenant, message, key) {
      return waitsFor({ tenant, message, key });
    },
    async matches(nowMs, limit) {
      return [...tables.messages.values()]
        .filter(({ row, isUsed }) => !isUsed && row.keepUntilMs > nowMs)
        .map(({ row }) => row)
        .sort((a, b) => a.atMs - b.atMs || compareText(a.id, b.id))
        .flatMap((message) => waitsFor(message).map((wait) => ({ message, wait })))
        .slice(0, limit);
    },
    async use(tenant, id) {
      const place = keyOf(tenant, id);
      const entry = tables.messages.get(place);
      if (entry) tables.messages.set(place, { ...entry, isUsed: true });
    },
  };
}

function byPlace(a: WaitRow, b: WaitRow): number {
  return compareText(a.instance, b.instance) || a.visit - b.visit;
}
