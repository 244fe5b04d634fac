/** Published flow versions. */

import { compareText, pageLimit } from '../paging.ts';
import type { FlowRecord, FlowStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { appendAudit, frozen } from './tables.ts';

/** Flows over the given tables, kept in the order of publication. */
export function memoryFlows(tables: Tables): FlowStore {
  const versionsOf = (tenant: string, name: string): FlowRecord[] =>
    tables.flows.filter((flow) => flow.tenant === tenant && flow.name === name);
  return {
    async publish(record, audit) {
      const stood = versionsOf(record.tenant, record.name).find(
        (flow) => flow.version === record.version,
      );
      if (stood) return stood.hash === record.hash ? 'same' : 'taken';
      tables.flows.push(frozen(record));
      appendAudit(tables, audit);
      return 'published';
    },
    async byHash(tenant, hash) {
      return tables.flows.find((flow) => flow.tenant === tenant && flow.hash === hash);
    },
    async byVersion(tenant, name, version) {
      return versionsOf(tenant, name).find((flow) => flow.version === version);
    },
    async latest(tenant, name) {
      return versionsOf(tenant, name).at(-1);
    },
    async list(tenant, page) {
      const limit = pageLimit(page);
      const latest = new Map<string, FlowRecord>();
      for (const flow of tables.flows) if (flow.tenant === tenant) latest.set(flow.name, flow);
      return [...latest.values()]
        .filter((flow) => page.after === undefined || flow.name > page.after)
        .sort((a, b) => compareText(a.name, b.name))
        .slice(0, limit);
    },
    async versions(tenant, name) {
      return versionsOf(tenant, name).reverse();
    },
  };
}
