/** Delivers calls over HTTP, signed by Standard Webhooks, never to where it must not go. */

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import type { TenantId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import { isPublicAddress } from './addresses.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Deliver, DeliveryResult } from './ports.ts';

export interface HttpDeliverOptions {
  readonly store: Store;
  /** Hosts, with port, that may be called though they are private or not https: `127.0.0.1:9000`. */
  readonly allowedHosts?: readonly string[];
}

/** The tenant's secret that signs; absent: the delivery goes out unsigned. */
export const SIGNING_SECRET = 'webhook.signing';

/** Faults: none; every failure is a result. */
export function httpDeliver({ store, allowedHosts = [] }: HttpDeliverOptions): Deliver {
  return async ({ id, effect, atMs, signal }) => {
    const url = await targetOf(store, effect.tenant, effect.url);
    if (typeof url === 'string') return { kind: 'refused', reason: url };
    const address = await addressOf(url, allowedHosts);
    if ('kind' in address) return address;
    const body = JSON.stringify(effect.body);
    const signing = await store.access.secret(effect.tenant, SIGNING_SECRET);
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(atMs / 1000)),
      ...(signing === undefined
        ? {}
        : { 'webhook-signature': new Webhook(signing).sign(id, new Date(atMs), body) }),
    };
    return send(url, address, { method: effect.method as 'POST', headers, body, signal });
  };
}

async function targetOf(store: Store, tenant: TenantId, url: string): Promise<URL | string> {
  const secret = /^secret:(.+)$/.exec(url)?.[1];
  const target = secret === undefined ? url : await store.access.secret(tenant, secret);
  if (target === undefined) return `the secret ${secret} is not set`;
  return URL.canParse(target) ? new URL(target) : 'the address is no URL';
}

interface Address {
  readonly ip: string;
  readonly family: 4 | 6;
}

/** Resolves once and connects to what was checked, so that a changing name changes nothing. */
async function addressOf(
  url: URL,
  allowedHosts: readonly string[],
): Promise<Address | DeliveryResult> {
  const isAllowed = allowedHosts.includes(url.host);
  if (url.protocol !== 'https:' && !(isAllowed && url.protocol === 'http:')) {
    return { kind: 'refused', reason: 'only https is called' };
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const known = isIP(host);
  const found = known
    ? [{ address: host, family: known }]
    : await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return { kind: 'retry', reason: 'the host’s name does not resolve' };
  if (!isAllowed && !found.every(({ address }) => isPublicAddress(address))) {
    return { kind: 'refused', reason: 'the host is not on the public network' };
  }
  return { ip: first.address, family: first.family === 6 ? 6 : 4 };
}

interface Letter {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

async function send(
  url: URL,
  { ip, family }: Address,
  { signal, ...letter }: Letter,
): Promise<DeliveryResult> {
  const dispatcher = new Agent({
    connect: {
      timeout: ENGINE_LIMITS.deliveryTimeoutMs,
      lookup: (_host, options, callback) =>
        options.all ? callback(null, [{ address: ip, family }]) : callback(null, ip, family),
    },
  });
  try {
    const response = await request(url, {
      dispatcher,
      ...letter,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ENGINE_LIMITS.deliveryTimeoutMs)]),
    });
    await drop(response.body);
    return resultOf(response.statusCode, response.headers['retry-after']);
  } catch (error) {
    return { kind: 'retry', reason: failureOf(error) };
  } finally {
    await dispatcher.destroy();
  }
}

/** The kind of failure only: its text may name the address that a secret holds. */
function failureOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return `the connection failed (${String(typeof code === 'string' ? code : name)})`;
}

async function drop(body: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ENGINE_LIMITS.deliveryAnswerBytesMax) return;
  }
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
