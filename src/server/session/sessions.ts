/**
 * Sessions of browsers: who it is, encrypted in a cookie with a key of the tenant that every node
 * reads from the store. Lost: a table of sessions, a write for each and a read for each request; what
 * it would give, ending one session alone, the directory gives by making the person inactive.
 */

import { randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { Engine } from '../../engine/index.ts';
import type { PersonId, TenantId } from '../../kernel/index.ts';
import { SERVER_LIMITS } from '../limits.ts';

/** The tenant’s secret; another one ends all of its sessions. */
export const SESSION_KEY = 'session.key';
const AUDIENCE = 'vermilion-session';

export interface SessionOwner {
  readonly tenant: TenantId;
  readonly person: PersonId;
}

export interface Sessions {
  seal(owner: SessionOwner): Promise<string>;
  /** undefined: it is none of ours, or over. */
  read(value: string): Promise<SessionOwner | undefined>;
}

/** A key that nobody has seen. */
export function freshSessionKey(): string {
  return randomBytes(32).toString('base64url');
}

export function sessionsOf({ store, clock }: Pick<Engine, 'store' | 'clock'>): Sessions {
  const keys = new Map<TenantId, { readonly key: Uint8Array; readonly readAtMs: number }>();

  const known = async (
    tenant: TenantId,
    read: () => Promise<string | undefined>,
  ): Promise<Uint8Array | undefined> => {
    const kept = keys.get(tenant);
    const nowMs = clock.nowMs();
    if (kept && Math.abs(nowMs - kept.readAtMs) < SERVER_LIMITS.sessionKeyAgeMs) return kept.key;
    const secret = await read();
    if (secret === undefined) return undefined;
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(secret));
    const key = new Uint8Array(digest);
    keys.set(tenant, { key, readAtMs: nowMs });
    return key;
  };

  return {
    seal: async ({ tenant, person }) => {
      const key = await known(tenant, () =>
        store.access.secretOnce(tenant, SESSION_KEY, freshSessionKey()),
      );
      const nowSeconds = Math.floor(clock.nowMs() / 1000);
      const sealed = await new EncryptJWT({ tenant })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setSubject(person)
        .setAudience(AUDIENCE)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + SERVER_LIMITS.sessionMs / 1000)
        .encrypt(key!);
      return `${Buffer.from(tenant).toString('base64url')}~${sealed}`;
    },
    read: async (value) => {
      const [, name, sealed] = /^([\w-]{1,120})~([\w.-]{1,4000})$/.exec(value) ?? [];
      if (name === undefined || sealed === undefined) return undefined;
      const tenant = Buffer.from(name, 'base64url').toString();
      if (tenant.includes('\0')) return undefined;
      const key = await known(tenant, () => store.access.secret(tenant, SESSION_KEY));
      if (!key) return undefined;
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          audience: AUDIENCE,
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(clock.nowMs()),
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return payload['tenant'] === tenant && payload.sub !== undefined
          ? { tenant, person: payload.sub }
          : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
