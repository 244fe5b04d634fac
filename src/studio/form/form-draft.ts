/** A form that is being filled: one signal a field, rules of the engine, told in the same task. */

import type { FormProblem, FormValidator, Json, JsonObject } from '../../kernel/index.ts';

/** Holds values and problems; who listens to a field hears of that field alone. */
export class FormDraft {
  readonly #validate: FormValidator;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #touched = new Set<string>();
  readonly #edited = new Set<string>();
  /** How often a field took a value that nobody typed here. */
  readonly #rounds = new Map<string, number>();
  #form: JsonObject;
  #problems: ReadonlyMap<string, FormProblem>;

  constructor(validate: FormValidator, form: JsonObject) {
    this.#validate = validate;
    this.#form = form;
    this.#problems = byField(validate(form));
  }

  get form(): JsonObject {
    return this.#form;
  }

  /** Whether the engine would take it. */
  get isValid(): boolean {
    return this.#problems.size === 0;
  }

  value(field: string): Json | undefined {
    return this.#form[field];
  }

  /** What is wrong with a field; nothing is said of one that nobody has been in yet. */
  problem(field: string): FormProblem | undefined {
    return this.#touched.has(field) ? this.#problems.get(field) : undefined;
  }

  /** undefined takes the field out of the form. */
  set(field: string, value: Json | undefined): void {
    const { [field]: _before, ...rest } = this.#form;
    this.#edited.add(field);
    this.#take(value === undefined ? rest : { ...rest, [field]: value }, [field]);
  }

  /** Whether somebody has changed the field here. */
  isEdited(field: string): boolean {
    return this.#edited.has(field);
  }

  /** Tells an input that takes its value once when to begin anew. */
  round(field: string): number {
    return this.#rounds.get(field) ?? 0;
  }

  /** The form is another meanwhile: what nobody has changed here is as it is there. */
  rebase(form: JsonObject): void {
    const mine = Object.entries(this.#form).filter(([field]) => this.#edited.has(field));
    const theirs = Object.entries(form).filter(([field]) => !this.#edited.has(field));
    const next = Object.fromEntries([...theirs, ...mine]);
    const moved = [...new Set([...Object.keys(this.#form), ...Object.keys(next)])].filter(
      (field) => JSON.stringify(this.#form[field]) !== JSON.stringify(next[field]),
    );
    if (moved.length === 0) return;
    for (const field of moved) this.#rounds.set(field, this.round(field) + 1);
    this.#take(next, moved);
  }

  #take(form: JsonObject, moved: readonly string[]): void {
    this.#form = form;
    const before = this.#problems;
    this.#problems = byField(this.#validate(this.#form));
    const told = new Set(moved);
    for (const name of new Set([...before.keys(), ...this.#problems.keys()])) {
      if (before.get(name)?.message !== this.#problems.get(name)?.message) told.add(name);
    }
    for (const name of told) this.#tell(name);
    this.#tell(ANY);
  }

  /** The person has left the field: from now on it is said what is wrong with it. */
  touch(field: string): void {
    if (this.#touched.has(field)) return;
    this.#touched.add(field);
    this.#tell(field);
  }

  /** Says everything that is wrong; the fields in question, first one first. */
  touchAll(): readonly string[] {
    for (const field of this.#problems.keys()) this.touch(field);
    return [...this.#problems.keys()];
  }

  subscribe(field: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(field) ?? new Set();
    this.#listeners.set(field, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #tell(field: string): void {
    for (const listener of this.#listeners.get(field) ?? []) listener();
  }
}

/** Listens to whatever changes. */
export const ANY = '';

/** The first problem of each top-level field; one of the form itself belongs to no field. */
function byField(problems: readonly FormProblem[]): ReadonlyMap<string, FormProblem> {
  const found = new Map<string, FormProblem>();
  for (const problem of problems) {
    const field = problem.field.split('.')[0] ?? '';
    if (!found.has(field)) found.set(field, problem);
  }
  return found;
}
