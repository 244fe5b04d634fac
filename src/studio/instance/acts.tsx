/** What the viewer may do with the case as a whole. */

import { useState } from 'react';
import type { Instance, InstanceAct } from '../../protocol/index.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/refresh.ts';
import { Link } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import { Remark } from './remark.tsx';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

/** The task of a person on the case that is open, where there is one. */
function taskOf(instance: Instance, person: string): string | undefined {
  for (const { seats, status } of instance.path) {
    if (status !== 'open') continue;
    const own = seats.find((seat) => seat.status === 'open' && seat.person.id === person);
    if (own) return own.task;
  }
  return undefined;
}

export function Acts({ instance }: { readonly instance: Instance }) {
  const t = useTexts(CASE);
  const { client, me } = useSignedIn();
  const refresh = useRefresh();
  const [said, setSaid] = useState('');
  const [isCommenting, setCommenting] = useState(false);
  const [isArmed, setArmed] = useState(false);
  const isRunning = instance.status === 'running';
  const isMine = instance.initiator.id === me.id;
  const task = taskOf(instance, me.id);
  const act = async (name: InstanceAct, body: object): Promise<boolean> => {
    try {
      await client.actOn(instance.id, name, body, crypto.randomUUID());
      setSaid(t.did[name] ?? '');
      return true;
    } catch (error) {
      setSaid(failureOf(error).title);
      return false;
    } finally {
      void refresh(instance.id);
    }
  };
  const mayWithdraw = isRunning && isMine;
  const withdraw = (): void => {
    setArmed(false);
    void act('withdraw', {});
  };
  const { group } = t;
  const inText = true;
  useKeys(
    isArmed && mayWithdraw
      ? [
          { id: 'stamp', keys: ['mod+Enter'], label: t.withdraw, group, inText, run: withdraw },
          {
            id: 'disarm',
            keys: ['Escape'],
            label: t.cancel,
            group,
            inText,
            run: () => setArmed(false),
          },
        ]
      : [],
  );
  return (
    <div className={styles['acts']}>
      <span role="status" className={styles['said']}>
        {said}
      </span>
      <Button look="plain" onClick={() => window.print()}>
        {t.print}
      </Button>
      <Button look="plain" onClick={() => setCommenting(true)}>
        {t.comment}
      </Button>
      {mayWithdraw ? (
        <>
          <Button look="plain" onClick={() => act('remind', {})}>
            {t.remind}
          </Button>
          {isArmed ? (
            <>
              <Button look="plain" stroke="Escape" onClick={() => setArmed(false)}>
                {t.cancel}
              </Button>
              <Button look="decide" stroke="mod+Enter" onClick={withdraw}>
                {t.withdrawSurely}
              </Button>
            </>
          ) : (
            <Button onClick={() => setArmed(true)}>{t.withdraw}</Button>
          )}
        </>
      ) : null}
      {task === undefined ? null : (
        <Link className={styles['decide']} to={`/inbox/mine/${encodeURIComponent(task)}`}>
          {t.act}
        </Link>
      )}
      {isCommenting ? (
        <Remark
          instance={instance}
          onClose={() => setCommenting(false)}
          onSay={(text) => {
            setCommenting(false);
            return act('comments', { text });
          }}
        />
      ) : null}
    </div>
  );
}
