/** What should happen outside; goes to the outbox in the commit of its events (R11.1). */

import type { InstanceId, JsonObject, TenantId } from './words.ts';

/** A call of a `call` step. Its idempotency key is `<instance>.<visit>`. */
export interface CallEffect {
  readonly kind: 'call';
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly visit: number;
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject;
  readonly attemptsMax: number;
  readonly backoffMs: readonly [number, number];
  /** true: the engine settles the visit with the result. */
  readonly wait: boolean;
}

export type Effect = CallEffect;
