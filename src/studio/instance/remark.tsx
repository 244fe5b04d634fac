/** Something said about a case that decides nothing. */

import { useState } from 'react';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useTexts } from '../words/language.tsx';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

interface RemarkProps {
  readonly onClose: () => void;
  readonly onSay: (text: string) => void;
}

export function Remark({ onClose, onSay }: RemarkProps) {
  const t = useTexts(CASE);
  const [text, setText] = useState('');
  return (
    <Dialog label={t.comment} onClose={onClose}>
      <form
        className={styles['comment']}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') onSay(text);
        }}
      >
        <textarea
          aria-label={t.saying}
          placeholder={t.saying}
          rows={4}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="ink" type="submit" disabled={text.trim() === ''}>
          {t.say}
        </Button>
      </form>
    </Dialog>
  );
}
