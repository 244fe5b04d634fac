/** `H`: a task goes out of sight for a while; its deadline goes on. */

import type { Task } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './inbox.module.css';
import { momentsFrom } from './moments.ts';
import { INBOX } from './texts.ts';

interface SnoozeProps {
  readonly task: Task;
  readonly onClose: () => void;
  readonly onSnooze: (untilMs: number) => void;
}

export function Snooze({ task, onClose, onSnooze }: SnoozeProps) {
  const t = useTexts(INBOX);
  const { instant, subject } = useFormats();
  return (
    <Dialog label={t.snooze} onClose={onClose}>
      <div className={styles['snooze']}>
        <h2>{t.snoozeUntil}</h2>
        <p>{subject(task.subject)}</p>
        <ul>
          {momentsFrom(Date.now()).map(([name, atMs]) => (
            <li key={name}>
              <Button onClick={() => onSnooze(atMs)}>
                {t[name]} · {instant(atMs)}
              </Button>
              {task.dueAtMs !== undefined && task.dueAtMs < atMs ? (
                <span className={styles['lateThen']}>{t.dueBefore}</span>
              ) : null}
            </li>
          ))}
        </ul>
        <Button look="plain" onClick={onClose}>
          {t.notNow}
        </Button>
      </div>
    </Dialog>
  );
}
