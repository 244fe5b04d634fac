/** Where an HTTP request may go, and how it gets there: to the address that was checked. */

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import type { TenantId } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import { isPublicAddress } from './addresses.ts';
import { ENGINE_LIMITS } from './limits.ts';

/** The URL that a definition's address stands for, or what is wrong with it. */
export async function targetOf(store: Store, tenant: TenantId, url: string): Promise<URL | string> {
  const secret = /^secret:(.+)$/.exec(url)?.[1];
  const target = secret === undefined ? url : await store.access.secret(tenant, secret);
  if (target === undefined) return `the secret ${secret} is not set`;
  return URL.canParse(target) ? new URL(target) : 'the address is no URL';
}

export interface Address {
  readonly ip: string;
  readonly family: 4 | 6;
}

/** Resolves once and connects to what was checked, so that a changing name changes nothing. */
export async function addressOf(
  url: URL,
  allowedHosts: readonly string[],
): Promise<Address | { readonly problem: string; readonly isFinal: boolean }> {
  const isAllowed = allowedHosts.includes(url.host);
  if (url.protocol !== 'https:' && !(isAllowed && url.protocol === 'http:')) {
    return { problem: 'only https is called', isFinal: true };
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const known = isIP(host);
  const found = known
    ? [{ address: host, family: known }]
    : await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return { problem: 'the host’s name does not resolve', isFinal: false };
  if (!isAllowed && !found.every(({ address }) => isPublicAddress(address))) {
    return { problem: 'the host is not on the public network', isFinal: true };
  }
  return { ip: first.address, family: first.family === 6 ? 6 : 4 };
}

interface Letter {
  readonly method?: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Bytes read of the answer's body; what is longer is cut. */
  readonly bytesMax: number;
}

export type HttpAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly text: string;
      readonly retryAfter: string | string[] | undefined;
    }
  | { readonly ok: false; readonly reason: string };

/** Sends one request; follows no redirection. Faults: none; every failure is an answer. */
export async function post(
  url: URL,
  { ip, family }: Address,
  { signal, bytesMax, ...letter }: Letter,
): Promise<HttpAnswer> {
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
      method: 'POST',
      ...letter,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ENGINE_LIMITS.deliveryTimeoutMs)]),
    });
    const text = await textOf(response.body, bytesMax);
    const { 'retry-after': retryAfter } = response.headers;
    return { ok: true, status: response.statusCode, text, retryAfter };
  } catch (error) {
    return { ok: false, reason: failureOf(error) };
  } finally {
    await dispatcher.destroy();
  }
}

/** The kind of failure only: its text may name the address that a secret holds. */
function failureOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return `the connection failed (${String(typeof code === 'string' ? code : name)})`;
}

async function textOf(body: AsyncIterable<Buffer>, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8');
}
