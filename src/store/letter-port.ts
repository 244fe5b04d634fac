/** What is remembered of people being told outside: letters under way, links in them, what people wish. */

import type { PersonId, TaskId, TenantId } from '../kernel/index.ts';
import type { AuditEntry } from './access-port.ts';
import type { LeaseRequest, Page } from './port.ts';

/** One notice on its way to one person by one channel. */
export interface LetterRow {
  readonly tenant: TenantId;
  /** Follows from what happened, the person and the channel: the same again is the same letter. */
  readonly id: string;
  readonly person: PersonId;
  readonly channel: string;
  /** JSON text: what it is about. */
  readonly notice: string;
  readonly createdAtMs: number;
  /** Held until then. */
  readonly readyAtMs: number;
}

export interface LeasedLetter extends LetterRow {
  /** Tries begun before this one. */
  readonly attempts: number;
  /** Rises with each lease; a settlement with an older one is refused (R6). */
  readonly fence: number;
}

/** A letter that was given up. */
export interface DeadLetterRow extends LetterRow {
  readonly attempts: number;
  readonly reason: string;
  readonly deadAtMs: number;
}

/** `dropped`: nobody needs it any more. */
export type LetterSettlement =
  | { readonly kind: 'sent'; readonly atMs: number }
  | { readonly kind: 'dropped'; readonly atMs: number; readonly reason: string }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly atMs: number; readonly reason: string };

export interface LetterStore {
  /** Keeps those that are new; one whose id is there stays as it is. */
  add(letters: readonly LetterRow[]): Promise<void>;
  /** Due letters nobody holds, of all tenants, the longest due first; one person's stand together. */
  lease(request: LeaseRequest): Promise<readonly LeasedLetter[]>;
  /** false: the lease was lost to another owner; nothing was written. */
  settle(
    tenant: TenantId,
    id: string,
    fence: number,
    settlement: LetterSettlement,
  ): Promise<boolean>;
  /** How long until the next letter may be leased; a leased one counts from the end of its lease. */
  nextDueInMs(): Promise<number | undefined>;
  /** Given up, by id. */
  dead(tenant: TenantId, page: Page<string>): Promise<readonly DeadLetterRow[]>;
  /** Puts one that was given up back in line with its old id, tries at 0; false when there is none. */
  redrive(tenant: TenantId, id: string, audit: AuditEntry): Promise<boolean>;
}

/** A link that decides one task, known by the SHA-256 of its secret in hexadecimal. */
export interface TapLink {
  readonly tenant: TenantId;
  readonly hash: string;
  readonly person: PersonId;
  readonly task: TaskId;
  /** What the letter showed (R10.1), and as of which event. */
  readonly seen: string;
  readonly seq: number;
  readonly expiresAtMs: number;
  /** It is over: used, or the task was no longer its person’s. */
  readonly spentAtMs?: number;
}

export interface LinkStore {
  save(link: TapLink): Promise<void>;
  read(tenant: TenantId, hash: string): Promise<TapLink | undefined>;
  /** false: there is none, or it was spent before. */
  spend(tenant: TenantId, hash: string, atMs: number): Promise<boolean>;
}

export interface PreferenceStore {
  /** `content` is JSON text; it takes the place of what was wished before. */
  save(tenant: TenantId, person: PersonId, content: string): Promise<void>;
  read(tenant: TenantId, person: PersonId): Promise<string | undefined>;
}
