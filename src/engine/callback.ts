/** The word by which a receiver answers a call later: whoever has it may, and nobody else (R11.1). */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstanceId, TenantId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { RandomBytes } from './ports.ts';

/** The tenant's secret that the tokens are made with; drawn when the first is made. */
export const CALLBACK_SECRET = 'callback.signing';

/** The call that a token speaks of. */
export interface CalledBack {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly visit: number;
}

/** Makes the token of a call; always the same one. */
export async function callbackToken(
  store: Store,
  randomBytes: RandomBytes,
  call: CalledBack,
): Promise<string> {
  const fresh = randomBytes(32).toString('hex');
  const secret = await store.access.secretOnce(call.tenant, CALLBACK_SECRET, fresh);
  const { tenant, instance, visit } = call;
  const name = Buffer.from(tenant).toString('base64url');
  return `${name}.${instance}.${visit}.${sign(secret, call)}`;
}

/** The call that the token was made for, or undefined when it is none of ours. */
export async function readCallbackToken(
  store: Store,
  token: string,
): Promise<CalledBack | undefined> {
  const match = /^([\w-]{1,200})\.([\w-]{1,64})\.([1-9]\d{0,8})\.([0-9a-f]{64})$/.exec(token);
  if (!match) return undefined;
  const tenant = Buffer.from(match[1]!, 'base64url').toString();
  const call = { tenant, instance: match[2]!, visit: Number(match[3]) };
  const secret = await store.access.secret(tenant, CALLBACK_SECRET);
  if (secret === undefined) return undefined;
  const given = Buffer.from(match[4]!, 'hex');
  const right = Buffer.from(sign(secret, call), 'hex');
  return timingSafeEqual(given, right) ? call : undefined;
}

function sign(secret: string, { tenant, instance, visit }: CalledBack): string {
  const what = JSON.stringify([tenant, instance, visit]);
  return createHmac('sha256', secret).update(what).digest('hex');
}
