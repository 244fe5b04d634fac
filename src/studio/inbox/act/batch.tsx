/** The bar of what is ticked: what can go, what is to be read first, what cannot go and why. */

import type { Task } from '../../../protocol/index.ts';
import { Button } from '../../kit/button.tsx';
import { useTexts } from '../../words/language.tsx';
import styles from '../inbox.module.css';
import { BATCH, INBOX } from '../texts.ts';
import type { Batching } from './batching.ts';
import { GROUPS } from './batching.ts';

interface BatchProps {
  readonly count: number;
  readonly batching: Batching;
  readonly onRead: (task: Task) => void;
  readonly onUntick: () => void;
}

export function Batch({ count, batching, onRead, onUntick }: BatchProps) {
  const t = useTexts(BATCH);
  const inbox = useTexts(INBOX);
  const { groups, counts, isChecking, isSending, comment, setComment, said, send } = batching;
  // It stays when nothing is ticked any more: somebody is still being told what was done.
  const status = (
    <p role="status" className={count === 0 ? 'unseen' : styles['said']}>
      {said}
    </p>
  );
  if (count === 0) return status;
  const isWaiting = isChecking || isSending;
  return (
    <section className={styles['batch']} aria-label={t.title}>
      <p className={styles['batchHead']}>
        {inbox.ticked(count)}
        <Button look="plain" onClick={onUntick}>
          {inbox.untickAll}
        </Button>
      </p>
      {status}
      {isChecking ? <p className={styles['said']}>{t.checking}</p> : null}
      <Reasons groups={groups} onRead={onRead} />
      <input
        aria-label={t.comment}
        placeholder={t.comment}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <div className={styles['stamps']}>
        <Button disabled={isWaiting || counts.reject === 0} onClick={() => send('reject')}>
          {t.reject(counts.reject)}
        </Button>
        <Button
          look="decide"
          disabled={isWaiting || counts.approve === 0}
          onClick={() => send('approve')}
        >
          {t.approve(counts.approve)}
        </Button>
      </div>
    </section>
  );
}

function Reasons({ groups, onRead }: Pick<Batching, 'groups'> & Pick<BatchProps, 'onRead'>) {
  const t = useTexts(BATCH);
  return (
    <ul className={styles['reasons']}>
      {GROUPS.filter((group) => groups.has(group)).map((group) => (
        <li key={group}>
          <b>{t[group](groups.get(group)?.length ?? 0)}</b>
          {group === 'can' ? null : (
            <ul>
              {groups.get(group)?.map(({ task, reason }) => (
                <li key={task.id}>
                  <button type="button" onClick={() => onRead(task)}>
                    {task.subject}
                  </button>{' '}
                  {reason}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
