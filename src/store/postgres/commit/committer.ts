/** Commits batches: which units may share a statement, and what became of each. */

import { invariant } from '../../../kernel/index.ts';
import { STORE_LIMITS } from '../../limits.ts';
import { compareText } from '../../paging.ts';
import type { CommitOutcome, CommitUnit } from '../../port.ts';
import type { Trail } from '../audit/trail.ts';
import { type BatchRows, batchRows } from './rows.ts';
import { commitStatement, registerStatement, sealStatement } from './statement.ts';

/** A unit and its number in the batch. */
interface Placed {
  readonly at: number;
  readonly unit: CommitUnit;
}

const placeOf = (unit: CommitUnit): string => JSON.stringify([unit.tenant, unit.instance]);
const keysOf = (unit: CommitUnit): string[] =>
  unit.answers.map((answer) => JSON.stringify([unit.tenant, answer.key]));

/**
 * Splits a batch into rounds: within one, no two units touch the same instance or the same key.
 * Rounds are statements of the same transaction, so a later one sees what an earlier one wrote.
 * Within a round units are sorted, so that two batches take their row locks in the same order.
 */
export function rounds(units: readonly CommitUnit[]): readonly (readonly Placed[])[] {
  const made: Placed[][] = [];
  const lastUse = new Map<string, number>();
  for (const [at, unit] of units.entries()) {
    if (repeatsItself(unit)) continue;
    const uses = [placeOf(unit), ...keysOf(unit).map((key) => `key ${key}`)];
    const round = Math.max(0, ...uses.map((use) => (lastUse.get(use) ?? -1) + 1));
    for (const use of uses) lastUse.set(use, round);
    made[round] ??= [];
    made[round].push({ at, unit });
  }
  for (const round of made) {
    round.sort(
      ({ unit: a }, { unit: b }) =>
        compareText(a.tenant, b.tenant) || compareText(a.instance, b.instance),
    );
  }
  return made;
}

/** A key twice in one unit: the second use finds the first. */
function repeatsItself(unit: CommitUnit): boolean {
  return unit.answers.length > 1 && new Set(keysOf(unit)).size < unit.answers.length;
}

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
    const outcomes = units.map(
      (unit): CommitOutcome => (repeatsItself(unit) ? 'duplicate' : 'conflict'),
    );
    const split = rounds(units);
    if (split.length > 0) await this.#write(split, outcomes);
    return outcomes;
  }

  async #write(split: readonly (readonly Placed[])[], outcomes: CommitOutcome[]): Promise<void> {
    const tenants = [...new Set(split.flat().map(({ unit }) => unit.tenant))];
    const fresh = tenants.filter((tenant) => !this.#registered.has(tenant)).sort(compareText);
    const rows: BatchRows[] = [];
    const placed: Placed[] = split.flat();
    for (const round of split) {
      const first = rows.reduce((count, one) => count + one.units.length, 0);
      rows.push(
        batchRows(
          round.map(({ unit }) => unit),
          first,
        ),
      );
    }
    const alone = placed.length === 1;
    const records = alone ? [] : rows.flatMap(({ audit }) => audit);
    const answers = await this.#trail.write(tenants, [
      ...(fresh.length > 0 ? [registerStatement(fresh)] : []),
      ...rows.map((round) => commitStatement(round, alone)),
      ...(records.length > 0 ? [sealStatement(records)] : []),
    ]);
    for (const tenant of fresh) this.#registered.add(tenant);
    const results = answers.slice(fresh.length > 0 ? 1 : 0).slice(0, split.length);
    for (const { unit, won } of results.flat() as { unit: number; won: boolean }[]) {
      outcomes[placed[unit]!.at] = won ? 'committed' : 'duplicate';
    }
  }
}
