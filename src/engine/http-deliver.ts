/** Delivers calls over HTTP, signed by Standard Webhooks, never to where it must not go. */

import { Webhook } from 'standardwebhooks';
import type { Store } from '../store/port.ts';
import type { CalledBack } from './callback.ts';
import { addressOf, post, targetOf } from './http-target.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Deliver, DeliveryResult } from './ports.ts';

export interface HttpDeliverOptions {
  /** The token by which a receiver answers later. */
  readonly tokenOf?: (call: CalledBack) => Promise<string>;
  readonly store: Store;
  /** Hosts, with port, that may be called though they are private or not https: `127.0.0.1:9000`. */
  readonly allowedHosts?: readonly string[];
}

/** The tenant's secret that signs; absent: the delivery goes out unsigned. */
export const SIGNING_SECRET = 'webhook.signing';

/** Faults: none; every failure is a result. */
export function httpDeliver({ store, allowedHosts = [], tokenOf }: HttpDeliverOptions): Deliver {
  return async ({ id, effect, atMs, signal }) => {
    const url = await targetOf(store, effect.tenant, effect.url);
    if (typeof url === 'string') return { kind: 'refused', reason: url };
    const address = await addressOf(url, allowedHosts);
    if ('problem' in address) {
      return { kind: address.isFinal ? 'refused' : 'retry', reason: address.problem };
    }
    const body = JSON.stringify(effect.body);
    const signing = await store.access.secret(effect.tenant, SIGNING_SECRET);
    const token = effect.callback && tokenOf ? await tokenOf(effect) : undefined;
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      ...(token === undefined ? {} : { 'callback-token': token }),
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(atMs / 1000)),
      ...(signing === undefined
        ? {}
        : { 'webhook-signature': new Webhook(signing).sign(id, new Date(atMs), body) }),
    };
    const bytesMax = ENGINE_LIMITS.deliveryAnswerBytesMax;
    const method = effect.method as 'POST';
    const answer = await post(url, address, { method, headers, body, signal, bytesMax });
    if (!answer.ok) return { kind: 'retry', reason: answer.reason };
    return resultOf(answer.status, answer.retryAfter);
  };
}

function resultOf(status: number, retryAfter: string | string[] | undefined): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  const reason = `answered ${status}`;
  if (status === 410) return { kind: 'refused', reason };
  const seconds = Number(retryAfter);
  return seconds > 0 && seconds <= 86_400
    ? { kind: 'retry', reason, afterMs: Math.ceil(seconds * 1000) }
    : { kind: 'retry', reason };
}
