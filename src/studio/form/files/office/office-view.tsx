/** An office file as words and tables, drawn by the page itself. */

import { useEffect, useState } from 'react';
import { Loading } from '../../../kit/states.tsx';
import { useTexts } from '../../../words/language.tsx';
import styles from '../files.module.css';
import { FILES } from '../texts.ts';
import { csvSheet } from './csv.ts';
import { OFFICE_LIMITS } from './limits.ts';
import type { OfficeAnswer } from './office-worker.ts';
import type { Block, Run, Sheet } from './shown.ts';

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
                <td key={column}>
                  <Blocks blocks={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  const words = block.runs.map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: stretches of text have no other name
    <Words key={index} run={run} />
  ));
  // Headings of a file are none of the page.
  if (block.level !== undefined) return <p data-level={block.level}>{words}</p>;
  return <p data-depth={block.depth}>{words}</p>;
}

function Words({ run: { text, isBold, isItalic } }: { readonly run: Run }) {
  const leaning = isItalic ? <em>{text}</em> : text;
  return isBold ? <strong>{leaning}</strong> : leaning;
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
const NUMBER = /^-?[\d,]+(\.\d+)?%?$|^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/;

function Grid({ sheet }: { readonly sheet: Sheet }) {
  const t = useTexts(FILES);
  const width = Math.max(0, ...sheet.rows.map((row) => row.length));
  return (
    <>
      <table data-grid>
        <tbody>
          {sheet.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {Array.from({ length: width }, (_, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                <td key={column} data-number={NUMBER.test(row[column] ?? '') || undefined}>
                  {row[column]}
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
