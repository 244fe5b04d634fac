/** Reads what is written down about a tenant, part by part, and collects what is wrong with it. */

import type { Text } from '../kernel/index.ts';

/** What is wrong with an organisation file: the place and the fact. */
export interface OrganisationProblem {
  readonly path: string;
  readonly message: string;
}

/** Characters of the id of a person or a department. */
const ID_CHARS_MAX = 100;

/** One mapping of the file and the place where it stands. */
export class Reader {
  readonly #fields: { readonly [key: string]: unknown };
  readonly #path: string;
  readonly #problems: OrganisationProblem[];

  constructor(value: unknown, path: string, problems: OrganisationProblem[]) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) problems.push({ path, message: 'must be an object' });
    this.#fields = isObject ? { ...value } : {};
    this.#path = path;
    this.#problems = problems;
  }

  has(key: string): boolean {
    return this.#fields[key] !== undefined && this.#fields[key] !== null;
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields);
  }

  raw(key: string): unknown {
    return this.#fields[key];
  }

  text(key: string): string {
    const value = this.#fields[key];
    if (typeof value === 'string' && value !== '') return value;
    return this.#wrong(key, 'must be a text', '');
  }

  /** A name that columns, keys and addresses take: no control characters, of limited length. */
  id(key: string): string {
    const value = this.text(key);
    const isPlain = value.isWellFormed() && !/\p{Cc}/u.test(value);
    if (isPlain && value.length <= ID_CHARS_MAX) return value;
    return this.#wrong(key, `must be a plain text of at most ${ID_CHARS_MAX} characters`, '');
  }

  optional<Key extends string>(key: Key): { readonly [key in Key]?: string } {
    return this.has(key) ? ({ [key]: this.text(key) } as { [key in Key]: string }) : {};
  }

  label(key: string): Text {
    const value = this.#fields[key];
    if (typeof value === 'string') return value;
    const isLabel =
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((text) => typeof text === 'string');
    if (isLabel) return { ...(value as { [language: string]: string }) };
    return this.#wrong(key, 'must be a text, or one per language', '');
  }

  texts(key: string): readonly string[] {
    const value = this.#fields[key] ?? [];
    if (Array.isArray(value) && value.every((text) => typeof text === 'string')) return value;
    return this.#wrong(key, 'must be a list of texts', []);
  }

  /** The mapping under a key; an empty one when it is absent. */
  inner(key: string): Reader {
    return new Reader(this.#fields[key] ?? {}, this.#at(key), this.#problems);
  }

  list(key: string): readonly Reader[] {
    const value = this.#fields[key] ?? [];
    const path = this.#at(key);
    if (!Array.isArray(value)) return this.#wrong(key, 'must be a list', []);
    return value.map((item, index) => new Reader(item, `${path}.${index}`, this.#problems));
  }

  /** Says what is wrong at a place inside. */
  report(path: string, message: string): void {
    this.#problems.push({ path: this.#at(path), message });
  }

  #wrong<T>(key: string, message: string, instead: T): T {
    this.report(key, message);
    return instead;
  }

  #at(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}
