/** How a connection is made: where to, as which role, with which types. */

import pg from 'pg';
import type { PostgresAddress } from '../../embedded/start.ts';

/** A database by URL or by its parts; the user is the tables' owner or a member of the app role. */
export type PostgresConfig = { readonly url: string } | { readonly config: PostgresAddress };

/** The role every statement of the store runs as: no owner, no superuser, under every policy. */
export const APP_ROLE = 'vermilion_app';

const BIGINT_OID = 20;

/** BIGINT holds epoch milliseconds, sequences and positions: exact as numbers up to 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === BIGINT_OID) return Number;
    return format === 'binary'
      ? pg.types.getTypeParser(oid, format)
      : pg.types.getTypeParser(oid, 'text');
  },
} as pg.CustomTypesConfig;

/** Gives the driver's settings for the connection's own user. */
export function clientConfig(from: PostgresConfig): pg.ClientConfig {
  const where = 'url' in from ? { connectionString: from.url } : { ...from.config };
  return {
    ...where,
    types,
    application_name: 'vermilion',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  };
}

const SESSION: Readonly<Record<string, string>> = {
  role: APP_ROLE,
  search_path: 'public',
  statement_timeout: '30s',
  lock_timeout: '10s',
  idle_in_transaction_session_timeout: '30s',
  // Every statement is written for one plan; planning it again each time would cost more than it.
  plan_cache_mode: 'force_generic_plan',
  random_page_cost: '1.1',
  // Ten times the default: without statistics, an index that holds the key's columns but does not
  // start with them costs the planner the same as the key itself, and it takes either.
  cpu_index_tuple_cost: '0.05',
  jit: 'off',
};

/** Gives the driver's settings for a connection that works as the app role. */
export function appConfig(
  from: PostgresConfig,
  more: Readonly<Record<string, string>> = {},
): pg.ClientConfig {
  const options = Object.entries({ ...SESSION, ...more }).map(([k, v]) => `-c ${k}=${v}`);
  return { ...clientConfig(from), options: options.join(' ') };
}
