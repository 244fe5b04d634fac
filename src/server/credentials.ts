/** Turns the Authorization header into a caller; the tenant comes from nowhere else. */

import type { IncomingHttpHeaders } from 'node:http';
import type { JWTVerifyGetKey } from 'jose';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Caller, Engine } from '../engine/index.ts';
import { hashKey, KEY_PREFIX } from '../engine/index.ts';
import type { SignIn } from './session/sign-in.ts';

/** An OpenID Connect issuer whose tokens are accepted. */
export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The claim that names the tenant; default `tenant`. */
  readonly tenantClaim?: string;
  /** The claim that names the person in the directory; default `sub`. */
  readonly personClaim?: string;
}

export interface CredentialOptions {
  readonly engine: Engine;
  readonly oidc?: OidcOptions;
  /** Reads the session of a browser; absent where no issuer is configured for browsers. */
  readonly signIn?: Pick<SignIn, 'ownerOf'>;
  /** Accepts `Demo <tenant>/<person>`; only ever true in demo mode. */
  readonly demo: boolean;
}

/** The caller; `missing`, `invalid`, or `unavailable` while the issuer cannot be asked. */
export type Authenticate = (
  headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
) => Promise<Caller | 'missing' | 'invalid' | 'unavailable'>;

/**
 * The Authorization header of a browser that has a session: the cookie says whose. No other site’s page
 * can send this header here, so that a cookie alone is never a credential.
 */
const SESSION = 'session';

/** Builds the one function that reads credentials. */
export function authenticator({ engine, oidc, demo, signIn }: CredentialOptions): Authenticate {
  const verify = oidc ? tokenVerifier(oidc) : undefined;
  return async ({ authorization, cookie }) => {
    if (authorization === undefined) return 'missing';
    const [, scheme, value] = /^(\S+)(?: +(\S+))?$/.exec(authorization) ?? [];
    if (scheme === undefined) return 'invalid';
    const isSession = scheme.toLowerCase() === SESSION;
    if (!isSession && value === undefined) return 'invalid';
    const caller = isSession
      ? await signIn?.ownerOf(cookie)
      : await read(scheme.toLowerCase(), value!);
    if (caller === 'unavailable') return caller;
    if (!caller) return 'invalid';
    const directory = await engine.knowledge.directory(caller.tenant);
    return directory.person(caller.person)?.active ? caller : 'invalid';
  };

  async function read(scheme: string, value: string): Promise<Verified> {
    if (scheme === 'demo') return demo ? readDemo(value) : undefined;
    if (scheme !== 'bearer') return undefined;
    if (value.startsWith(KEY_PREFIX)) return readKey(engine, value);
    return verify?.(value);
  }
}

function readDemo(value: string): Caller | undefined {
  const [, tenant, person] = /^([\w-]{1,64})\/([\w.-]{1,64})$/.exec(value) ?? [];
  return tenant === undefined || person === undefined ? undefined : { tenant, person };
}

async function readKey(engine: Engine, key: string): Promise<Caller | undefined> {
  const record = await engine.knowledge.apiKey(hashKey(key));
  if (!record || record.revokedAtMs !== undefined) return undefined;
  const { expiresAtMs, tenant, person, scopes } = record;
  if (expiresAtMs !== undefined && expiresAtMs <= engine.clock.nowMs()) return undefined;
  return { tenant, person, scopes, ...(expiresAtMs === undefined ? {} : { untilMs: expiresAtMs }) };
}

type Verified = Caller | 'unavailable' | undefined;

function tokenVerifier(oidc: OidcOptions): (token: string) => Promise<Verified> {
  const { issuer, audience, tenantClaim = 'tenant', personClaim = 'sub' } = oidc;
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (token) => {
    keys ??= discover(issuer);
    const getKey = await keys.catch(() => undefined);
    if (!getKey) {
      keys = undefined;
      return 'unavailable';
    }
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer,
        audience,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        requiredClaims: ['exp', 'iat'],
      });
      const tenant = payload[tenantClaim];
      const person = payload[personClaim];
      if (typeof tenant !== 'string' || typeof person !== 'string') return undefined;
      return { tenant, person };
    } catch {
      return undefined;
    }
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'error' });
  const configuration = (await response.json()) as { issuer?: string; jwks_uri?: string };
  if (configuration.issuer !== issuer || configuration.jwks_uri === undefined) {
    throw new Error(`the issuer ${issuer} describes itself as another`);
  }
  return createRemoteJWKSet(new URL(configuration.jwks_uri));
}
