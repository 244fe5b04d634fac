/** Ours to keep: a broken invariant stops the instance and is never retried. */
export class InvariantViolation extends Error {
  readonly id: string;
  constructor(id: string, detail: string) {
    super(`${id}: ${detail}`);
    this.name = 'InvariantViolation';
    this.id = id;
  }
}

/** Throws unless the condition holds; `id` is the invariant's number in quality.md. */
export function invariant(condition: unknown, id: string, detail: string): asserts condition {
  if (!condition) throw new InvariantViolation(id, detail);
}
