/** What writes audit records: begins the logs of tenants before the first one. */

import { randomBytes } from 'node:crypto';
import { logStart } from '../../audit-chain.ts';
import { compareText } from '../../paging.ts';
import type { Answer, Decision, Lanes } from '../connection/lanes.ts';
import { joined, type Sql, sql } from '../connection/sql.ts';

/** Writes what leaves audit records; one for all parts of a store, it knows whose log was begun. */
export class Trail {
  readonly #writers: Lanes;
  readonly #begun = new Set<string>();

  constructor(writers: Lanes) {
    this.#writers = writers;
  }

  /** One transaction of statements that seal records, in one round trip. */
  async write(tenants: readonly string[], statements: readonly Sql[]): Promise<readonly Answer[]> {
    const begin = this.#beginning(tenants);
    const answers = await this.#writers.write([...begin, ...statements]);
    this.#remember(tenants);
    return answers.slice(begin.length);
  }

  /** One transaction that looks first; what it writes seals records. */
  async transact<T>(
    tenants: readonly string[],
    look: readonly Sql[],
    decide: (answers: readonly Answer[]) => Decision<T>,
  ): Promise<T> {
    const begin = this.#beginning(tenants);
    const { result, wrote } = await this.#writers.transact(look, (answers) => {
      const { write, result } = decide(answers);
      const isWriting = write.length > 0;
      return {
        write: isWriting ? [...begin, ...write] : [],
        result: { result, wrote: isWriting },
      };
    });
    if (wrote) this.#remember(tenants);
    return result;
  }

  #beginning(tenants: readonly string[]): readonly Sql[] {
    const fresh = [...new Set(tenants)].filter((tenant) => !this.#begun.has(tenant));
    return fresh.length > 0 ? [beginStatement(fresh.sort(compareText))] : [];
  }

  #remember(tenants: readonly string[]): void {
    for (const tenant of tenants) this.#begun.add(tenant);
  }
}

/** Plan: insert; one that stands by the primary key of audit_head stays. */
function beginStatement(tenants: readonly string[]): Sql {
  const rows = tenants.map((tenant) => {
    const log = randomBytes(16).toString('hex');
    return sql`(${tenant}, ${log}, 0, ${Buffer.from(logStart(tenant, log), 'hex')})`;
  });
  return sql`INSERT INTO audit_head (tenant, log, position, hash) VALUES ${joined(rows, ', ')}
ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
}
