/** Signing in at an OpenID Connect issuer: authorization code with PKCE, state and nonce. */

import * as client from 'openid-client';
import type { OidcOptions } from '../credentials.ts';
import type { SessionOwner } from './sessions.ts';

/** What the studio signs in with; a client without a secret proves itself by PKCE alone. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Default `openid profile`. */
  readonly scope?: string;
}

/** What has to be remembered between the way there and the way back; in the browser’s own cookie. */
export interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where in the studio it goes on. */
  readonly to: string;
}

export interface Issuer {
  /** Faults: the issuer cannot be asked. */
  leave(to: string): Promise<{ readonly url: URL; readonly journey: Journey }>;
  /** Shape: the address of the way back → who it is; undefined: the issuer’s word names nobody. */
  arrive(query: string, journey: Journey): Promise<SessionOwner | undefined>;
}

export function issuerOf(oidc: OidcOptions, own: OidcClient, publicUrl: string): Issuer {
  const { tenantClaim = 'tenant', personClaim = 'sub' } = oidc;
  const { clientId, clientSecret, scope = 'openid profile' } = own;
  const back = `${publicUrl}/login/back`;
  let found: Promise<client.Configuration> | undefined;

  const configuration = (): Promise<client.Configuration> => {
    const issuer = new URL(oidc.issuer);
    // The operator names the issuer; one without TLS is for the machine itself and for tests.
    const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    const proof =
      clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
    found ??= client.discovery(issuer, clientId, undefined, proof, { execute }).catch((error) => {
      found = undefined;
      throw error;
    });
    return found;
  };

  return {
    leave: async (to) => {
      const config = await configuration();
      const verifier = client.randomPKCECodeVerifier();
      const journey = { state: client.randomState(), nonce: client.randomNonce(), verifier, to };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope,
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url, journey };
    },
    arrive: async (query, { state, nonce, verifier }) => {
      const config = await configuration();
      const tokens = await client.authorizationCodeGrant(config, new URL(`${back}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const isWhole = claims[tenantClaim] !== undefined && claims[personClaim] !== undefined;
      const more =
        isWhole || config.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
      const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
      const { [tenantClaim]: tenant, [personClaim]: person } = all;
      if (typeof tenant !== 'string' || typeof person !== 'string') return undefined;
      return { tenant, person };
    },
  };
}
