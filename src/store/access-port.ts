/** What a store keeps of audit, people and credentials. */

import type { Actor, PersonId, Substitution, TenantId } from '../kernel/index.ts';
import type { Page } from './port.ts';

/** One record (A1). Holds no form data and no secret. */
export interface AuditEntry {
  readonly tenant: TenantId;
  readonly atMs: number;
  readonly actor: Actor;
  readonly action: string;
  /** What it was done to: `instance:<id>`, `flow:<name>@<version>`. */
  readonly object: string;
  readonly result: 'done' | 'refused';
  /** The refusal's code. */
  readonly code?: string;
  readonly reason?: string;
}

export interface AuditRecord extends AuditEntry {
  /** Rises within the tenant by one, in the order of the commits. */
  readonly position: number;
}

/**
 * A record as it is stored and hashed: `actor` is JSON text, `digest` covers the fields. The last
 * record of each commit has the `seal`: the hash over the seal before and the digests since.
 */
export interface SealedRecord {
  readonly position: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly result: string;
  readonly code?: string;
  readonly reason?: string;
  readonly digest: string;
  readonly seal?: string;
}

/**
 * Where a tenant's log stands: its last position and the seal there. `log` names it; a log begun
 * anew has another name.
 */
export interface AuditHead {
  readonly tenant: TenantId;
  readonly log: string;
  readonly position: number;
  readonly hash: string;
}

export interface AuditStore {
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Oldest first. */
  list(tenant: TenantId, page: Page<number>): Promise<readonly AuditRecord[]>;
  /** undefined: nothing was ever recorded. */
  head(tenant: TenantId): Promise<AuditHead | undefined>;
  /** The records as they stand, up to 5 000, and the head, all of one moment. */
  log(
    tenant: TenantId,
    page: Page<number>,
  ): Promise<{ readonly head: AuditHead | undefined; readonly records: readonly SealedRecord[] }>;
}

/** Who acts for whom, for how long and for what (R3.7). */
export interface SubstitutionRecord extends Substitution {
  readonly tenant: TenantId;
  readonly setBy: Actor;
  readonly setAtMs: number;
}

export interface SubstituteStore {
  /** Keeps a new one. */
  save(record: SubstitutionRecord, audit: AuditEntry): Promise<void>;
  /** It is over at the instant; false: there is none, or it was over before. */
  end(tenant: TenantId, id: string, atMs: number, audit: AuditEntry): Promise<boolean>;
  one(tenant: TenantId, id: string): Promise<SubstitutionRecord | undefined>;
  /** Those that are not over at the instant, begun or not, by id. */
  standing(tenant: TenantId, atMs: number, limit: number): Promise<readonly SubstitutionRecord[]>;
  /** Those that a person gave or was given, or all; by id, the last one first. */
  list(
    tenant: TenantId,
    person: PersonId | undefined,
    page: Page<string>,
  ): Promise<readonly SubstitutionRecord[]>;
}

/** Tenants, their directories, keys and secrets. */
export interface AccessStore {
  tenants(): Promise<readonly TenantId[]>;
  saveTenant(tenant: TenantId, name: string): Promise<void>;
  /** `content` is JSON text of the directory; version is its SHA-256. */
  saveDirectory(
    tenant: TenantId,
    version: string,
    content: string,
    audit: AuditEntry,
  ): Promise<void>;
  directory(
    tenant: TenantId,
  ): Promise<{ readonly version: string; readonly content: string } | undefined>;
  /** Tenants with the version of a directory that open tasks do not follow yet (R3.2). */
  unfollowed(
    limit: number,
  ): Promise<readonly { readonly tenant: TenantId; readonly version: string }[]>;
  /** Open tasks follow this version; of no effect when there is a newer one. */
  followed(tenant: TenantId, version: string): Promise<void>;
  saveApiKey(key: ApiKeyRecord, audit: AuditEntry): Promise<void>;
  /** Looked up before the tenant is known: by the SHA-256 of the key. */
  apiKey(hash: string): Promise<ApiKeyRecord | undefined>;
  /** Those that were not revoked, of a person or of all, by hash. */
  apiKeys(
    tenant: TenantId,
    person: PersonId | undefined,
    page: Page<string>,
  ): Promise<readonly ApiKeyRecord[]>;
  /** false: there is none, or it was revoked before; nothing was written. */
  revokeApiKey(tenant: TenantId, hash: string, atMs: number, audit: AuditEntry): Promise<boolean>;
  /** It was used then. */
  touchApiKey(tenant: TenantId, hash: string, atMs: number): Promise<void>;
  saveSecret(tenant: TenantId, name: string, value: string, audit: AuditEntry): Promise<void>;
  secret(tenant: TenantId, name: string): Promise<string | undefined>;
  /** The secret of this name; the value given becomes it when there is none. */
  secretOnce(tenant: TenantId, name: string, value: string): Promise<string>;
}

export interface ApiKeyRecord {
  readonly tenant: TenantId;
  readonly hash: string;
  readonly person: PersonId;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Its first characters, by which its person knows it. */
  readonly start?: string;
  readonly createdAtMs?: number;
  /** About: it is written down now and then. */
  readonly usedAtMs?: number;
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
}
