/** Signing in by browser: the issuer, the sessions it leads to, and their cookies. */

import type { Engine } from '../../engine/index.ts';
import type { OidcOptions } from '../credentials.ts';
import type { CookieJar } from './cookies.ts';
import { cookieIn, cookieJar } from './cookies.ts';
import type { Issuer, OidcClient } from './issuer.ts';
import { issuerOf } from './issuer.ts';
import type { SessionOwner, Sessions } from './sessions.ts';
import { sessionsOf } from './sessions.ts';

export interface BrowserSignIn extends OidcClient {
  /** The studio’s address as people reach it, without a slash at its end. */
  readonly publicUrl: string;
}

export interface SignIn {
  readonly issuer: Issuer;
  readonly sessions: Sessions;
  readonly jar: CookieJar;
  /** Whose session the cookies of a request hold. */
  ownerOf(cookies: string | undefined): Promise<SessionOwner | undefined>;
}

export function signInBy(engine: Engine, oidc: OidcOptions, browser: BrowserSignIn): SignIn {
  const sessions = sessionsOf(engine);
  const jar = cookieJar(browser.publicUrl);
  return {
    issuer: issuerOf(oidc, browser, browser.publicUrl),
    sessions,
    jar,
    ownerOf: async (cookies) => {
      const value = cookieIn(cookies, jar.session);
      return value === undefined ? undefined : sessions.read(value);
    },
  };
}
