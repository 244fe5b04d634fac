/** Tenants, directories, keys and secrets. */

import { invariant } from '../../kernel/index.ts';
import { pageLimit } from '../paging.ts';
import type { AccessStore, ApiKeyRecord, AuditEntry } from '../port.ts';
import { API_KEY, apiKeyOf, type Row } from '../rows.ts';
import { sealOneStep } from './audit/seal.ts';
import { appendStatement, ONE_RECORD, recordValues, type Trail } from './audit/trail.ts';
import type { Lanes, Statement } from './connection/lanes.ts';

/**
 * Saves a row that may stand: update, then insert what was not there. Two first saves at once meet
 * at the primary key and the loser runs again. No ON CONFLICT DO UPDATE (X3): what it may touch
 * would rest on the policy.
 */
function saveStatements(
  table: string,
  keys: readonly string[],
  row: Readonly<Record<string, unknown>>,
): readonly Statement[] {
  const names = Object.keys(row);
  const at = (name: string): string => `$${names.indexOf(name) + 1}`;
  const same = keys.map((key) => `${key} = ${at(key)}`).join(' AND ');
  const sets = names.filter((name) => !keys.includes(name)).map((name) => `${name} = ${at(name)}`);
  const values = Object.values(row);
  return [
    {
      name: `${table}_update`,
      text: `UPDATE ${table} SET ${sets.join(', ')} WHERE ${same}`,
      values,
    },
    {
      name: `${table}_insert`,
      text: `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map(at).join(', ')}
WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${same})`,
      values,
    },
  ];
}

const SAVE_TENANT = `INSERT INTO tenant (tenant, name) VALUES ($1, $2)
ON CONFLICT (tenant) DO UPDATE SET name = excluded.name`;
const CLAIM_KEY = `WITH registered AS (
  INSERT INTO tenant (tenant, name) VALUES ($2, $2) ON CONFLICT DO NOTHING
), claimed AS (
  INSERT INTO api_key_owner (hash, tenant) VALUES ($1, $2) ON CONFLICT DO NOTHING
)
SELECT tenant FROM api_key_owner WHERE hash = $1`;

/** Plan: Seq Scan; a row a tenant, their contents stored apart. */
const UNFOLLOWED = `SELECT tenant, version FROM directory WHERE version <> followed
ORDER BY tenant LIMIT $1`;

/** Plan: Index Scan using api_key_pkey, no sort; a tenant has few. */
const LIST_KEYS = `SELECT ${API_KEY} FROM api_key
WHERE tenant = $1 AND hash > $2 AND person = coalesce($3, person) AND revoked_at_ms IS NULL
ORDER BY hash LIMIT $4`;

/** Plan: Index Scan using api_key_pkey. */
const REVOKE_KEY = `WITH revoked AS (
  UPDATE api_key SET revoked_at_ms = $11
  WHERE tenant = $1 AND hash = $10 AND revoked_at_ms IS NULL RETURNING true
), ${sealOneStep(`${ONE_RECORD} WHERE EXISTS (SELECT FROM revoked)`)}
SELECT FROM revoked`;

/** Tenants and what belongs to them over PostgreSQL. */
export function postgresAccess(trail: Trail, writers: Lanes, readers: Lanes): AccessStore {
  return {
    async tenants() {
      const all = { name: 'tenant_list', text: 'SELECT tenant FROM tenant ORDER BY 1', values: [] };
      return (await readers.read<{ tenant: string }>('registries', all)).map((row) => row.tenant);
    },
    async saveTenant(tenant, name) {
      const save = { name: 'tenant_save', text: SAVE_TENANT, values: [tenant, name] };
      await writers.write('registries', [save]);
    },
    async saveDirectory(tenant, version, content, audit) {
      const save = saveStatements('directory', ['tenant'], { tenant, version, content });
      await trail.write([tenant], [...save, appendStatement([audit])]);
    },
    async directory(tenant) {
      const text = 'SELECT version, content FROM directory WHERE tenant = $1';
      const [row] = await readers.read<{ version: string; content: string }>([tenant], {
        name: 'directory_read',
        text,
        values: [tenant],
      });
      return row;
    },
    async unfollowed(limit) {
      const stale = { name: 'directory_unfollowed', text: UNFOLLOWED, values: [limit] };
      return readers.read('every-tenant', stale);
    },
    async followed(tenant, version) {
      const text = 'UPDATE directory SET followed = $2 WHERE tenant = $1 AND version = $2';
      const values = [tenant, version];
      await writers.write([tenant], [{ name: 'directory_followed', text, values }]);
    },
    saveApiKey: (key, audit) => saveApiKey(trail, writers, key, audit),
    apiKey: (hash) => findApiKey(readers, hash),
    async apiKeys(tenant, person, page) {
      const values = [tenant, page.after ?? '', person ?? null, pageLimit(page)];
      const list = { name: 'api_key_list', text: LIST_KEYS, values };
      const rows = await readers.read<Row>([tenant], list);
      return rows.map((row) => apiKeyOf(tenant, row));
    },
    async revokeApiKey(tenant, hash, atMs, audit) {
      const values = [...recordValues(audit), hash, atMs];
      const [rows] = await trail.write(
        [tenant],
        [{ name: 'api_key_revoke', text: REVOKE_KEY, values }],
      );
      return rows!.length > 0;
    },
    async touchApiKey(tenant, hash, atMs) {
      const text = 'UPDATE api_key SET used_at_ms = $3 WHERE tenant = $1 AND hash = $2';
      const values = [tenant, hash, atMs];
      await writers.write([tenant], [{ name: 'api_key_touch', text, values }]);
    },
    async saveSecret(tenant, name, value, audit) {
      const save = saveStatements('secret', ['tenant', 'name'], { tenant, name, value });
      await trail.write([tenant], [...save, appendStatement([audit])]);
    },
    async secretOnce(tenant, name, value) {
      const keep = {
        name: 'secret_once',
        text: `INSERT INTO secret (tenant, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
        values: [tenant, name, value],
      };
      await writers.write([tenant], [keep]);
      const text = 'SELECT value FROM secret WHERE tenant = $1 AND name = $2';
      const one = { name: 'secret_read', text, values: [tenant, name] };
      return (await readers.read<{ value: string }>([tenant], one))[0]?.value ?? value;
    },
    async secret(tenant, name) {
      const text = 'SELECT value FROM secret WHERE tenant = $1 AND name = $2';
      const values = [tenant, name];
      const one = { name: 'secret_read', text, values };
      return (await readers.read<{ value: string }>([tenant], one))[0]?.value;
    },
  };
}

async function saveApiKey(
  trail: Trail,
  writers: Lanes,
  key: ApiKeyRecord,
  audit: AuditEntry,
): Promise<void> {
  const { tenant, hash, person, name, scopes, expiresAtMs = null, revokedAtMs = null } = key;
  const { start = null, createdAtMs = null, usedAtMs = null } = key;
  const claim = { name: 'api_key_claim', text: CLAIM_KEY, values: [hash, tenant] };
  const [rows] = (await writers.write('registries', [claim])) as [{ tenant: string }[]];
  // No row: claimed just now, by this very statement.
  invariant((rows[0]?.tenant ?? tenant) === tenant, 'X2', 'a key of another tenant');
  const save = saveStatements('api_key', ['tenant', 'hash'], {
    tenant,
    hash,
    person,
    name,
    scopes: JSON.stringify(scopes),
    start,
    created_at_ms: createdAtMs,
    used_at_ms: usedAtMs,
    expires_at_ms: expiresAtMs,
    revoked_at_ms: revokedAtMs,
  });
  await trail.write([tenant], [...save, appendStatement([audit])]);
}

/** The registry tells whose key it is; the key itself is read behind that tenant's wall. */
async function findApiKey(readers: Lanes, hash: string): Promise<ApiKeyRecord | undefined> {
  const [owner] = await readers.read<{ tenant: string }>('registries', {
    name: 'api_key_owner',
    text: 'SELECT tenant FROM api_key_owner WHERE hash = $1',
    values: [hash],
  });
  if (!owner) return undefined;
  const { tenant } = owner;
  const [row] = await readers.read<Row>([tenant], {
    name: 'api_key_read',
    text: `SELECT ${API_KEY} FROM api_key
WHERE tenant = $1 AND hash = $2`,
    values: [tenant, hash],
  });
  return row && apiKeyOf(tenant, row);
}
