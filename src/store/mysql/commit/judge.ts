/** Who of a batch commits: every unit against what stands, and against the units before it. */

import type { CommitOutcome, CommitUnit, InstanceKey } from '../../port.ts';

/** What a batch meets: sequences of its instances that are there, keys of its that were used. */
export interface Standing {
  readonly seqs: ReadonlyMap<string, number>;
  readonly keys: ReadonlySet<string>;
}

/** Names an instance within a batch. */
export function placeOf({ tenant, instance }: InstanceKey): string {
  return JSON.stringify([tenant, instance]);
}

/** Names an idempotency key within a batch. */
export function keyOf(tenant: string, key: string): string {
  return JSON.stringify([tenant, key]);
}

/** Shape: one outcome a unit, in the order given; a later unit sees what an earlier one leaves. */
export function judge(units: readonly CommitUnit[], standing: Standing): readonly CommitOutcome[] {
  const seqs = new Map(standing.seqs);
  const used = new Set(standing.keys);
  return units.map((unit) => {
    const keys = unit.answers.map((answer) => keyOf(unit.tenant, answer.key));
    const place = placeOf(unit);
    // A key twice in one unit: the second use finds the first.
    if (new Set(keys).size < keys.length || keys.some((key) => used.has(key))) return 'duplicate';
    if ((seqs.get(place) ?? 0) !== unit.expectedSeq) return 'conflict';
    seqs.set(place, unit.seq);
    for (const key of keys) used.add(key);
    return 'committed';
  });
}

/**
 * What is left of rows that come and go over the units of a batch: for each, the last word.
 * Within a unit, one that is gone and comes again has come.
 */
export function lastWords<Row>(
  units: readonly CommitUnit[],
  gone: (unit: CommitUnit) => readonly Row[],
  come: (unit: CommitUnit) => readonly Row[],
  nameOf: (unit: CommitUnit, row: Row) => string,
): { readonly gone: readonly Row[]; readonly come: readonly Row[] } {
  const last = new Map<string, { readonly row: Row; readonly isThere: boolean }>();
  for (const unit of units) {
    for (const row of gone(unit)) last.set(nameOf(unit, row), { row, isThere: false });
    for (const row of come(unit)) last.set(nameOf(unit, row), { row, isThere: true });
  }
  const of = (isThere: boolean) =>
    [...last.values()].filter((one) => one.isThere === isThere).map(({ row }) => row);
  return { gone: of(false), come: of(true) };
}
