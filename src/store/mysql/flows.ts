/** Published flow versions. */

import { pageLimit } from '../paging.ts';
import type { FlowRecord, FlowStore } from '../port.ts';
import { flowOf } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';
import { type Sql, sql } from './connection/sql.ts';

const FLOW = sql`tenant, name, version, hash, definition, source, published_at_ms, published_by`;

/** Plan: flow_by_hash, its first entry. */
const byHash = (tenant: string, hash: string): Sql =>
  sql`SELECT ${FLOW} FROM flow WHERE tenant = ${tenant} AND hash = ${hash} ORDER BY position LIMIT 1`;

/** Plan: one row by the primary key. */
const byVersion = (tenant: string, name: string, version: string): Sql =>
  sql`SELECT ${FLOW} FROM flow WHERE tenant = ${tenant} AND name = ${name} AND version = ${version}`;

/** Plan: range over flow_latest, backwards. */
const versions = (tenant: string, name: string): Sql =>
  sql`SELECT ${FLOW} FROM flow WHERE tenant = ${tenant} AND name = ${name} ORDER BY position DESC`;

/** Plan: flow_latest for the last position of each name, then a row each by flow_position. */
const latestOfEach = (tenant: string, after: string, limit: number): Sql =>
  sql`SELECT ${FLOW} FROM flow JOIN (
  SELECT max(position) AS last FROM flow WHERE tenant = ${tenant} AND name > ${after}
  GROUP BY name ORDER BY name LIMIT ${limit}
) AS latest ON position = last WHERE tenant = ${tenant} ORDER BY name`;

const insertFlow = (record: FlowRecord): Sql => {
  const { tenant, name, version, hash, definition, source, publishedAtMs } = record;
  const by = JSON.stringify(record.publishedBy);
  return sql`INSERT INTO flow
  (tenant, name, version, hash, definition, source, published_at_ms, published_by)
VALUES (${tenant}, ${name}, ${version}, ${hash}, ${definition}, ${source}, ${publishedAtMs}, ${by})`;
};

/** Flows over MySQL. */
export function mysqlFlows(trail: Trail, readers: Lanes): FlowStore {
  const read = async (text: Sql) => (await readers.read(text)).map(flowOf);
  return {
    // Of two at once the second fails at the primary key, looks again and finds the first.
    publish: (record, audit) =>
      trail.transact(
        [record.tenant],
        [byVersion(record.tenant, record.name, record.version)],
        ([stood]) => {
          const [row] = stood!.rows;
          if (row) return { write: [], result: row['hash'] === record.hash ? 'same' : 'taken' };
          const entry = { ...audit, tenant: record.tenant };
          return { write: [insertFlow(record), ...sealStatements([entry])], result: 'published' };
        },
      ),
    byHash: async (tenant, hash) => (await read(byHash(tenant, hash)))[0],
    byVersion: async (tenant, name, version) => (await read(byVersion(tenant, name, version)))[0],
    latest: async (tenant, name) => (await read(sql`${versions(tenant, name)} LIMIT 1`))[0],
    list: (tenant, page) => read(latestOfEach(tenant, page.after ?? '', pageLimit(page))),
    versions: (tenant, name) => read(versions(tenant, name)),
  };
}
