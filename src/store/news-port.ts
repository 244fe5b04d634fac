/** What a store keeps of what people are told in the studio. */

import type { InstanceId, PersonId, TenantId } from '../kernel/index.ts';
import type { Page } from './port.ts';

/** One person is told of one event of an instance: the three of them name it. */
export interface NewsRow {
  readonly tenant: TenantId;
  readonly person: PersonId;
  readonly instance: InstanceId;
  /** Of the event. */
  readonly seq: number;
  /** JSON text: what it is about. */
  readonly content: string;
  readonly atMs: number;
}

export interface KeptNews extends NewsRow {
  readonly readAtMs?: number;
}

export type NewsPosition = Pick<NewsRow, 'atMs' | 'instance' | 'seq'>;

/** Which of a person’s news are read: one, those of an instance, or all until an instant. */
export type NewsRead =
  | { readonly instance: InstanceId; readonly seq?: number }
  | { readonly untilMs: number };

export interface NewsStore {
  /**
   * Keeps those that are new; one that is there stays as it is, read or not. Whoever watches is told
   * of the people who have some.
   */
  add(rows: readonly NewsRow[]): Promise<void>;
  /** Newest first. */
  list(tenant: TenantId, person: PersonId, page: Page<NewsPosition>): Promise<readonly KeptNews[]>;
  /** How many were unread until now. */
  markRead(tenant: TenantId, person: PersonId, which: NewsRead, atMs: number): Promise<number>;
}
