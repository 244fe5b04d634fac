/**
 * The fast check: the numbers in the answers give the order of everything that was done, so only
 * refusals and unknown commands have to be fitted in.
 */

import { ABSENT, type State, take } from './machine.ts';
import type { Operation } from './operation.ts';
import { isRead } from './operation.ts';

/** Why there is no order; undefined when there is one. */
export function fault(operations: readonly Operation[]): string | undefined {
  const done = operations.filter(isDone).sort(bySeq);
  const twice = done.findIndex(
    (one, n) =>
      n > 0 && !isRead(one) && !isRead(done[n - 1]!) && seqOf(one) === seqOf(done[n - 1]!),
  );
  if (twice >= 0) return `two commands have the number ${seqOf(done[twice]!)}`;
  let latest = Number.NEGATIVE_INFINITY;
  for (const one of done) {
    if (one.returnedAt < latest) return `${text(one)} stands behind what came after it`;
    latest = Math.max(latest, one.invokedAt);
  }
  return new Fitting(operations, done).fault();
}

function isDone({ result }: Operation): boolean {
  return result.kind === 'ok';
}

function seqOf({ result }: Operation): number {
  return result.kind === 'ok' ? result.sight.seq : 0;
}

function bySeq(a: Operation, b: Operation): number {
  return seqOf(a) - seqOf(b) || Number(isRead(a)) - Number(isRead(b)) || a.invokedAt - b.invokedAt;
}

function text({ process, act, result }: Operation): string {
  return `${process} ${JSON.stringify(act)} ${JSON.stringify(result)}`;
}

/** Fits refusals and unknown commands between those that were done. */
class Fitting {
  readonly #done: readonly Operation[];
  /** By the time they were asked. */
  readonly #refused: readonly Operation[];
  readonly #unknown: readonly Operation[];
  /** How many of those done have to stand before each refusal and each unknown command. */
  readonly #after: ReadonlyMap<Operation, number>;
  readonly #seen = new Set<string>();
  #deepest = -1;
  #fault = 'nothing fits';

  constructor(operations: readonly Operation[], done: readonly Operation[]) {
    this.#done = done;
    const loose = operations.filter((one) => !isDone(one));
    this.#refused = loose
      .filter(({ result }) => result.kind === 'rejected')
      .sort((a, b) => a.invokedAt - b.invokedAt);
    this.#unknown = loose.filter(({ result, act }) => {
      return result.kind === 'unknown' && act.kind !== 'read';
    });
    this.#after = new Map(
      loose.map((one) => [
        one,
        done.findLastIndex(({ returnedAt }) => returnedAt < one.invokedAt) + 1,
      ]),
    );
  }

  fault(): string | undefined {
    const none = new Set<Operation>();
    return this.#fits(0, ABSENT, none, none) ? undefined : this.#fault;
  }

  /** Whether the rest fits, with so many done, some refusals answered and some unknown ones used. */
  #fits(
    placed: number,
    state: State,
    before: ReadonlySet<Operation>,
    used: ReadonlySet<Operation>,
  ): boolean {
    const answered = this.#answer(placed, state, before);
    const key = `${placed} ${JSON.stringify(state)} ${this.#names(answered, used)}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const next = this.#done[placed];
    const left = this.#refused.find((one) => !answered.has(one));
    if (!next && !left) return true;
    if (!next && left) this.#note(placed, `${text(left)} was right at no time`);
    if (next && this.#mayCome(next, answered, placed)) {
      const after = take(state, next.act, next.result);
      if (after && this.#fits(placed + 1, after, answered, used)) return true;
      if (!after) this.#note(placed, `${text(next)} cannot come of ${JSON.stringify(state)}`);
    }
    for (const one of this.#unknown) {
      if (used.has(one) || this.#after.get(one)! > placed) continue;
      if (!this.#mayCome(one, answered, placed)) continue;
      const after = take(state, one.act, one.result);
      if (after && this.#fits(placed, after, answered, new Set(used).add(one))) return true;
    }
    return false;
  }

  /** Answers every refusal that is right here: it changes nothing, so none is answered too early. */
  #answer(placed: number, state: State, before: ReadonlySet<Operation>): ReadonlySet<Operation> {
    const answered = new Set(before);
    let endsAt = Infinity;
    for (const one of this.#refused) {
      if (answered.has(one)) continue;
      const isTime = this.#after.get(one)! <= placed && one.invokedAt <= endsAt;
      if (isTime && take(state, one.act, one.result)) answered.add(one);
      else endsAt = Math.min(endsAt, one.returnedAt);
    }
    return answered;
  }

  /** Nothing comes before a refusal that was answered before it was asked. */
  #mayCome(next: Operation, answered: ReadonlySet<Operation>, placed: number): boolean {
    const late = this.#refused.find((one) => !answered.has(one) && one.returnedAt < next.invokedAt);
    if (late) this.#note(placed, `${text(late)} was right at no time`);
    return late === undefined;
  }

  #note(placed: number, fault: string): void {
    if (placed <= this.#deepest) return;
    this.#deepest = placed;
    this.#fault = fault;
  }

  #names(answered: ReadonlySet<Operation>, used: ReadonlySet<Operation>): string {
    const bits = (all: readonly Operation[], of: ReadonlySet<Operation>) =>
      all.map((one) => (of.has(one) ? '1' : '0')).join('');
    return `${bits(this.#refused, answered)} ${bits(this.#unknown, used)}`;
  }
}
