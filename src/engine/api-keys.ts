/** API keys: issued, listed without what they are, and revoked, by their person or by administrators. */

import type { AccessRight } from '../identity/index.ts';
import { EVERY_SCOPE } from '../identity/index.ts';
import type { PersonId } from '../kernel/index.ts';
import type { ApiKeyRecord, AuditEntry, Page, Store } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import { sha256 } from './ids.ts';
import type { Knowledge } from './knowledge.ts';
import type { Clock, RandomBytes } from './ports.ts';
import type { Caller } from './requests.ts';

/** A key as lists show it. */
export interface ApiKeyView extends Omit<ApiKeyRecord, 'tenant' | 'hash' | 'revokedAtMs'> {
  /** The beginning of its hash: names it within the tenant, and lets nobody in. */
  readonly id: string;
  readonly person: PersonId;
}

/** What a key is to be: for what, by its name, and what of what its person may. */
export type WantedKey = Pick<ApiKeyRecord, 'name' | 'scopes' | 'expiresAtMs'>;

/** How every key begins. */
export const KEY_PREFIX = 'vk_';
const KEY_BYTES = 24;
/** Of the key itself: enough to know it by, and 168 bits short of it. */
const START_CHARS = KEY_PREFIX.length + 4;

/** The stored form of a key. */
export function hashKey(key: string): string {
  return sha256(key);
}

/** Characters of a hash that tell it from every other one of a tenant. */
const ID_CHARS = 16;

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly refuseUnless: (caller: Caller, right: AccessRight) => Promise<AnyRefusal | undefined>;
  readonly audit: (caller: Caller, action: string, object: string) => AuditEntry;
}

export class ApiKeys {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A key that acts as the caller, seen here and never again. Refuses: access.denied. */
  async issue(caller: Caller, wanted: WantedKey): Promise<{ readonly key: string } | AnyRefusal> {
    const { store, clock, randomBytes, audit } = this.#world;
    const { tenant, person } = caller;
    const isWide = wanted.scopes.some((scope) => isWider(scope, caller.scopes));
    if (isWide || outlives(wanted, caller)) return refuse('access.denied');
    const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const entry = audit(caller, 'IssueKey', `key:${wanted.name}`);
    const known = {
      hash: hashKey(key),
      start: key.slice(0, START_CHARS),
      createdAtMs: clock.nowMs(),
    };
    await store.access.saveApiKey({ ...wanted, tenant, person, ...known }, entry);
    return { key };
  }

  /** By id, one’s own or all. Refuses: access.denied. */
  async list(
    caller: Caller,
    scope: 'mine' | 'all',
    page: Page<string>,
  ): Promise<readonly ApiKeyView[] | AnyRefusal> {
    const { store, refuseUnless } = this.#world;
    const denied =
      scope === 'all' ? await refuseUnless(caller, 'key.revoke') : refuseNarrow(caller);
    if (denied) return denied;
    const person = scope === 'all' ? undefined : caller.person;
    return (await store.access.apiKeys(caller.tenant, person, page)).map(viewOf);
  }

  /** Holds here at once, and on every other node as soon as it reads keys anew. Refuses: api-key.unknown, access.denied. */
  async revoke(caller: Caller, id: string): Promise<AnyRefusal | undefined> {
    const { store, knowledge, clock, refuseUnless, audit } = this.#world;
    const { tenant } = caller;
    const narrow = refuseNarrow(caller);
    if (narrow) return narrow;
    const key = await this.#find(caller, id);
    if (!key) return refuse('api-key.unknown');
    if (key.person !== caller.person) {
      const denied = await refuseUnless(caller, 'key.revoke');
      // Whoever may not know of it is told that there is none (X9).
      if (denied) return refuse('api-key.unknown');
    }
    const entry = audit(caller, 'RevokeKey', `key:${key.name}`);
    const reason = `${id} of ${key.person}`;
    const done = await store.access.revokeApiKey(tenant, key.hash, clock.nowMs(), {
      ...entry,
      reason,
    });
    knowledge.forgetApiKey(key.hash);
    return done ? undefined : refuse('api-key.unknown');
  }

  async #find({ tenant }: Caller, id: string): Promise<ApiKeyRecord | undefined> {
    if (!new RegExp(`^[0-9a-f]{${ID_CHARS}}$`).test(id)) return undefined;
    const [first] = await this.#world.store.access.apiKeys(tenant, undefined, {
      after: id,
      limit: 1,
    });
    return first?.hash.startsWith(id) ? first : undefined;
  }
}

/** A key gives on what it has itself, never more. */
function isWider(scope: string, scopes: readonly string[] | undefined): boolean {
  return scopes !== undefined && !scopes.includes(EVERY_SCOPE) && !scopes.includes(scope);
}

/**
 * Nor does what a narrow key gives on hold for longer than itself. A whole one is as good as its
 * person: a tenant's first key, which ends within a day, makes those that last.
 */
function outlives({ expiresAtMs }: WantedKey, { scopes, untilMs }: Caller): boolean {
  if (untilMs === undefined || scopes === undefined || scopes.includes(EVERY_SCOPE)) return false;
  return expiresAtMs === undefined || expiresAtMs > untilMs;
}

/** A key that was given less than everything manages no keys, unless it was given that. */
function refuseNarrow({ scopes }: Caller): AnyRefusal | undefined {
  const able = [EVERY_SCOPE, 'key.issue', 'key.revoke'];
  const isAble = scopes === undefined || scopes.some((scope) => able.includes(scope));
  return isAble ? undefined : refuse('access.denied', { detail: { right: 'key.issue' } });
}

function viewOf({ tenant: _t, hash, revokedAtMs: _r, ...key }: ApiKeyRecord): ApiKeyView {
  return { id: hash.slice(0, ID_CHARS), ...key };
}
