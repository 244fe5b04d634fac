/** Published flow versions. */

import { StoreFault } from '../faults.ts';
import { STORE_LIMITS } from '../limits.ts';
import { pageLimit } from '../paging.ts';
import type { FlowStore } from '../port.ts';
import { flowOf, type Row } from '../rows.ts';
import { sealOneStep } from './audit/seal.ts';
import { ONE_RECORD, recordValues, type Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';

const FLOW = 'tenant, name, version, hash, definition, source, published_at_ms, published_by';

/**
 * Plan: Index Scan using flow_pkey. `stood` is NULL for a version that was not there before.
 * No row at all: another transaction published it meanwhile; run again, it stands.
 */
const PUBLISH = `WITH stood AS (
  SELECT hash FROM flow WHERE tenant = $1 AND name = $10 AND version = $11
), published AS (
  INSERT INTO flow (tenant, name, version, hash, definition, source, published_at_ms, published_by)
  SELECT $1, $10, $11, $12, $13, $14, $15::bigint, $16 WHERE NOT EXISTS (SELECT FROM stood)
  ON CONFLICT DO NOTHING RETURNING NULL::text AS hash
), ${sealOneStep(`${ONE_RECORD} WHERE EXISTS (SELECT FROM published)`)}
SELECT hash AS stood FROM stood UNION ALL SELECT hash FROM published`;

/** Plan: Index Scan using flow_by_hash. */
const BY_HASH = `SELECT ${FLOW} FROM flow WHERE tenant = $1 AND hash = $2 ORDER BY position LIMIT 1`;
/** Plan: Index Scan using flow_pkey. */
const BY_VERSION = `SELECT ${FLOW} FROM flow WHERE tenant = $1 AND name = $2 AND version = $3`;
/** Plan: Index Scan using flow_latest, its first entry. */
const LATEST = `SELECT ${FLOW} FROM flow WHERE tenant = $1 AND name = $2
ORDER BY position DESC LIMIT 1`;
/** Plan: Index Scan using flow_latest. */
const VERSIONS = `SELECT ${FLOW} FROM flow WHERE tenant = $1 AND name = $2 ORDER BY position DESC`;
/** Plan: Unique over an Index Scan using flow_latest: each name's first entry. */
const LIST = `SELECT DISTINCT ON (name) ${FLOW} FROM flow WHERE tenant = $1 AND name > $2
ORDER BY name, position DESC LIMIT $3`;

/** Flows over PostgreSQL. */
export function postgresFlows(trail: Trail, readers: Lanes): FlowStore {
  const read = async (name: string, text: string, tenant: string, ...values: unknown[]) =>
    (await readers.read<Row>([tenant], { name, text, values: [tenant, ...values] })).map(flowOf);
  return {
    async publish(record, audit) {
      const { tenant, name, version, hash, definition, source, publishedAtMs } = record;
      const by = JSON.stringify(record.publishedBy);
      const values = [name, version, hash, definition, source, publishedAtMs, by];
      const publish = {
        name: 'flow_publish',
        text: PUBLISH,
        values: [...recordValues({ ...audit, tenant }), ...values],
      };
      for (let again = 0; again <= STORE_LIMITS.raceRetriesMax; again++) {
        const [rows] = (await trail.write([tenant], [publish])) as [{ stood: string | null }[]];
        const [row] = rows;
        if (row) return row.stood === null ? 'published' : row.stood === hash ? 'same' : 'taken';
      }
      throw new StoreFault('store.unavailable', 'flow_publish');
    },
    byHash: async (tenant, hash) => (await read('flow_by_hash', BY_HASH, tenant, hash))[0],
    byVersion: async (tenant, name, version) =>
      (await read('flow_by_version', BY_VERSION, tenant, name, version))[0],
    latest: async (tenant, name) => (await read('flow_latest', LATEST, tenant, name))[0],
    list: (tenant, page) => read('flow_list', LIST, tenant, page.after ?? '', pageLimit(page)),
    versions: (tenant, name) => read('flow_versions', VERSIONS, tenant, name),
  };
}
