/** A form as people read it: titles and values in one language, by the form’s JSON Schema. */

import type { Directory, Json, JsonObject, Text } from '../kernel/index.ts';
import { readableLine, readableLines, withAmounts } from '../kernel/index.ts';
import { dayText, momentText } from './instant.ts';
import type { NoticeLanguage } from './preferences.ts';

/** One field. */
export interface SheetLine {
  readonly field: string;
  readonly title: string;
  readonly text: string;
  /** A detail table; `text` says it in one line. */
  readonly table?: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly isMoney?: true;
}

/** Who and in which language. */
export interface Reader {
  readonly language: NoticeLanguage;
  readonly directory: Directory;
}

/** Shape: schema and values → a line for each field that has a value, in the schema’s order. */
export function sheetOf(
  schema: JsonObject,
  form: JsonObject,
  reader: Reader,
): readonly SheetLine[] {
  return fieldsOf(schema, form).flatMap((field) => {
    const value = form[field];
    if (value === undefined || value === null || value === '') return [];
    return [lineOf(field, propertyOf(schema, field), value, reader)];
  });
}

/** One field’s line. */
export function lineOf(
  field: string,
  schema: JsonObject,
  value: Json | undefined,
  reader: Reader,
): SheetLine {
  const { language } = reader;
  const title = textOf(schema['title'], language) ?? field;
  const text = value === undefined || value === null ? '—' : valueText(schema, value, reader);
  const items = objectOf(schema['items']);
  const isTable = Array.isArray(value) && items['type'] === 'object';
  const table = isTable ? tableOf(items, value as readonly Json[], reader) : undefined;
  return {
    field,
    title,
    text,
    ...(table ? { table } : {}),
    ...(schema['x-kind'] === 'money' ? { isMoney: true as const } : {}),
  };
}

export function propertyOf(schema: JsonObject, field: string): JsonObject {
  return objectOf(objectOf(schema['properties'])[field]);
}

function fieldsOf(schema: JsonObject, form: JsonObject): readonly string[] {
  const order = Array.isArray(schema['x-order']) ? schema['x-order'].map(String) : [];
  return [...new Set([...order, ...Object.keys(objectOf(schema['properties']))])].filter((field) =>
    Object.hasOwn(form, field),
  );
}

function tableOf(items: JsonObject, rows: readonly Json[], reader: Reader) {
  const columns = [
    ...new Set([
      ...(Array.isArray(items['x-order']) ? items['x-order'].map(String) : []),
      ...Object.keys(objectOf(items['properties'])),
    ]),
  ];
  return {
    head: columns.map((name) => textOf(propertyOf(items, name)['title'], reader.language) ?? name),
    rows: rows.map((row) =>
      columns.map((name) => {
        const value = objectOf(row)[name];
        return value === undefined ? '' : valueText(propertyOf(items, name), value, reader);
      }),
    ),
  };
}

function valueText(schema: JsonObject, value: Json, reader: Reader): string {
  const { language, directory } = reader;
  if (Array.isArray(schema['enum'])) {
    return textOf(objectOf(schema['x-labels'])[String(value)], language) ?? String(value);
  }
  if (schema['x-kind'] === 'person') return personName(directory, String(value), language);
  if (schema['x-kind'] === 'department') {
    return textIn(directory.department(String(value))?.name ?? String(value), language);
  }
  if (schema['x-kind'] === 'file') return fileName(String(value));
  if (typeof value === 'boolean') {
    return language === 'en' ? (value ? 'Yes' : 'No') : value ? '是' : '否';
  }
  if (typeof value === 'number') return numberText(schema, value, language);
  if (Array.isArray(value)) {
    const items = objectOf(schema['items']);
    return value
      .map((each) => valueText(items, each, reader))
      .join(language === 'en' ? ', ' : '、');
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, part]) => {
      const inner = propertyOf(schema, name);
      const title = textOf(inner['title'], language) ?? name;
      return language === 'en'
        ? `${title}: ${valueText(inner, part, reader)}`
        : `${title}：${valueText(inner, part, reader)}`;
    });
    return parts.join(language === 'en' ? '; ' : '；');
  }
  const kind = schema['x-kind'] ?? schema['format'];
  if (kind === 'date') return dayText(readableLine(String(value)), language);
  if (kind === 'date-time') return momentText(readableLine(String(value)), language);
  return readableLines(String(value));
}

/** What is signed is shown: fractions of a cent are not rounded away. */
const AMOUNT_DIGITS = { minimumFractionDigits: 2, maximumFractionDigits: 6 };

function numberText(schema: JsonObject, value: number, language: NoticeLanguage): string {
  if (schema['x-kind'] !== 'money') {
    return new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
  }
  const amount = new Intl.NumberFormat(language, AMOUNT_DIGITS).format(value);
  const currency = schema['x-currency'];
  return typeof currency === 'string' ? `${amount} ${currency}` : amount;
}

/** The line that names a case, its amounts written as amounts are. */
export function subjectIn(subject: string, language: NoticeLanguage): string {
  const { format } = new Intl.NumberFormat(language, AMOUNT_DIGITS);
  return withAmounts(subject, (amount) => format(amount));
}

/** A file’s value is `<digest>/<name>`. */
function fileName(value: string): string {
  return readableLine(/^[0-9a-f]{64}\/(.+)$/.exec(value)?.[1] ?? value);
}

/** What somebody is called, in a language. */
export function personName(directory: Directory, id: string, language: NoticeLanguage): string {
  return textIn(directory.person(id)?.name ?? id, language);
}

/** The text in a language, else in whichever there is. */
export function textIn(text: Text, language: NoticeLanguage): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

function textOf(value: unknown, language: NoticeLanguage): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return textIn(value as { readonly [language: string]: string }, language);
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}
