/** Checks a history: instance by instance, in two ways that must agree. */

import { invariant } from '../../kernel/index.ts';
import { fault } from './by-sequence.ts';
import type { Operation } from './operation.ts';
import { isRead } from './operation.ts';
import { hasOrder } from './search.ts';

/** The slow check is run on every history up to this length. */
const SEARCHED_MAX = 40;

/** The process of commands that no client sent; when they were sent nobody knows. */
export const SYSTEM = 'system';

export interface Verdict {
  readonly instances: number;
  readonly operations: number;
  /** Instances that the slow check has looked at, too. */
  readonly searched: number;
  /** Shares of all operations. */
  readonly ok: number;
  readonly unknown: number;
  /** Of the commands: those that met another command on the same instance. */
  readonly contended: number;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly instance: string;
  readonly why: string;
  readonly operations: readonly Operation[];
}

/** Looks at every instance of the history. */
export function checkHistory(operations: readonly Operation[]): Verdict {
  const faults: Fault[] = [];
  let searched = 0;
  let contended = 0;
  const byInstance = Map.groupBy(operations, ({ instance }) => instance);
  for (const [instance, own] of byInstance) {
    const why = faultOf(own);
    if (why !== undefined) faults.push({ instance, why, operations: own });
    if (own.length <= SEARCHED_MAX) searched += 1;
    contended += contendedIn(own);
  }
  const commands = operations.filter((one) => !isRead(one)).length;
  const share = (kind: string) =>
    operations.filter(({ result }) => result.kind === kind).length / (operations.length || 1);
  return {
    instances: byInstance.size,
    operations: operations.length,
    searched,
    ok: share('ok'),
    unknown: share('unknown'),
    contended: contended / (commands || 1),
    faults,
  };
}

/** What is wrong with one instance's operations; undefined when nothing is. */
export function faultOf(operations: readonly Operation[]): string | undefined {
  const why = fault(operations);
  if (operations.length > SEARCHED_MAX) return why;
  const isFine = hasOrder(operations);
  const both = `the two checks disagree: ${why ?? 'fine'} and ${isFine ? 'fine' : 'no order'}`;
  invariant(isFine === (why === undefined), 'D10', both);
  return why;
}

/** Reasons why a history proves nothing; empty when it does. */
export function vacuity({ ok, unknown, contended }: Verdict): readonly string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    ...(ok < 0.6 ? [`only ${percent(ok)} of the operations were done`] : []),
    ...(contended < 0.05 ? [`only ${percent(contended)} of the commands met another`] : []),
    ...(unknown < 0.01 ? [`only ${percent(unknown)} of the operations are unknown`] : []),
  ];
}

function contendedIn(operations: readonly Operation[]): number {
  const commands = operations.filter(
    (one) => !isRead(one) && one.result.kind !== 'unknown' && one.process !== SYSTEM,
  );
  return commands.filter((one) =>
    commands.some(
      (other) =>
        other.process !== one.process &&
        other.invokedAt < one.returnedAt &&
        one.invokedAt < other.returnedAt,
    ),
  ).length;
}
