/** One value of a form as it is read. */

import { useState } from 'react';
import type { Json, JsonObject } from '../../kernel/index.ts';
import { Button } from '../kit/button.tsx';
import { useDepartmentNames } from '../remote/departments.ts';
import { useNames } from '../remote/people.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Field } from './fields.ts';
import { FileLink } from './files/file-link.tsx';
import styles from './form.module.css';
import { Sums } from './table/sums.tsx';
import { TABLE } from './table/texts.ts';
import { FORM } from './texts.ts';

interface ValueProps {
  readonly field: Field;
  readonly value: Json | undefined;
}

export function Value({ field, value }: ValueProps) {
  const t = useTexts(FORM);
  const { text, money, number, day, list } = useFormats();
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
    case 'date-time':
      return <Moment text={String(value)} />;
    case 'switch':
      return <>{value === true ? t.yes : t.no}</>;
    case 'choice': {
      const option = field.options?.find((each) => each.value === value);
      return <>{text(option?.label ?? String(value))}</>;
    }
    case 'choices': {
      const labels = (Array.isArray(value) ? value : [value]).map((each) =>
        text(field.options?.find((option) => option.value === each)?.label ?? String(each)),
      );
      return <>{list(labels)}</>;
    }
    case 'person':
      return <PeopleNames ids={[String(value)]} />;
    case 'department':
      return <DepartmentNames ids={[String(value)]} />;
    case 'departments':
      return <DepartmentNames ids={Array.isArray(value) ? value.map(String) : [String(value)]} />;
    case 'people':
      return <PeopleNames ids={Array.isArray(value) ? value.map(String) : [String(value)]} />;
    case 'file':
    case 'files':
    case 'texts':
      return <Lines field={field} lines={(Array.isArray(value) ? value : [value]).map(String)} />;
    case 'table':
      return <Rows field={field} rows={(Array.isArray(value) ? value : []) as JsonObject[]} />;
    case 'object':
      return <Parts field={field} value={value as JsonObject} />;
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
          {field.kind === 'texts' ? line : <FileLink value={line} field={field.name} />}
        </li>
      ))}
    </ul>
  );
}

/** More rows than these are shown when somebody wants them, and in print. */
const ROWS_FIRST = 50;

function Rows({ field, rows }: { readonly field: Field; readonly rows: readonly JsonObject[] }) {
  const t = useTexts(TABLE);
  const { text } = useFormats();
  const { columns = [] } = field;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, ROWS_FIRST);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className={styles['scroll']} tabIndex={0} aria-label={text(field.title)}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col" className={styles['n']}>
                <span className="unseen">{t.row}</span>
              </th>
              {columns.map(({ name, title, kind }) => (
                <th key={name} scope="col" data-kind={kind}>
                  {text(title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
              <tr key={index}>
                <th scope="row" className={styles['n']}>
                  {index + 1}
                </th>
                {columns.map((column) => (
                  <td key={column.name} data-kind={column.kind}>
                    <Value field={column} value={row[column.name]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <Sums columns={columns} rows={rows} />
        </table>
      </section>
      {shown.length < rows.length ? (
        <Button onClick={() => setWhole(true)}>{t.showAll(rows.length)}</Button>
      ) : null}
    </>
  );
}

function Parts({ field, value }: { readonly field: Field; readonly value: JsonObject }) {
  const { text } = useFormats();
  return (
    <dl className={styles['parts']}>
      {field.columns?.map((column) => (
        <div key={column.name}>
          <dt>{text(column.title)}</dt>
          <dd>
            <Value field={column} value={value[column.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A moment by the clocks of the place where it was written down. */
function Moment({ text }: { readonly text: string }) {
  const { day } = useFormats();
  const [, date, time, zone] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})[^Z+-]*(.*)$/.exec(text) ?? [];
  if (date === undefined) return <>{text}</>;
  return (
    <time dateTime={text}>
      {day(date)} {time} <small className={styles['zone']}>UTC{zone === 'Z' ? '' : zone}</small>
    </time>
  );
}

function DepartmentNames({ ids }: { readonly ids: readonly string[] }) {
  return <>{useDepartmentNames(ids)}</>;
}

function PeopleNames({ ids }: { readonly ids: readonly string[] }) {
  return <>{useNames(ids)}</>;
}
