/** A detail table that is being filled: cells by keys, rows from a spreadsheet, sums below. */

import { useVirtualizer } from '@tanstack/react-virtual';
import type { ClipboardEvent } from 'react';
import { useRef, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { ControlProps } from '../control.ts';
import type { Field } from '../fields.ts';
import type { Pasted } from './after-paste.tsx';
import { AfterPaste } from './after-paste.tsx';
import { focusCell, moveByKey, placeOf } from './cell-keys.ts';
import { cellsFrom, mappingOf, rowsFrom } from './paste.ts';
import { useRows } from './rows.ts';
import { Sums } from './sums.tsx';
import styles from './table.module.css';
import { TableRow } from './table-row.tsx';
import { TABLE } from './texts.ts';

const ROW_PX = 46;
const OVERSCAN = 8;

export function TableEntry({ field, draft, id, isWrong }: ControlProps) {
  const t = useTexts(TABLE);
  const { columns = [], name } = field;
  const table = useRows(draft, name);
  const { rows, keys } = table;
  const scroller = useRef<HTMLDivElement>(null);
  const [pasted, setPasted] = useState<Pasted>();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => keys[index] ?? index,
    overscan: OVERSCAN,
  });
  const goTo = (row: number, column: number): void => {
    virtual.scrollToIndex(row);
    focusCell(scroller.current, row, column);
  };
  const add = (at: number): void => {
    table.add(at);
    goTo(at, 0);
  };
  const move = (at: number, by: -1 | 1): void => {
    table.move(at, by);
    goTo(
      Math.min(Math.max(at + by, 0), rows.length - 1),
      placeOf(document.activeElement)?.column ?? 0,
    );
  };
  const remove = (at: number): void => {
    table.remove(at);
    if (rows.length > 1) goTo(Math.min(at, rows.length - 2), 0);
    else document.getElementById(id)?.focus();
  };
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const at = placeOf(event.target) ?? { row: rows.length, column: 0 };
    const cells = cellsFrom(text);
    const mapping = mappingOf(cells, columns, at.column);
    const values = rowsFrom(cells, mapping);
    setPasted({ count: values.length, titles: cells[0] ?? [], mapping, before: rows });
    table.lay(at.row, values);
    draft.touch(name);
  };
  const shown = virtual.getVirtualItems();
  return (
    <div className={styles['entry']} data-wrong={isWrong || undefined} onPaste={paste}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the cells within */}
      <div
        ref={scroller}
        className={styles['scroller']}
        hidden={rows.length === 0}
        onKeyDown={(event) => moveByKey(event, { count: rows.length, add, goTo, move, remove })}
      >
        <table className={styles['table']} aria-rowcount={rows.length + 1}>
          <Head columns={columns} />
          <tbody>
            <Space height={shown[0]?.start ?? 0} />
            {shown.map(({ index, key }) => (
              <TableRow
                key={key}
                measure={virtual.measureElement}
                index={index}
                count={rows.length}
                field={field}
                draft={draft}
                onMove={move}
                onRemove={remove}
              />
            ))}
            <Space height={virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)} />
          </tbody>
          <Sums columns={columns} rows={rows} isTyped />
        </table>
      </div>
      <p className={styles['ways']}>
        <Button id={id} aria-describedby={`${id}-problem`} onClick={() => add(rows.length)}>
          {t.addRow}
        </Button>
        <span>{t.hint(rows.length)}</span>
      </p>
      {pasted ? (
        <AfterPaste
          pasted={pasted}
          columns={columns}
          wrong={draft.wrongWithin(name)}
          onGoTo={goTo}
          onUndo={() => {
            table.put(pasted.before);
            setPasted(undefined);
          }}
        />
      ) : null}
    </div>
  );
}

function Head({ columns }: { readonly columns: readonly Field[] }) {
  const t = useTexts(TABLE);
  const { text } = useFormats();
  return (
    <thead>
      <tr>
        <th scope="col" className={styles['number']}>
          <span className="unseen">{t.row}</span>
        </th>
        {columns.map(({ name, title, currency, isRequired, kind }) => (
          <th key={name} scope="col" data-kind={kind}>
            {text(title)}
            {currency === undefined ? '' : ` ${currency}`}
            {isRequired ? <span aria-hidden="true"> *</span> : null}
          </th>
        ))}
        <th scope="col">
          <span className="unseen">{t.acts}</span>
        </th>
      </tr>
    </thead>
  );
}

/** Stands for rows that are far away. */
function Space({ height }: { readonly height: number }) {
  return height > 0 ? <tr className={styles['space']} style={{ height }} /> : null;
}
