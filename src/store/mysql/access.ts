/** Tenants, directories, keys and secrets. */

import { invariant } from '../../kernel/index.ts';
import { pageLimit } from '../paging.ts';
import type { AccessStore, ApiKeyRecord, AuditEntry, Page } from '../port.ts';
import { API_KEY, apiKeyOf } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import { registerStatement } from './commit/committer.ts';
import type { Lanes } from './connection/lanes.ts';
import { columns, type Sql, sql } from './connection/sql.ts';

const KEY_COLUMNS = columns(API_KEY);

/** Plan: one row by the primary key of secret. */
const secretOf = (tenant: string, name: string): Sql =>
  sql`SELECT value FROM secret WHERE tenant = ${tenant} AND name = ${name}`;

/** Of every tenant. Plan: the primary key of directory in its order, a row a tenant. */
const unfollowed = (limit: number): Sql =>
  sql`SELECT tenant, version FROM directory WHERE version <> followed ORDER BY tenant LIMIT ${limit}`;

/** Plan: range over the primary key, no sort; a tenant has few. */
const listKeys = (tenant: string, person: string | undefined, page: Page<string>): Sql =>
  sql`SELECT ${KEY_COLUMNS} FROM api_key
WHERE tenant = ${tenant} AND hash > ${page.after ?? ''} AND revoked_at_ms IS NULL
  ${person === undefined ? sql`` : sql`AND person = ${person}`}
ORDER BY hash LIMIT ${pageLimit(page)}`;

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
    apiKeys: async (tenant, person, page) =>
      (await readers.read(listKeys(tenant, person, page))).map((row) => apiKeyOf(tenant, row)),
    revokeApiKey: (tenant, hash, atMs, audit) =>
      trail.transact(
        [tenant],
        [
          sql`UPDATE api_key SET revoked_at_ms = ${atMs}
WHERE tenant = ${tenant} AND hash = ${hash} AND revoked_at_ms IS NULL`,
        ],
        ([revoked]) => {
          if (revoked!.affected === 0) return { write: [], result: false };
          return { write: sealStatements([audit]), result: true };
        },
      ),
    async touchApiKey(tenant, hash, atMs) {
      await writers.write([
        sql`UPDATE api_key SET used_at_ms = ${atMs} WHERE tenant = ${tenant} AND hash = ${hash}`,
      ]);
    },
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
  const { start, createdAtMs, usedAtMs } = key;
  const [, , claimed] = await writers.write([
    registerStatement([tenant]),
    sql`INSERT INTO api_key_owner (hash, tenant) VALUES (${hash}, ${tenant})
ON DUPLICATE KEY UPDATE hash = VALUES(hash)`,
    ownerOf(hash),
  ]);
  invariant(claimed!.rows[0]!['tenant'] === tenant, 'X2', 'a key of another tenant');
  const save = sql`INSERT INTO api_key
  (tenant, hash, person, name, scopes, start, created_at_ms, used_at_ms, expires_at_ms,
  revoked_at_ms)
VALUES (${tenant}, ${hash}, ${person}, ${name}, ${JSON.stringify(scopes)}, ${start}, ${createdAtMs},
  ${usedAtMs}, ${expiresAtMs}, ${revokedAtMs})
ON DUPLICATE KEY UPDATE person = VALUES(person), name = VALUES(name), scopes = VALUES(scopes),
  start = VALUES(start), created_at_ms = VALUES(created_at_ms), used_at_ms = VALUES(used_at_ms),
  expires_at_ms = VALUES(expires_at_ms), revoked_at_ms = VALUES(revoked_at_ms)`;
  await trail.write([tenant], [save, ...sealStatements([audit])]);
}

const ownerOf = (hash: string): Sql => sql`SELECT tenant FROM api_key_owner WHERE hash = ${hash}`;

/** The registry tells whose key it is; the key itself is read with that tenant's name. */
async function findApiKey(readers: Lanes, hash: string): Promise<ApiKeyRecord | undefined> {
  const [owner] = await readers.read<{ tenant: string }>(ownerOf(hash));
  if (!owner) return undefined;
  const { tenant } = owner;
  const [row] = await readers.read(sql`SELECT ${KEY_COLUMNS}
FROM api_key WHERE tenant = ${tenant} AND hash = ${hash}`);
  return row && apiKeyOf(tenant, row);
}
