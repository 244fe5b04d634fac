/** One field of a form as it is typed: label, control, and what is wrong right below it. */

import { memo, useId } from 'react';
import type { FormProblem } from '../../kernel/index.ts';
import { later } from '../kit/later.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Fillable } from './control.ts';
import { Control } from './controls.tsx';
import type { Field } from './fields.ts';
import styles from './form.module.css';
import { partOf } from './inner.ts';
import { useProblem, useWrong } from './problem.ts';
import { FORM } from './texts.ts';

const TableEntry = later(async () => (await import('./table/table-entry.tsx')).TableEntry);

interface EntryProps {
  readonly field: Field;
  readonly draft: Fillable;
  /** Shown elsewhere, as in a sheet. */
  readonly hasOwnLabel?: boolean;
}

/** Typing in one field draws no other one anew. */
export const Entry = memo(({ field, draft, hasOwnLabel = true }: EntryProps) => {
  const t = useTexts(FORM);
  const { text } = useFormats();
  const id = useId();
  const wrong = useWrong();
  const problem = useProblem(draft, field.name);
  const label = text(field.title);
  const title = (
    <>
      {label}
      {field.isRequired ? <span className={styles['need']}>{t.required}</span> : null}
    </>
  );
  const message = (
    <p id={`${id}-problem`} className={styles['problem']} aria-live="polite">
      {problem && isOwn(problem, field) ? wrong(field.schema, problem.keyword) : ''}
    </p>
  );
  if (field.kind === 'object' || field.kind === 'table') {
    return (
      <fieldset className={styles['entry']} data-field={field.name} data-form>
        <legend className={hasOwnLabel ? styles['label'] : 'unseen'}>{title}</legend>
        <Help field={field} />
        {field.kind === 'object' ? (
          <ObjectEntry field={field} draft={draft} />
        ) : (
          <TableEntry field={field} draft={draft} id={id} isWrong={problem !== undefined} />
        )}
        {message}
      </fieldset>
    );
  }
  return (
    <div className={styles['entry']} data-field={field.name} data-form>
      <label htmlFor={id} className={hasOwnLabel ? styles['label'] : 'unseen'}>
        {title}
      </label>
      <Help field={field} />
      <Control field={field} draft={draft} id={id} isWrong={problem !== undefined} />
      {message}
    </div>
  );
});

function Help({ field }: { readonly field: Field }) {
  const { text } = useFormats();
  return field.help ? <p className={styles['help']}>{text(field.help)}</p> : null;
}

/** What is wrong inside an object or a table is told there. */
function isOwn({ field: path }: FormProblem, { kind, name }: Field): boolean {
  return (kind !== 'object' && kind !== 'table') || path === name || path.endsWith(`.${name}`);
}

function ObjectEntry({ field, draft }: Pick<EntryProps, 'field' | 'draft'>) {
  return (
    <div className={styles['inner']}>
      {field.columns?.map((column) => (
        <Entry key={column.name} field={column} draft={partOf(draft, field.name)} />
      ))}
    </div>
  );
}
