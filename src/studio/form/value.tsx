/** One value of a form as it is read. */

import type { Json, JsonObject } from '../../kernel/index.ts';
import { Icon } from '../kit/icon.tsx';
import { useNames } from '../remote/people.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Field } from './fields.ts';
import styles from './form.module.css';
import { FORM } from './texts.ts';

interface ValueProps {
  readonly field: Field;
  readonly value: Json | undefined;
}

export function Value({ field, value }: ValueProps) {
  const t = useTexts(FORM);
  const { text, money, number, day } = useFormats();
  if (value === undefined || value === null || value === '') {
    return <span className={styles['none']}>{t.nothing}</span>;
  }
  switch (field.kind) {
    case 'money':
      return (
        <span className={styles['money']}>
          {typeof value === 'number' ? money(value) : String(value)}
          {field.currency === undefined ? null : <small> {field.currency}</small>}
        </span>
      );
    case 'number':
      return <>{typeof value === 'number' ? number(value) : String(value)}</>;
    case 'date':
      return <>{day(String(value))}</>;
    case 'switch':
      return <>{value === true ? t.yes : t.no}</>;
    case 'choice': {
      const option = field.options?.find((each) => each.value === value);
      return <>{text(option?.label ?? String(value))}</>;
    }
    case 'person':
      return <PeopleNames ids={[String(value)]} />;
    case 'people':
      return <PeopleNames ids={Array.isArray(value) ? value.map(String) : [String(value)]} />;
    case 'files':
    case 'texts':
      return <Lines field={field} lines={Array.isArray(value) ? value.map(String) : []} />;
    case 'table':
      return <Rows field={field} rows={Array.isArray(value) ? value : []} />;
    case 'object':
      return <Rows field={field} rows={[value]} />;
    case 'long-text':
      return <span className={styles['prose']}>{String(value)}</span>;
    default:
      return <>{String(value)}</>;
  }
}

function Lines({ field, lines }: { readonly field: Field; readonly lines: readonly string[] }) {
  return (
    <ul className={styles['lines']}>
      {lines.map((line) => (
        <li key={line}>
          {field.kind === 'files' ? <Icon name="file" size={16} /> : null}
          {line}
        </li>
      ))}
    </ul>
  );
}

function Rows({ field, rows }: { readonly field: Field; readonly rows: readonly Json[] }) {
  const { text } = useFormats();
  const { columns = [] } = field;
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map(({ name, title }) => (
              <th key={name} scope="col">
                {text(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.name}>
                  <Value field={column} value={(row as JsonObject)[column.name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PeopleNames({ ids }: { readonly ids: readonly string[] }) {
  return <>{useNames(ids)}</>;
}
