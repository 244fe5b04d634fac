/** What a store keeps for those who follow what happens. */

import type { TenantId } from '../kernel/index.ts';
import type { LeaseRequest } from './port.ts';

/** How far a sink has followed a tenant, in somebody's hands until the lease ends. */
export interface LeasedCursor {
  readonly tenant: TenantId;
  /** The last record of the tenant's audit log that it has taken. */
  readonly position: number;
  /** Tries that failed since it took something. */
  readonly attempts: number;
  readonly fence: number;
}

/** What came of a lease: taken up to a position; or not, and tried again after a time. */
export type CursorSettlement =
  | { readonly kind: 'taken'; readonly position: number }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string };

/** Where a sink stands with a tenant; behind by `head - position` records. */
export interface SinkStanding {
  readonly sink: string;
  readonly position: number;
  readonly head: number;
  readonly attempts: number;
  /** Why it was not taken the last time. */
  readonly reason?: string;
}

/** Those who follow what happens: each goes through the audit log of each tenant, record by record. */
export interface SinkStore {
  /**
   * Makes a sink known; one that is known stays where it is. `now`: it begins behind what the tenants
   * have by now; `start`: with their first record. A tenant that comes later begins with its first.
   */
  begin(sink: string, from: 'now' | 'start', atMs: number): Promise<void>;
  /** Tenants of which there is more to take; the one that waited longest first. */
  lease(sink: string, request: LeaseRequest): Promise<readonly LeasedCursor[]>;
  /** false: the lease was lost; nothing changed. */
  settle(
    sink: string,
    tenant: TenantId,
    fence: number,
    settlement: CursorSettlement,
  ): Promise<boolean>;
  /** By name. */
  standings(tenant: TenantId): Promise<readonly SinkStanding[]>;
  /** Records that each sink has still to take, of all tenants. */
  backlog(): Promise<ReadonlyMap<string, number>>;
}
