/** Audit records, tenants, directories, keys and secrets. */

import { invariant } from '../../kernel/index.ts';
import { compareText, pageLimit } from '../paging.ts';
import type { AccessStore, AuditStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

/** The audit trail over the given tables. */
export function memoryAudit(tables: Tables): AuditStore {
  return {
    async append(entries) {
      appendAudit(tables, ...entries);
    },
    async list(tenant, page) {
      const limit = pageLimit(page);
      const after = page.after ?? 0;
      const records = tables.audit.get(tenant)?.records ?? [];
      return records.slice(after, after + limit);
    },
    async head(tenant) {
      return tables.audit.get(tenant)?.head;
    },
    async log(tenant, { after = 0, limit }) {
      const { head, sealed = [] } = tables.audit.get(tenant) ?? {};
      return { head, records: sealed.slice(after, after + limit) };
    },
  };
}

/** Tenants and what belongs to them over the given tables. */
export function memoryAccess(tables: Tables): AccessStore {
  return {
    async tenants() {
      return [...tables.tenants.keys()].sort(compareText);
    },
    async saveTenant(tenant, name) {
      tables.tenants.set(tenant, name);
    },
    async saveDirectory(tenant, version, content, audit) {
      const followed = tables.directories.get(tenant)?.followed ?? '';
      tables.directories.set(tenant, frozen({ version, content, followed }));
      appendAudit(tables, audit);
    },
    async directory(tenant) {
      const row = tables.directories.get(tenant);
      return row && { version: row.version, content: row.content };
    },
    async unfollowed(limit) {
      return [...tables.directories]
        .filter(([, { version, followed }]) => version !== followed)
        .sort(([a], [b]) => compareText(a, b))
        .slice(0, limit)
        .map(([tenant, { version }]) => ({ tenant, version }));
    },
    async followed(tenant, version) {
      const row = tables.directories.get(tenant);
      if (row?.version !== version) return;
      tables.directories.set(tenant, frozen({ ...row, followed: version }));
    },
    async saveApiKey(key, audit) {
      const stood = tables.apiKeys.get(key.hash);
      invariant(!stood || stood.tenant === key.tenant, 'X2', 'a key of another tenant');
      tables.apiKeys.set(key.hash, frozen(key));
      appendAudit(tables, audit);
    },
    async apiKey(hash) {
      return tables.apiKeys.get(hash);
    },
    async apiKeys(tenant, person, page) {
      const { after } = page;
      return [...tables.apiKeys.values()]
        .filter((key) => key.tenant === tenant && key.revokedAtMs === undefined)
        .filter((key) => person === undefined || key.person === person)
        .filter(({ hash }) => after === undefined || hash > after)
        .sort((a, b) => compareText(a.hash, b.hash))
        .slice(0, pageLimit(page));
    },
    async revokeApiKey(tenant, hash, atMs, audit) {
      const key = tables.apiKeys.get(hash);
      if (key?.tenant !== tenant || key.revokedAtMs !== undefined) return false;
      tables.apiKeys.set(hash, frozen({ ...key, revokedAtMs: atMs }));
      appendAudit(tables, audit);
      return true;
    },
    async touchApiKey(tenant, hash, atMs) {
      const key = tables.apiKeys.get(hash);
      if (key?.tenant === tenant) tables.apiKeys.set(hash, frozen({ ...key, usedAtMs: atMs }));
    },
    async saveSecret(tenant, name, value, audit) {
      tables.secrets.set(keyOf(tenant, name), value);
      appendAudit(tables, audit);
    },
    async secretOnce(tenant, name, value) {
      const place = keyOf(tenant, name);
      const kept = tables.secrets.get(place) ?? value;
      tables.secrets.set(place, kept);
      return kept;
    },
    async secret(tenant, name) {
      return tables.secrets.get(keyOf(tenant, name));
    },
  };
}
