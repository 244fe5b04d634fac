/** The foot of a table: what its columns of amounts and counts come to. */

import type { JsonObject } from '../../../kernel/index.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Field } from '../fields.ts';
import { sumOf } from './rows.ts';
import styles from './table.module.css';
import { TABLE } from './texts.ts';

interface SumsProps {
  readonly columns: readonly Field[];
  readonly rows: readonly JsonObject[];
  /** Whether there is a column for what can be done with a row. */
  readonly isTyped?: boolean;
}

export function Sums({ columns, rows, isTyped = false }: SumsProps) {
  const t = useTexts(TABLE);
  const { money, number } = useFormats();
  const numeric = columns.filter(({ kind }) => kind === 'money' || kind === 'number');
  // Where amounts are computed, what they are computed from does not add up to anything.
  const computed = numeric.filter(({ isComputed }) => isComputed);
  const summed = computed.length > 0 ? computed : numeric;
  const isNumeric = (column: Field): boolean => summed.includes(column);
  if (rows.length < 2 || !columns.some(isNumeric)) return null;
  return (
    <tfoot>
      <tr>
        <th scope="row" className={styles['number']}>
          {t.sum}
        </th>
        {columns.map((column) => {
          const sum = isNumeric(column) ? sumOf(rows, column.name) : undefined;
          return (
            <td key={column.name} data-kind={column.kind}>
              {sum === undefined ? '' : column.kind === 'money' ? money(sum) : number(sum)}
            </td>
          );
        })}
        {isTyped ? <td /> : null}
      </tr>
    </tfoot>
  );
}
