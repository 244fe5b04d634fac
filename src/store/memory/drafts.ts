/** Opinions that were saved and not sent, and what people put by for themselves. */

import { compareText, pageLimit } from '../paging.ts';
import type { DraftStore, ShelfKey, ShelfStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { frozen, keyOf } from './tables.ts';

/** Drafts over the given tables. */
export function memoryDrafts({ drafts }: Tables): DraftStore {
  return {
    async save({ tenant, person, task }, draft) {
      drafts.set(keyOf(tenant, person, task), frozen(draft));
    },
    async read({ tenant, person, task }) {
      return drafts.get(keyOf(tenant, person, task));
    },
    async list(tenant, person, limit) {
      const rows = [...drafts].map(([key, draft]) => ({ key: JSON.parse(key) as string[], draft }));
      return rows
        .filter(({ key }) => key[0] === tenant && key[1] === person)
        .map(({ key, draft }) => frozen({ task: key[2] ?? '', ...draft }))
        .sort((a, b) => compareText(a.task, b.task))
        .slice(0, pageLimit({ limit }));
    },
    async remove({ tenant, person, task }) {
      drafts.delete(keyOf(tenant, person, task));
    },
  };
}

/** Shelves over the given tables. */
export function memoryShelf({ shelf }: Tables): ShelfStore {
  const nameOf = ({ tenant, person, kind }: ShelfKey): string => keyOf(tenant, person, kind);
  return {
    async put(key, item) {
      const items = shelf.get(nameOf(key)) ?? new Map();
      shelf.set(nameOf(key), items.set(item.name, frozen(item)));
    },
    async list(key, limit) {
      return [...(shelf.get(nameOf(key))?.values() ?? [])]
        .sort((a, b) => compareText(a.name, b.name))
        .slice(0, pageLimit({ limit }));
    },
    async remove(key, name) {
      shelf.get(nameOf(key))?.delete(name);
    },
  };
}
