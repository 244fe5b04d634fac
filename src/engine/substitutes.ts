/** Substitutes of people (R3.7): set, listed and ended, by themselves or by administrators. */

import type { AccessRight } from '../identity/index.ts';
import type { PersonId, TenantId } from '../kernel/index.ts';
import type { AuditEntry, Store, SubstitutionRecord } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import { newId } from './ids.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, RandomBytes } from './ports.ts';
import type { Caller } from './requests.ts';

/** What somebody arranges; the principal is the caller unless another is named. */
export interface SubstitutionRequest {
  readonly principal?: PersonId;
  readonly substitute: PersonId;
  /** Now when absent. */
  readonly fromMs?: number;
  readonly untilMs: number;
  readonly flows?: readonly string[];
  readonly limit?: { readonly field: string; readonly max: number };
}

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly refuseUnless: (caller: Caller, right: AccessRight) => Promise<AnyRefusal | undefined>;
}

export class Substitutes {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Refuses: access.denied for somebody else, person.unknown, substitute.*. */
  async set(
    caller: Caller,
    { principal = caller.person, fromMs, ...given }: SubstitutionRequest,
  ): Promise<SubstitutionRecord | AnyRefusal> {
    const { store, knowledge, clock, randomBytes } = this.#world;
    const { tenant } = caller;
    const denied = await this.#refuseFor(caller, principal);
    if (denied) return denied;
    const nowMs = clock.nowMs();
    const from = fromMs ?? nowMs;
    if (principal === given.substitute) return refuse('substitute.self');
    const isLong = given.untilMs - from > ENGINE_LIMITS.substitutionMsMax;
    if (given.untilMs <= from || given.untilMs <= nowMs || isLong)
      return refuse('substitute.period');
    const directory = await knowledge.directory(tenant);
    const missing = [principal, given.substitute].find((id) => !directory.person(id)?.active);
    if (missing !== undefined) return refuse('person.unknown', { detail: { person: missing } });
    const standing = await store.substitutes.standing(
      tenant,
      nowMs,
      ENGINE_LIMITS.substitutionsMax,
    );
    if (standing.length >= ENGINE_LIMITS.substitutionsMax) return refuse('substitute.too-many');
    const id = newId(nowMs, randomBytes);
    const setBy = { kind: 'person', id: caller.person } as const;
    const record = { tenant, id, principal, fromMs: from, ...given, setBy, setAtMs: nowMs };
    await store.substitutes.save(record, this.#audit(caller, 'SetSubstitute', id));
    knowledge.forgetSubstitutions(tenant);
    return record;
  }

  /** It is over from now on. Refuses: substitute.unknown, access.denied for somebody else’s. */
  async end(caller: Caller, id: string): Promise<AnyRefusal | undefined> {
    const { store, knowledge, clock } = this.#world;
    const { tenant } = caller;
    const record = await store.substitutes.one(tenant, id);
    if (!record) return refuse('substitute.unknown');
    const denied = await this.#refuseFor(caller, record.principal);
    if (denied) return denied;
    const nowMs = clock.nowMs();
    if (record.untilMs <= nowMs) return refuse('substitute.unknown');
    const audit = this.#audit(caller, 'EndSubstitute', id);
    const ended = await store.substitutes.end(tenant, id, nowMs, audit);
    knowledge.forgetSubstitutions(tenant);
    return ended ? undefined : refuse('substitute.unknown');
  }

  /** Those that the caller gave or was given, or all. Refuses: access.denied for all. */
  async list(
    caller: Caller,
    scope: 'mine' | 'all',
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly SubstitutionRecord[] | AnyRefusal> {
    const { store, refuseUnless } = this.#world;
    const denied = scope === 'all' ? await refuseUnless(caller, 'substitute.write') : undefined;
    if (denied) return denied;
    const person = scope === 'mine' ? caller.person : undefined;
    return store.substitutes.list(caller.tenant, person, page);
  }

  async #refuseFor(caller: Caller, principal: PersonId): Promise<AnyRefusal | undefined> {
    if (principal === caller.person) return undefined;
    return this.#world.refuseUnless(caller, 'substitute.write');
  }

  #audit(caller: Caller, action: string, id: string): AuditEntry {
    const tenant: TenantId = caller.tenant;
    const actor = { kind: 'person', id: caller.person } as const;
    const atMs = this.#world.clock.nowMs();
    return { tenant, atMs, actor, action, object: `substitute:${id}`, result: 'done' };
  }
}
