/** What a channel is: a way by which one letter reaches one person. */

import type { Roster } from '../identity/index.ts';
import type { PersonId, TenantId } from '../kernel/index.ts';
import type { Letter } from './letter.ts';
import { textIn } from './sheet.ts';

/** Whom a channel writes to. */
export interface Addressee {
  readonly tenant: TenantId;
  readonly person: PersonId;
  readonly name: string;
  readonly email?: string;
}

export interface Sending {
  /** Stable over all tries: a receiver that knows it has had the letter. */
  readonly id: string;
  readonly to: Addressee;
  readonly letter: Letter;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** `refused`: no other try can help, and the letter is given up. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Channel {
  /** The word by which people wish for it and letters are kept under. */
  readonly name: string;
  /**
   * Only the person reads what goes this way: letters may hold links that decide. A channel that
   * goes through somebody else’s service, or to a group, is not private.
   */
  readonly isPrivate: boolean;
  /** Whether it can reach the person at all. */
  reaches(to: Addressee): Promise<boolean>;
  /** Faults: none; every failure is an answer. */
  send(sending: Sending): Promise<Sent>;
  close(): Promise<void>;
}

/** How the directory knows a person. */
export function addresseeOf(directory: Roster, tenant: TenantId, person: PersonId): Addressee {
  const { email, language = 'en' } = directory.contact(person);
  const name = textIn(directory.person(person)?.name ?? person, language);
  return { tenant, person, name, ...(email === undefined ? {} : { email }) };
}
