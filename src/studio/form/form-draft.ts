/** A form that is being filled: one signal a field, rules of the engine, told in the same task. */

import type {
  Computed,
  FormProblem,
  Formulas,
  FormValidator,
  Json,
  JsonObject,
} from '../../kernel/index.ts';
import type { Fillable } from './control.ts';

/** Holds values and problems; who listens to a field hears of that field alone. */
export class FormDraft implements Fillable {
  readonly #validate: FormValidator;
  readonly #formulas: Formulas | undefined;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #touched = new Set<string>();
  readonly #edited = new Set<string>();
  /** How often a field took a value that nobody typed here. */
  readonly #rounds = new Map<string, number>();
  /** Fields of which something is still on its way. */
  readonly #held = new Set<string>();
  #form: JsonObject;
  /** What could not be computed. */
  #failed: readonly FormProblem[] = [];
  /** By dotted path. */
  #paths: ReadonlyMap<string, FormProblem> = new Map();
  /** By top-level field. */
  #problems: ReadonlyMap<string, FormProblem> = new Map();

  constructor(validate: FormValidator, form: JsonObject, formulas?: Formulas) {
    this.#validate = validate;
    this.#formulas = formulas;
    this.#form = form;
    this.#compute();
    this.#judge();
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

  /** What is wrong within a field, at `items.2.price`, once somebody has been there. */
  problemAt(path: string): FormProblem | undefined {
    const isTold = this.#touched.has(path) || this.#touched.has(rootOf(path));
    return isTold ? this.#paths.get(path) : undefined;
  }

  wrongWithin(path: string): readonly string[] {
    const beginning = `${path}.`;
    const found = [...this.#paths.keys()].filter((each) => each.startsWith(beginning));
    return found.map((each) => each.slice(beginning.length));
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

  /** The rules know more than they did. */
  review(): void {
    this.#take({ ...this.#form }, []);
  }

  #take(form: JsonObject, moved: readonly string[]): void {
    this.#form = form;
    const before = this.#problems;
    const told = new Set([...moved, ...this.#compute(new Set(moved))]);
    this.#judge();
    for (const name of new Set([...before.keys(), ...this.#problems.keys()])) {
      if (before.get(name)?.message !== this.#problems.get(name)?.message) told.add(name);
    }
    for (const name of told) this.#tell(name);
    this.#tell(ANY);
  }

  /** Works out what follows from the fields that moved, or everything; the fields that it changed. */
  #compute(changed?: ReadonlySet<string>): readonly string[] {
    const form = this.#form;
    const since = changed && { problems: this.#failed, changed };
    const computed: Computed | undefined = this.#formulas?.compute(form, since);
    if (!computed) return [];
    this.#form = computed.form;
    this.#failed = computed.problems;
    return Object.keys({ ...form, ...computed.form }).filter(
      (field) => form[field] !== computed.form[field],
    );
  }

  /** The form as it is sent where others see more of it than is seen here: without what is computed. */
  get typed(): JsonObject {
    return this.#formulas?.bare(this.#form) ?? this.#form;
  }

  /**
   * The person has left the field: from now on it is said what is wrong with it, and with what is
   * computed from it.
   */
  touch(path: string): void {
    if (this.#touched.has(path)) return;
    this.#touched.add(path);
    this.#tell(rootOf(path));
    for (const [computed, reads] of this.#formulas?.reads ?? []) {
      const isRead = reads.some((read) => rootOf(read) === rootOf(path));
      if (isRead && !computed.includes('*')) this.touch(computed);
    }
  }

  hold(field: string, isHeld: boolean): void {
    if (this.#held.has(field) === isHeld) return;
    if (isHeld) this.#held.add(field);
    else this.#held.delete(field);
    this.#take(this.#form, [field]);
  }

  /** Says everything that is wrong; the fields in question, first one first. */
  touchAll(): readonly string[] {
    for (const field of this.#problems.keys()) this.touch(field);
    // What is typed comes first: there it can be mended.
    return [...this.#problems.keys()].toSorted(
      (a, b) => +this.#isComputed(a) - +this.#isComputed(b),
    );
  }

  /** What is to be mended; something computed only where nothing else is wrong. */
  get wrongFields(): readonly string[] {
    const wrong = [...this.#problems.keys()];
    const typed = wrong.filter((field) => !this.#isComputed(field));
    return typed.length > 0 ? typed : wrong;
  }

  #isComputed(field: string): boolean {
    return this.#formulas?.paths.includes(field) ?? false;
  }

  subscribe(field: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(field) ?? new Set();
    this.#listeners.set(field, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #judge(): void {
    const paths = new Map<string, FormProblem>();
    for (const problem of [...this.#failed, ...this.#validate(this.#form)]) {
      if (!paths.has(problem.field)) paths.set(problem.field, problem);
    }
    for (const field of this.#held) {
      paths.set(field, { field, keyword: 'sending', message: 'is still being sent' });
    }
    this.#paths = paths;
    this.#problems = byField(paths.values());
  }

  #tell(field: string): void {
    for (const listener of this.#listeners.get(field) ?? []) listener();
  }
}

/** Listens to whatever changes. */
export const ANY = '';

/** The first problem of each top-level field; one of the form itself belongs to no field. */
function byField(problems: Iterable<FormProblem>): ReadonlyMap<string, FormProblem> {
  const found = new Map<string, FormProblem>();
  for (const problem of problems) {
    const field = rootOf(problem.field);
    if (!found.has(field)) found.set(field, problem);
  }
  return found;
}

function rootOf(path: string): string {
  return path.split('.')[0] ?? '';
}
