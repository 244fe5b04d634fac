/** A part of a form as a form of its own: a nested object, or a row of a table. */

import type { FormProblem, Json, JsonObject } from '../../kernel/index.ts';
import type { Fillable } from './control.ts';
import type { FormDraft } from './form-draft.ts';

/** Fields at a path such as `['items', 2]`; whatever changes there changes the whole form. */
export class Inner implements Fillable {
  readonly #draft: FormDraft;
  readonly #root: string;
  readonly #inside: readonly (string | number)[];

  constructor(draft: FormDraft, root: string, ...inside: readonly (string | number)[]) {
    this.#draft = draft;
    this.#root = root;
    this.#inside = inside;
  }

  /** A part of this part. */
  within(field: string, ...inside: readonly (string | number)[]): Inner {
    return new Inner(this.#draft, this.#root, ...this.#inside, field, ...inside);
  }

  value(field: string): Json | undefined {
    return at(this.#draft.value(this.#root), [...this.#inside, field]);
  }

  set(field: string, value: Json | undefined): void {
    const whole = this.#draft.value(this.#root);
    this.#draft.set(this.#root, put(whole, [...this.#inside, field], value));
  }

  problem(field: string): FormProblem | undefined {
    return this.#draft.problemAt(this.#path(field));
  }

  wrongWithin(field: string): readonly string[] {
    return this.#draft.wrongWithin(this.#path(field));
  }

  touch(field: string): void {
    this.#draft.touch(this.#path(field));
  }

  hold(_field: string, isHeld: boolean): void {
    this.#draft.hold(this.#root, isHeld);
  }

  subscribe(_field: string, listener: () => void): () => void {
    return this.#draft.subscribe(this.#root, listener);
  }

  #path(field: string): string {
    return [this.#root, ...this.#inside, field].join('.');
  }
}

type Path = readonly (string | number)[];

function at(value: Json | undefined, [first, ...rest]: Path): Json | undefined {
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at((value as JsonObject)[first], rest);
}

/** The value with another one at the path; lists stay lists. */
function put(value: Json | undefined, [first, ...rest]: Path, next: Json | undefined): Json {
  if (first === undefined) return next ?? null;
  const inner = rest.length === 0 ? next : put(at(value, [first]), rest, next);
  if (Array.isArray(value))
    return value.map((each, index) => (index === first ? (inner ?? {}) : each));
  const { [first]: _before, ...others } = (isObject(value) ? value : {}) as JsonObject;
  return inner === undefined ? others : { ...others, [first]: inner };
}

function isObject(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of a form or of a part that a field holds. */
export function partOf(
  draft: Fillable,
  field: string,
  ...inside: readonly (string | number)[]
): Inner {
  if (draft instanceof Inner) return draft.within(field, ...inside);
  return new Inner(draft as FormDraft, field, ...inside);
}
