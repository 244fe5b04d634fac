/** Who acts for whom, over the given tables. */

import { compareText, pageLimit } from '../paging.ts';
import type { SubstituteStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

/** Arrangements of people to have others act for them. */
export function memorySubstitutes(tables: Tables): SubstituteStore {
  const ofTenant = (tenant: string) =>
    [...tables.substitutions.values()]
      .filter((row) => row.tenant === tenant)
      .sort((a, b) => compareText(a.id, b.id));
  return {
    async save(record, audit) {
      tables.substitutions.set(keyOf(record.tenant, record.id), frozen(record));
      appendAudit(tables, audit);
    },
    async end(tenant, id, atMs, audit) {
      appendAudit(tables, audit);
      const key = keyOf(tenant, id);
      const row = tables.substitutions.get(key);
      if (!row || row.untilMs <= atMs) return false;
      tables.substitutions.set(key, frozen({ ...row, untilMs: atMs }));
      return true;
    },
    async one(tenant, id) {
      return tables.substitutions.get(keyOf(tenant, id));
    },
    async standing(tenant, atMs, limit) {
      return ofTenant(tenant)
        .filter((row) => row.untilMs > atMs)
        .slice(0, limit);
    },
    async list(tenant, person, page) {
      const limit = pageLimit(page);
      const { after } = page;
      const isTheirs = ({ principal, substitute }: { principal: string; substitute: string }) =>
        person === undefined || principal === person || substitute === person;
      return ofTenant(tenant)
        .toReversed()
        .filter((row) => isTheirs(row) && (after === undefined || row.id < after))
        .slice(0, limit);
    },
  };
}
