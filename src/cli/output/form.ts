/** A form's fields under the names that its schema gives them. */

import type { Look } from './look.ts';
import { inLanguage, valueText, type WireText } from './words.ts';

/** A form's JSON Schema, as far as it says how fields are shown. */
export interface FormFields {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly 'x-order'?: readonly string[];
}

export interface FieldSchema {
  readonly title?: WireText;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly 'x-kind'?: string;
  readonly 'x-currency'?: string;
  readonly 'x-formula'?: string;
  readonly items?: FormFields;
}

/** The schema's order first, then the fields it does not order. */
export function orderOf(form: FormFields, present: readonly string[]): readonly string[] {
  const known = [...(form['x-order'] ?? []), ...Object.keys(form.properties ?? {})];
  return [...new Set([...known, ...present])];
}

/** Label and value pairs of a form; a hidden field says so. */
export function formPairs(
  values: Readonly<Record<string, unknown>>,
  hidden: readonly string[],
  form: FormFields,
  look: Look,
): readonly (readonly [string, string])[] {
  const present = [...Object.keys(values), ...hidden];
  return orderOf(form, present)
    .filter((field) => present.includes(field))
    .map((field) => {
      const schema = form.properties?.[field];
      const label = schema?.title === undefined ? field : inLanguage(schema.title, look.language);
      const value = hidden.includes(field)
        ? look.paint('dim', '(not shown to you)')
        : fieldText(values[field], schema);
      return [label, value];
    });
}

/** A value as people read it; of a table a row a line. */
function fieldText(value: unknown, schema: FieldSchema | undefined): string {
  const columns = schema?.items;
  if (!columns?.properties || !Array.isArray(value) || value.length === 0) {
    return valueText(value, schema?.['x-currency']);
  }
  return value.map((row) => rowText(row, columns)).join('\n');
}

function rowText(row: unknown, columns: FormFields): string {
  if (typeof row !== 'object' || row === null) return valueText(row);
  const cells = row as Readonly<Record<string, unknown>>;
  return orderOf(columns, Object.keys(cells))
    .filter((name) => cells[name] !== undefined)
    .map((name) => valueText(cells[name], columns.properties?.[name]?.['x-currency']))
    .join(' · ');
}
