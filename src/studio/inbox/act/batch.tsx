/** The bar of what is ticked: what can go, what is to be read first, what cannot go and why. */

import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { Task } from '../../../protocol/index.ts';
import { SINGLE_KEYS } from '../../keys/chosen.ts';
import { useCommands, useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import styles from '../inbox.module.css';
import { ACT, BATCH, INBOX } from '../texts.ts';
import type { BatchAct, Batching } from './batching.ts';
import { GROUPS } from './batching.ts';

interface BatchProps {
  readonly count: number;
  readonly batching: Batching;
  /** Whether something else was done since it was sent. */
  readonly isPast: boolean;
  readonly onRead: (task: Task) => void;
  readonly onUntick: () => void;
}

export function Batch(props: BatchProps) {
  const { count, batching, isPast } = props;
  const { said } = batching;
  // It stays when nothing is ticked any more: somebody is still being told what was done.
  const isAlone = count === 0;
  const status = (
    <p role="status" className={styles['said']} data-alone={isAlone || undefined}>
      {isAlone && isPast ? '' : said}
    </p>
  );
  return isAlone ? status : <Bar {...props}>{status}</Bar>;
}

/** A first stroke arms, a second one stamps, as on a single task. */
function Bar(props: BatchProps & { readonly children: ReactNode }) {
  const { count, batching, onRead, onUntick, children } = props;
  const t = useTexts(BATCH);
  const inbox = useTexts(INBOX);
  const act = useTexts(ACT);
  const { groups, counts, isChecking, isSending, comment, setComment, send } = batching;
  const field = useRef<HTMLInputElement>(null);
  const [armed, setArmed] = useState<BatchAct>();
  const isWaiting = isChecking || isSending;
  const commands = useCommands();
  const arm = (next: BatchAct): void => {
    setArmed(next);
    field.current?.focus();
  };
  const stamp = async (of: BatchAct): Promise<void> => {
    if (isWaiting || counts[of] === 0) return;
    setArmed(undefined);
    await send(of);
  };
  const { group } = act;
  const inText = true;
  const disarm = (): void => setArmed(undefined);
  useKeys([
    ...(['approve', 'reject'] as const).map((each) => {
      const id = `act-${each}` as const;
      return { id, keys: SINGLE_KEYS[id], label: act[each], group, run: () => arm(each) };
    }),
    ...(armed === undefined
      ? []
      : [
          {
            id: 'stamp',
            keys: ['mod+Enter'],
            label: act[armed],
            group,
            inText,
            run: () => void stamp(armed),
          },
          { id: 'disarm', keys: ['Escape'], label: act.cancel, group, inText, run: disarm },
        ]),
  ]);
  const button = (each: BatchAct) => {
    const first = commands.find(({ id }) => id === `act-${each}`)?.keys[0];
    const stroke = armed === each ? 'mod+Enter' : first;
    return {
      look: each === (armed ?? 'approve') ? ('decide' as const) : ('edge' as const),
      disabled: isWaiting || counts[each] === 0,
      onClick: () => stamp(each),
      ...(stroke === undefined ? {} : { stroke }),
    };
  };
  return (
    <section className={styles['batch']} aria-label={t.title}>
      <p className={styles['batchHead']}>
        {inbox.ticked(count)}
        <Button look="plain" onClick={onUntick}>
          {inbox.untickAll}
        </Button>
      </p>
      {children}
      {isChecking ? <p className={styles['said']}>{t.checking}</p> : null}
      <Reasons groups={groups} onRead={onRead} />
      <input
        ref={field}
        aria-label={t.comment}
        placeholder={t.comment}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <p className={styles['said']}>{t.final}</p>
      <div className={styles['stamps']}>
        <Button {...button('reject')}>{t.reject(counts.reject)}</Button>
        <Button {...button('approve')}>{t.approve(counts.approve)}</Button>
      </div>
    </section>
  );
}

function Reasons({ groups, onRead }: Pick<Batching, 'groups'> & Pick<BatchProps, 'onRead'>) {
  const t = useTexts(BATCH);
  const { subject } = useFormats();
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
                    {subject(task.subject)}
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
