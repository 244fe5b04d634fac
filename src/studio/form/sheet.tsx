/** A form as it is read, with what has changed since the reader looked, and fields to change. */

import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import { Icon } from '../kit/icon.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Field } from './fields.ts';
import { fieldsOf } from './fields.ts';
import { FilesOfInstance } from './files/bytes.tsx';
import styles from './form.module.css';
import { FORM } from './texts.ts';
import { Value } from './value.tsx';

interface SheetProps {
  readonly schema: JsonObject;
  readonly form: JsonObject;
  /** Whose form it is: its files can be looked at. */
  readonly instance?: string;
  /** Names of fields that the viewer may not see. */
  readonly hidden?: readonly string[];
  /** The values of fields that have changed, as they were. */
  readonly changed?: ReadonlyMap<string, JsonObject[string] | undefined>;
  /** false: the form is of the past, and `changed` holds what the fields are now. */
  readonly isNow?: boolean;
  /** Fields that are typed here instead of read. */
  readonly editor?: (field: Field) => ReactNode;
}

export function Sheet(props: SheetProps) {
  const { schema, form, instance, hidden = [], changed, isNow = true, editor } = props;
  const t = useTexts(FORM);
  const { text } = useFormats();
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const shown = fields.filter(({ name }) => !hidden.includes(name));
  return (
    <FilesOfInstance value={instance}>
      <div className={styles['sheet']} data-form>
        <dl className={styles['fields']}>
          {shown.map((field) => {
            const typed = editor?.(field);
            const hasChanged = changed?.has(field.name) === true;
            return (
              <div
                key={field.name}
                className={styles['field']}
                data-changed={hasChanged || undefined}
                data-kind={field.kind}
              >
                <dt>{text(field.title)}</dt>
                <dd>
                  {typed ?? <Value field={field} value={form[field.name]} />}
                  {hasChanged ? (
                    <span className={styles['was']}>
                      <Icon name="changed" size={12} /> {isNow ? t.was : t.isNow}{' '}
                      <Value field={field} value={changed.get(field.name)} />
                    </span>
                  ) : null}
                </dd>
              </div>
            );
          })}
        </dl>
        {hidden.length > 0 ? <p className={styles['hidden']}>{t.hidden(hidden.length)}</p> : null}
      </div>
    </FilesOfInstance>
  );
}
