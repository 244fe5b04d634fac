/** Tenants, directories, keys and secrets. */

import { invariant } from '../../kernel/index.ts';
import type { AccessStore, ApiKeyRecord, AuditEntry } from '../port.ts';
import { apiKeyOf } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import { registerStatement } from './commit/committer.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

/** Plan: one row by the primary key of secret. */
const secretOf = (tenant: string, name: string): Sql =>
  sql`SELECT value FROM secret WHERE tenant = ${tenant} AND name = ${name}`;

/** Of every tenant. Plan: the primary key of directory in its order, a row a tenant. */
const unfollowed = (limit: number): Sql =>
  sql`SELECT tenant, version FROM directory WHERE version <> followed ORDER BY tenant LIMIT ${limit}`;

/** Tenants and what belongs to them over MySQL. */
export function mysqlAccess(trail: Trail, writers: Lanes, readers: Lanes): AccessStore {
  return {
    async tenants() {
      const all = sql`SELECT tenant FROM tenant ORDER BY tenant`;
      return (await readers.read<{ tenant: string }>(all)).map((row) => row.tenant);
    },
    async saveTenant(tenant, name) {
      await writers.write([
        sql`INSERT INTO tenant (tenant, name) VALUES (${tenant}, ${name})
ON DUPLICATE KEY UPDATE name = VALUES(name)`,
      ]);
    },
    async saveDirectory(tenant, version, content, audit) {
      const save = sql`INSERT INTO directory (tenant, version, content, followed)
VALUES (${tenant}, ${version}, ${content}, '')
ON DUPLICATE KEY UPDATE version = VALUES(version), content = VALUES(content)`;
      await trail.write([tenant], [save, ...sealStatements([audit])]);
    },
    async directory(tenant) {
      const read = sql`SELECT version, content FROM directory WHERE tenant = ${tenant}`;
      const [row] = await readers.read<{ version: string; content: string }>(read);
      return row && { version: row.version, content: row.content };
    },
    async unfollowed(limit) {
      const rows = await readers.read<{ tenant: string; version: string }>(unfollowed(limit));
      return rows.map(({ tenant, version }) => ({ tenant, version }));
    },
    async followed(tenant, version) {
      await writers.write([
        sql`UPDATE directory SET followed = ${version}
WHERE tenant = ${tenant} AND version = ${version}`,
      ]);
    },
    saveApiKey: (key, audit) => saveApiKey(trail, writers, key, audit),
    apiKey: (hash) => findApiKey(readers, hash),
    async saveSecret(tenant, name, value, audit) {
      const save = sql`INSERT INTO secret (tenant, name, value) VALUES (${tenant}, ${name}, ${value})
ON DUPLICATE KEY UPDATE value = VALUES(value)`;
      await trail.write([tenant], [save, ...sealStatements([audit])]);
    },
    async secretOnce(tenant, name, value) {
      const keep = sql`INSERT INTO secret (tenant, name, value) VALUES (${tenant}, ${name}, ${value})
ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
      const [, kept] = await writers.write([keep, secretOf(tenant, name)]);
      return kept!.rows[0]!['value'] as string;
    },
    async secret(tenant, name) {
      const [row] = await readers.read<{ value: string }>(secretOf(tenant, name));
      return row?.value;
    },
  };
}

async function saveApiKey(
  trail: Trail,
  writers: Lanes,
  key: ApiKeyRecord,
  audit: AuditEntry,
): Promise<void> {
  const { tenant, hash, person, name, scopes, expiresAtMs, revokedAtMs } = key;
  const [, , claimed] = await writers.write([
    registerStatement([tenant]),
    sql`INSERT INTO api_key_owner (hash, tenant) VALUES (${hash}, ${tenant})
ON DUPLICATE KEY UPDATE hash = VALUES(hash)`,
    ownerOf(hash),
  ]);
  invariant(claimed!.rows[0]!['tenant'] === tenant, 'X2', 'a key of another tenant');
  const save = sql`INSERT INTO api_key
  (tenant, hash, person, name, scopes, expires_at_ms, revoked_at_ms)
VALUES (${tenant}, ${hash}, ${person}, ${name}, ${JSON.stringify(scopes)}, ${expiresAtMs},
  ${revokedAtMs})
ON DUPLICATE KEY UPDATE person = VALUES(person), name = VALUES(name), scopes = VALUES(scopes),
  expires_at_ms = VALUES(expires_at_ms), revoked_at_ms = VALUES(revoked_at_ms)`;
  await trail.write([tenant], [save, ...sealStatements([audit])]);
}

const ownerOf = (hash: string): Sql => sql`SELECT tenant FROM api_key_owner WHERE hash = ${hash}`;

/** The registry tells whose key it is; the key itself is read with that tenant's name. */
async function findApiKey(readers: Lanes, hash: string): Promise<ApiKeyRecord | undefined> {
  const [owner] = await readers.read<{ tenant: string }>(ownerOf(hash));
  if (!owner) return undefined;
  const { tenant } = owner;
  const [row] = await readers.read(sql`SELECT person, name, scopes, expires_at_ms, revoked_at_ms
FROM api_key WHERE tenant = ${tenant} AND hash = ${hash}`);
  return row && apiKeyOf(tenant, hash, row);
}
