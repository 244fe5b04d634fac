/** What people put by for themselves: snoozed tasks, marks, saved filters and phrases. Nobody else reads it. */

import type { PersonId, TenantId } from '../kernel/index.ts';

/** What an item is. */
export type ShelfKind = 'snooze' | 'unread' | 'filter' | 'phrase';

/** Whose items, and of which kind. */
export interface ShelfKey {
  readonly tenant: TenantId;
  readonly person: PersonId;
  readonly kind: ShelfKind;
}

export interface ShelfItem {
  /** Unique among the person’s items of its kind. */
  readonly name: string;
  /** JSON text. */
  readonly content: string;
  readonly atMs: number;
}

export interface ShelfStore {
  /** Takes the place of the one of that name. */
  put(key: ShelfKey, item: ShelfItem): Promise<void>;
  /** In the order of their names. */
  list(key: ShelfKey, limit: number): Promise<readonly ShelfItem[]>;
  remove(key: ShelfKey, name: string): Promise<void>;
}
