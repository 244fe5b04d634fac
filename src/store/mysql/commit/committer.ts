/**
 * Commits batches in two round trips: look and lock, judge here, write and commit.
 *
 * Lost: a statement that judges and writes at once, as over PostgreSQL; there is no way to name the
 * units that won to the statements after it but a row of their own, and rows as a table cost twice as
 * much as rows as values (connection/sql.ts).
 */

import { invariant } from '../../../kernel/index.ts';
import { STORE_LIMITS } from '../../limits.ts';
import type { CommitOutcome, CommitUnit } from '../../port.ts';
import type { Trail } from '../audit/trail.ts';
import { joined, sql } from '../connection/sql.ts';
import { judge } from './judge.ts';
import { lookStatements, standingOf, tenantsOf } from './look.ts';
import { writeStatements } from './write.ts';

/** Commits batches; knows which tenants are registered already. */
export class Committer {
  readonly #trail: Trail;
  readonly #registered = new Set<string>();

  constructor(trail: Trail) {
    this.#trail = trail;
  }

  /** Shape: one outcome a unit, in the order given. */
  async commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> {
    invariant(units.length <= STORE_LIMITS.commitUnitsMax, 'O', `${units.length} units at once`);
    if (units.length === 0) return [];
    const tenants = tenantsOf(units);
    const fresh = tenants.filter((tenant) => !this.#registered.has(tenant));
    const outcomes = await this.#trail.transact(tenants, lookStatements(units), (answers) => {
      const result = judge(units, standingOf(answers));
      const winners = units.filter((_, i) => result[i] === 'committed');
      const write = writeStatements(winners);
      const register = write.length > 0 && fresh.length > 0 ? [registerStatement(fresh)] : [];
      return { write: [...register, ...write], result };
    });
    if (outcomes.includes('committed')) for (const name of fresh) this.#registered.add(name);
    return outcomes;
  }
}

/** Registers tenants; one that stands keeps its name. */
export function registerStatement(tenants: readonly string[]) {
  const rows = tenants.map((tenant) => sql`(${tenant}, ${tenant})`);
  return sql`INSERT INTO tenant (tenant, name) VALUES ${joined(rows, ', ')}
ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
}
