/** Who acts: the credential of this tab, and the client that carries it. */

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
}

/** A client for a credential, at the server that the page came from. */
export function clientFor(authorization: string): Client {
  return new Client({ url: location.origin, authorization });
}
