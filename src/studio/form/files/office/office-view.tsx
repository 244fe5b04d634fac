/** An office file as words and tables, drawn by the page itself. */

import { useEffect, useMemo, useState } from 'react';
import { Loading } from '../../../kit/states.tsx';
import { useTexts } from '../../../words/language.tsx';
import styles from '../files.module.css';
import { FILES } from '../texts.ts';
import { OFFICE_LIMITS } from './limits.ts';
import type { OfficeAnswer } from './office-worker.ts';
import { csvSheet } from './sheet/csv.ts';
import { drawnRows } from './sheet/grid.ts';
import type { Block, Cell, Kind, Run, Sheet, Told } from './shown.ts';
import { LEFT_OUT, OTHERWISE } from './shown.ts';
import { OFFICE } from './texts.ts';

interface OfficeViewProps {
  readonly bytes: ArrayBuffer;
  readonly zoom: number;
}

/** What cannot be shown says so; the file itself can be taken away. */
export function OfficeView({ bytes, zoom }: OfficeViewProps) {
  const t = useTexts(FILES);
  const answer = useOffice(bytes);
  if (!answer) return <Loading what={t.loading} />;
  const { office, isBroken } = answer;
  if (!office) return <p className={styles['note']}>{isBroken ? t.broken : t.notShown}</p>;
  return (
    <div className={styles['office']} style={{ zoom }}>
      <p className={styles['told']}>{office.hasMacros ? t.macros : t.wordsOnly}</p>
      <Telling told={office.told} />
      {office.kind === 'document' ? (
        <Blocks blocks={office.blocks} />
      ) : (
        <Sheets sheets={office.sheets} />
      )}
      {office.kind === 'document' && office.isCut ? (
        <p className={styles['told']}>{t.cut}</p>
      ) : null}
    </div>
  );
}

/** What an approver does not see here, or sees otherwise than in the file itself. */
function Telling({ told }: { readonly told: Told }) {
  const t = useTexts(OFFICE);
  const listed = (kinds: readonly Kind[]): string =>
    kinds.flatMap((kind) => (told[kind] ? [t.counted[kind](told[kind])] : [])).join(t.and);
  const [leftOut, otherwise] = [listed(LEFT_OUT), listed(OTHERWISE)];
  if (leftOut === '' && otherwise === '') return null;
  return (
    <p className={styles['warned']} role="note">
      {leftOut === '' ? null : t.leftOut(leftOut)}{' '}
      {otherwise === '' ? null : t.otherwise(otherwise)}
    </p>
  );
}

function useOffice(bytes: ArrayBuffer): OfficeAnswer | undefined {
  const [answer, setAnswer] = useState<OfficeAnswer>();
  useEffect(() => {
    const worker = new Worker(new URL('./office-worker.ts', import.meta.url), { type: 'module' });
    const settle = (found: OfficeAnswer): void => {
      clearTimeout(timer);
      worker.terminate();
      setAnswer(found);
    };
    const timer = setTimeout(() => settle({ isBroken: true }), OFFICE_LIMITS.timeMs);
    worker.addEventListener('message', ({ data }: MessageEvent<OfficeAnswer>) => settle(data));
    worker.addEventListener('error', () => settle({ isBroken: true }));
    worker.postMessage(bytes);
    return () => {
      clearTimeout(timer);
      worker.terminate();
      setAnswer(undefined);
    };
  }, [bytes]);
  return answer;
}

/** A text of separated values. */
export function CsvView({ text, zoom }: { readonly text: string; readonly zoom: number }) {
  return (
    <div className={styles['office']} style={{ zoom }}>
      <Grid sheet={csvSheet(text)} />
    </div>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name
        <OneBlock key={index} block={block} />
      ))}
    </>
  );
}

function OneBlock({ block }: { readonly block: Block }) {
  if (block.kind === 'table') {
    return (
      <table>
        <tbody>
          {block.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                <td key={column} colSpan={cell.columns} rowSpan={cell.rows}>
                  <Blocks blocks={cell.blocks} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  const words = <Stretches runs={block.runs} />;
  // Headings of a file are none of the page.
  if (block.level !== undefined) return <p data-level={block.level}>{words}</p>;
  return <p data-depth={block.depth}>{words}</p>;
}

function Stretches({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <>
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches of text have no other name
        <Words key={index} run={run} />
      ))}
    </>
  );
}

function Words({ run }: { readonly run: Run }) {
  const t = useTexts(OFFICE);
  const { text, isBold, isItalic, isStruck, rise, change, isGap } = run;
  let words = <>{text}</>;
  if (isGap) words = <abbr title={t.gap}>{text}</abbr>;
  if (isItalic) words = <em>{words}</em>;
  if (isBold) words = <strong>{words}</strong>;
  if (isStruck) words = <s>{words}</s>;
  if (rise === 'super') words = <sup>{words}</sup>;
  if (rise === 'sub') words = <sub>{words}</sub>;
  if (change === 'inserted') return <ins title={t.inserted}>{words}</ins>;
  return change === 'deleted' ? <del title={t.deleted}>{words}</del> : words;
}

function Sheets({ sheets }: { readonly sheets: readonly Sheet[] }) {
  const t = useTexts(FILES);
  const [at, setAt] = useState(0);
  const sheet = sheets[at] ?? sheets[0];
  return (
    <>
      {sheets.length > 1 ? (
        <label className={styles['earlier']}>
          {t.sheet}
          <select value={at} onChange={(event) => setAt(Number(event.target.value))}>
            {sheets.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {sheet ? <Grid sheet={sheet} /> : null}
    </>
  );
}

/** Numbers, days and times, which are not broken. */
const NUMBER = /^-?[\d,]+(\.\d+)?%?$|^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?$/;

function Grid({ sheet }: { readonly sheet: Sheet }) {
  const t = useTexts(FILES);
  const rows = useMemo(() => drawnRows(sheet), [sheet]);
  return (
    <>
      <table data-grid>
        <tbody>
          {rows.map(({ row, cells }) => (
            <tr key={row}>
              <th scope="row">{row + 1}</th>
              {cells.map(({ column, cell, columns, rows: height }) => (
                <td
                  key={column}
                  colSpan={columns}
                  rowSpan={height}
                  data-number={isNumber(cell) || undefined}
                >
                  {typeof cell === 'string' ? cell : <Stretches runs={cell} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sheet.isCut ? <p className={styles['told']}>{t.cut}</p> : null}
    </>
  );
}

function isNumber(cell: Cell): boolean {
  return typeof cell === 'string' && NUMBER.test(cell);
}
