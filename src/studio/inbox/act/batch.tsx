/** The bar of what is ticked: what can go, what cannot and why, and one stamp for all of it. */

import { useState } from 'react';
import type { Task } from '../../../protocol/index.ts';
import { Button } from '../../kit/button.tsx';
import { useTexts } from '../../words/language.tsx';
import styles from '../inbox.module.css';
import { BATCH, INBOX } from '../texts.ts';
import type { Batching } from './batching.ts';
import { GROUPS, useBatch } from './batching.ts';

interface BatchProps {
  readonly tasks: readonly Task[];
  /** The tasks that stay ticked. */
  readonly onTicked: (left: readonly string[]) => void;
}

export function Batch({ tasks, onTicked }: BatchProps) {
  const t = useTexts(BATCH);
  const inbox = useTexts(INBOX);
  const [comment, setComment] = useState('');
  const batching = useBatch(tasks, onTicked);
  const { groups, isChecking, said, send } = batching;
  const can = groups.get('can')?.length ?? 0;
  // It stays when nothing is ticked any more: somebody is still being told what was done.
  const status = (
    <p role="status" className="unseen">
      {said}
    </p>
  );
  if (tasks.length === 0) return status;
  return (
    <section className={styles['batch']} aria-label={t.title}>
      {status}
      <p className={styles['batchHead']}>
        {inbox.ticked(tasks.length)}
        <Button look="plain" onClick={() => onTicked([])}>
          {inbox.untickAll}
        </Button>
      </p>
      {isChecking ? <p>{t.checking}</p> : null}
      <Reasons groups={groups} />
      <input
        aria-label={t.comment}
        placeholder={t.comment}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <Button look="decide" disabled={isChecking || can === 0} onClick={() => send(comment)}>
        {t.go(can)}
      </Button>
    </section>
  );
}

function Reasons({ groups }: Pick<Batching, 'groups'>) {
  const t = useTexts(BATCH);
  return (
    <ul className={styles['reasons']}>
      {GROUPS.filter((group) => groups.has(group)).map((group) => (
        <li key={group}>
          <b>{t[group](groups.get(group)?.length ?? 0)}</b>
          {group === 'can' ? null : (
            <ul>
              {groups.get(group)?.map(({ task, problem }) => (
                <li key={task.id}>
                  {task.subject} {problem ? <code>{problem.code}</code> : null}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
