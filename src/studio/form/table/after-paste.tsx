/** What became of cells that were pasted: how many rows, which columns, what does not fit, and the way back. */

import type { JsonObject } from '../../../kernel/index.ts';
import { Button } from '../../kit/button.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Field } from '../fields.ts';
import type { Mapping } from './paste.ts';
import styles from './table.module.css';
import { TABLE } from './texts.ts';

export interface Pasted {
  readonly count: number;
  /** The first row of what was pasted. */
  readonly titles: readonly string[];
  readonly mapping: Mapping;
  readonly before: readonly JsonObject[];
}

interface AfterPasteProps {
  readonly pasted: Pasted;
  readonly columns: readonly Field[];
  /** `2.price`: cells that do not fit. */
  readonly wrong: readonly string[];
  readonly onGoTo: (row: number, column: number) => void;
  readonly onUndo: () => void;
}

export function AfterPaste({ pasted, columns, wrong, onGoTo, onUndo }: AfterPasteProps) {
  const t = useTexts(TABLE);
  const { text, list } = useFormats();
  const { count, titles, mapping } = pasted;
  const used = mapping.columns.flatMap((column) => (column ? [text(column.title)] : []));
  const left = mapping.hasHeader ? titles.filter((_, index) => !mapping.columns[index]) : [];
  const [row = '0', name = ''] = (wrong[0] ?? '').split('.');
  return (
    <div className={styles['pasted']}>
      <p role="status">
        {t.pasted(count, list(used))} {left.length > 0 ? t.leftOut(list(left)) : ''}{' '}
        {wrong.length > 0 ? <b>{t.wrong(wrong.length)}</b> : null}
      </p>
      {wrong.length > 0 ? (
        <Button
          onClick={() =>
            onGoTo(
              Number(row),
              Math.max(
                columns.findIndex((each) => each.name === name),
                0,
              ),
            )
          }
        >
          {t.showFirst}
        </Button>
      ) : null}
      <Button look="plain" onClick={onUndo}>
        {t.undo}
      </Button>
    </div>
  );
}
