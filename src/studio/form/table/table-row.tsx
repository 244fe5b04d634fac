/** One row of a table that is being filled. */

import { memo, useId, useMemo } from 'react';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Fillable } from '../control.ts';
import { Control } from '../controls.tsx';
import type { Field } from '../fields.ts';
import { partOf } from '../inner.ts';
import { useProblem, useWrong } from '../problem.ts';
import styles from './table.module.css';
import { TABLE } from './texts.ts';

interface RowProps {
  readonly measure: (element: HTMLElement | null) => void;
  readonly index: number;
  readonly count: number;
  readonly field: Field;
  readonly draft: Fillable;
  readonly onMove: (at: number, by: -1 | 1) => void;
  readonly onRemove: (at: number) => void;
}

export function TableRow(props: RowProps) {
  const { measure, index, count, field, draft, onMove, onRemove } = props;
  const t = useTexts(TABLE);
  const row = useMemo(() => partOf(draft, field.name, index), [draft, field.name, index]);
  const n = index + 1;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={n + 1}>
      <th scope="row" className={styles['number']}>
        {n}
      </th>
      {field.columns?.map((column, at) => (
        <td key={column.name} data-row={index} data-column={at} data-kind={column.kind}>
          <Cell column={column} row={row} n={n} />
        </td>
      ))}
      <td className={styles['acts']}>
        <Button
          look="plain"
          aria-label={t.up(n)}
          disabled={index === 0}
          onClick={() => onMove(index, -1)}
        >
          <span className={styles['up']}>
            <Icon name="chevron" size={12} />
          </span>
        </Button>
        <Button
          look="plain"
          aria-label={t.down(n)}
          disabled={n === count}
          onClick={() => onMove(index, 1)}
        >
          <span className={styles['down']}>
            <Icon name="chevron" size={12} />
          </span>
        </Button>
        <Button look="plain" aria-label={t.remove(n)} onClick={() => onRemove(index)}>
          <Icon name="close" size={12} />
        </Button>
      </td>
    </tr>
  );
}

interface CellProps {
  readonly column: Field;
  readonly row: Fillable;
  readonly n: number;
}

const Cell = memo(({ column, row, n }: CellProps) => {
  const t = useTexts(TABLE);
  const wrong = useWrong();
  const { text } = useFormats();
  const id = useId();
  const problem = useProblem(row, column.name);
  const title = text(column.title);
  return (
    <>
      <span className={styles['name']} aria-hidden="true">
        {title}
      </span>
      <Control
        field={column}
        draft={row}
        id={id}
        isWrong={problem !== undefined}
        label={t.cell(title, n)}
      />
      <span id={`${id}-problem`} className={styles['problem']}>
        {problem ? wrong(column.schema, problem.keyword) : ''}
      </span>
    </>
  );
});
