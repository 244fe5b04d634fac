/** Forms from the command line: a JSON file, standard input, or `--set field=value`. */

import { CliFailure, EXIT } from './failures.ts';
import type { Terminal } from './terminal.ts';

export interface FieldOptions {
  /** A file, or `-` for standard input. */
  readonly form?: string;
  readonly set?: readonly string[];
}

/** Chosen people, as `step=person,person`. */
export interface ChoiceOptions {
  readonly choose?: readonly string[];
}

/** The people that the options choose, by step; nothing without any. */
export function choicesOf({ choose = [] }: ChoiceOptions): {
  readonly choices?: { readonly [step: string]: string[] };
} {
  if (choose.length === 0) return {};
  const pairs = choose.map((pair) => {
    const [, step, people] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (step === undefined || people === undefined) {
      throw new CliFailure(EXIT.usage, `--choose ${pair}: write --choose step=person,person`);
    }
    return [step, people.split(',')] as const;
  });
  return { choices: Object.fromEntries(pairs) };
}

export type Form = Readonly<Record<string, unknown>>;

/** A flow's form schema, as far as it says how to read a text. */
export interface FormSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: unknown }>>;
}

/** Collects a repeatable option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * The form that the options make, later ones over earlier ones; undefined without any.
 * Rules: a value is read by the field's type in the schema, and a field that it does not know as
 * JSON where it is JSON, else as text.
 */
export async function formOf(
  terminal: Terminal,
  { form, set = [] }: FieldOptions,
  schema: () => Promise<FormSchema>,
): Promise<Form | undefined> {
  const given = form === undefined ? undefined : await readForm(terminal, form);
  if (set.length === 0) return given;
  const { properties = {} } = await schema();
  const fields = set.map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw new CliFailure(EXIT.usage, `--set ${pair}: write --set field=value`);
    const field = pair.slice(0, at);
    return [field, typedValue(pair.slice(at + 1), properties[field]?.type)] as const;
  });
  return { ...given, ...Object.fromEntries(fields) };
}

async function readForm(terminal: Terminal, file: string): Promise<Form> {
  const text = file === '-' ? await terminal.readInput() : await terminal.readFile(file);
  const value = json(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  const name = file === '-' ? 'standard input' : file;
  throw new CliFailure(EXIT.usage, `The form in ${name} is no JSON object.`);
}

function typedValue(text: string, type: unknown): unknown {
  if (type === 'string') return text;
  const value = json(text);
  return value === undefined ? text : value;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
