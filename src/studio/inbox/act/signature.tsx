/** One's own name, written out, where a step demands a signature. */

import { useSignedIn } from '../../remote/person.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import { isNameOf } from './name-of.ts';

interface SignatureProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Signature({ value, onChange }: SignatureProps) {
  const t = useTexts(ACT);
  const { text } = useFormats();
  const { me } = useSignedIn();
  const isWrong = value.trim() !== '' && !isNameOf(value, me.name);
  return (
    <>
      <input
        className={styles['signature']}
        aria-label={t.signature}
        placeholder={t.signature}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'signature-wrong' : undefined}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {isWrong ? (
        <p id="signature-wrong" className={styles['misnamed']}>
          {t.signatureWrong(text(me.name))}
        </p>
      ) : null}
    </>
  );
}
