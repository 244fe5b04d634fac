/** Who acts: the credential of this tab, and the client that carries it. */

import type { Me, WaysIn } from '../../protocol/index.ts';
import { Client } from '../../protocol/index.ts';

const KEY = 'vermilion.credential';

/** The Authorization header of this tab: other tabs may act as somebody else. */
export function credential(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** A browser without room lets in as well: the next page then asks again. */
export function keepCredential(authorization: string): void {
  keepIn(sessionStorage, KEY, authorization);
}

function keepIn(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    storage.removeItem(key);
  }
}

/** Forgets how this tab acts, and for whom. */
export function forgetCredential(authorization: string): void {
  sessionStorage.removeItem(KEY);
  forgetPerson(authorization);
}

const PERSON = 'vermilion.person';
/** As long as a session lasts at the server: by then somebody else may sit before the screen. */
export const KNOWN_MS_MAX = 8 * 3_600_000;

interface Kept {
  readonly authorization: string;
  readonly me: Me;
  readonly atMs: number;
}

/** A session is the browser’s, a credential the tab’s. */
function placeOf(authorization: string): Storage {
  return authorization === BY_SESSION ? localStorage : sessionStorage;
}

/** Who a credential stands for: a server that is away cannot say it. */
export function keepPerson(authorization: string, me: Me): void {
  const kept: Kept = { authorization, me, atMs: Date.now() };
  keepIn(placeOf(authorization), PERSON, JSON.stringify(kept));
}

export function keptPerson(authorization: string): Me | undefined {
  const known = keptIn(placeOf(authorization).getItem(PERSON));
  const isOver = known !== undefined && Date.now() - known.atMs > KNOWN_MS_MAX;
  return known?.authorization === authorization && !isOver ? known.me : undefined;
}

export function forgetPerson(authorization: string): void {
  placeOf(authorization).removeItem(PERSON);
}

function keptIn(text: string | null): Kept | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Kept);
  } catch {
    return undefined;
  }
}

/** Tells when another tab has signed in somebody else by this browser’s session, or signed out. */
export function whenAnother(me: Me, told: () => void): () => void {
  const hear = ({ key, newValue }: StorageEvent): void => {
    if (key !== PERSON) return;
    const next = keptIn(newValue)?.me;
    if (next?.id !== me.id || next.tenant !== me.tenant) told();
  };
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

/** What the client sends for a browser that has a session: the cookie, which no script reads, says whose. */
export const BY_SESSION = 'Session';

/** How one may sign in here, and whether this browser has; none where the server does not say. */
export async function waysIn(signal: AbortSignal): Promise<WaysIn> {
  try {
    const response = await fetch('/v1/session', { signal });
    if (response.ok) {
      const ways = (await response.json()) as WaysIn;
      if (!ways.isSignedIn) forgetPerson(BY_SESSION);
      return ways;
    }
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

/** What the server refuses is said in the language that the page speaks. */
const inOwnWords: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('accept-language', document.documentElement.lang || navigator.language);
  return fetch(input, { ...init, headers });
};

/** A client for a credential, at the server that the page came from. */
export function clientFor(authorization: string): Client {
  return new Client({ url: location.origin, authorization, fetch: inOwnWords });
}
