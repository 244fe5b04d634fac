/** The number of a case as people say it; its whole id where somebody wants to copy it. */

import { caseNumber } from '../../kernel/index.ts';
import { announce } from '../kit/notes.tsx';
import { useTexts } from '../words/language.tsx';
import { inBoth } from '../words/texts.ts';
import styles from './case-number.module.css';

const NUMBER = inBoth(
  { number: 'No.', copy: 'Copy the whole id', copied: 'The whole id is copied.' },
  { number: '单号', copy: '复制完整编号', copied: '完整编号已复制。' },
);

interface CaseNumberProps {
  readonly instance: string;
  /** Whether the id can be copied here. */
  readonly isWhole?: boolean;
}

export function CaseNumber({ instance, isWhole = false }: CaseNumberProps) {
  const t = useTexts(NUMBER);
  const number = (
    <span className={styles['number']}>
      {t.number} {caseNumber(instance)}
    </span>
  );
  if (!isWhole) return number;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(instance);
    announce(t.copied);
  };
  return (
    <>
      {number}{' '}
      <button type="button" className={styles['copy']} title={instance} onClick={() => void copy()}>
        {t.copy}
      </button>
    </>
  );
}
