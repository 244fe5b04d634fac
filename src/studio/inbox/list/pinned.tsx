/** What the owner of a flow wants to be seen of a request before it is opened. */

import { useFormats, useTexts } from '../../words/language.tsx';
import { INBOX } from '../texts.ts';
import styles from './list.module.css';
import type { PinnedFact } from './rows.ts';

export function Pinned({ facts }: { readonly facts: readonly PinnedFact[] }) {
  const { text } = useFormats();
  const shown = useShown();
  return (
    <span className={styles['pinned']}>
      {facts.map((fact) => (
        <span key={fact.field}>
          <span className={styles['title']}>{text(fact.title)} </span>
          {shown(fact)}
        </span>
      ))}
    </span>
  );
}

function useShown(): (fact: PinnedFact) => string {
  const t = useTexts(INBOX);
  const { text, money, number, day } = useFormats();
  return ({ kind, value, label, currency = '' }) => {
    if (label !== undefined) return text(label);
    switch (kind) {
      case 'money':
        return `${money(Number(value))} ${currency}`.trim();
      case 'number':
        return number(Number(value));
      case 'date':
        return day(String(value));
      case 'date-time':
        return `${day(String(value).slice(0, 10))} ${String(value).slice(11, 16)}`;
      case 'yes-no':
        return value === true ? t.yes : t.no;
      case 'count':
        return t.pieces(Number(value));
      default:
        return String(value);
    }
  };
}
