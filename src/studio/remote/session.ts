/** Who acts: the credential of this tab, and the client that carries it. */

import type { Me, WaysIn } from '../../protocol/index.ts';
import { Client } from '../../protocol/index.ts';

const KEY = 'vermilion.credential';

/** The Authorization header of this tab: other tabs may act as somebody else. */
export function credential(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function keepCredential(authorization: string): void {
  sessionStorage.setItem(KEY, authorization);
}

export function forgetCredential(): void {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(PERSON);
}

const PERSON = 'vermilion.person';

/** Who a credential stands for, for as long as the tab: a server that is away cannot say it. */
export function keepPerson(authorization: string, me: Me): void {
  sessionStorage.setItem(PERSON, JSON.stringify({ authorization, me }));
}

export function keptPerson(authorization: string): Me | undefined {
  const text = sessionStorage.getItem(PERSON);
  const known = text === null ? undefined : (JSON.parse(text) as { authorization: string; me: Me });
  return known?.authorization === authorization ? known.me : undefined;
}

/** What the client sends for a browser that has a session: the cookie, which no script reads, says whose. */
export const BY_SESSION = 'Session';

/** How one may sign in here, and whether this browser has; none where the server does not say. */
export async function waysIn(signal: AbortSignal): Promise<WaysIn> {
  try {
    const response = await fetch('/v1/session', { signal });
    if (response.ok) return (await response.json()) as WaysIn;
  } catch {
    // The screens behind the door tell what is wrong with the server.
  }
  return { oidc: false, isSignedIn: false };
}

/** To the issuer, and back to the place in the studio where one is. */
export function signInAtIssuer(): void {
  const to = `${location.pathname}${location.search.replace(/[?&]login=\w+/, '')}`;
  location.assign(`/login/oidc?to=${encodeURIComponent(to)}`);
}

/** Why the issuer’s way back led to nobody, if it did. */
export function turnedBack(): 'unavailable' | 'refused' | 'unknown' | undefined {
  const why = new URLSearchParams(location.search).get('login');
  return why === 'unavailable' || why === 'refused' || why === 'unknown' ? why : undefined;
}

export async function endSession(): Promise<void> {
  const headers = { authorization: BY_SESSION };
  await fetch('/v1/session/end', { method: 'POST', headers }).catch(() => {});
}

/** A client for a credential, at the server that the page came from. */
export function clientFor(authorization: string): Client {
  return new Client({ url: location.origin, authorization });
}
