/** What each store can do: the table that tests skip by and docs/reference/stores.md shows. */

import type { Capabilities } from './port.ts';

/** Each store with what it can do. */
export const CAPABILITIES = {
  memory: {
    name: 'memory',
    durable: false,
    shared: false,
    rowLevelSecurity: false,
    pushedSignals: false,
    journalMonths: false,
    backups: false,
  },
  postgres: {
    name: 'postgres',
    durable: true,
    shared: true,
    rowLevelSecurity: true,
    pushedSignals: true,
    journalMonths: true,
    backups: true,
  },
  mysql: {
    name: 'mysql',
    durable: true,
    shared: true,
    rowLevelSecurity: false,
    pushedSignals: false,
    journalMonths: false,
    backups: false,
  },
} as const satisfies Readonly<Record<Capabilities['name'], Capabilities>>;
