/** What the viewer may do with the case as a whole. */

import { useState } from 'react';
import type { Instance, InstanceAct } from '../../protocol/index.ts';
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
  const isRunning = instance.status === 'running';
  const isMine = instance.initiator.id === me.id;
  const task = taskOf(instance, me.id);
  const act = async (name: InstanceAct, body: object): Promise<void> => {
    try {
      await client.actOn(instance.id, name, body, crypto.randomUUID());
      setSaid(t.done);
    } catch (error) {
      setSaid(failureOf(error).title);
    }
    await refresh(instance.id);
  };
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
      {isRunning && isMine ? (
        <>
          <Button look="plain" onClick={() => act('remind', {})}>
            {t.remind}
          </Button>
          <Button onClick={() => act('withdraw', {})}>{t.withdraw}</Button>
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
          onSay={async (text) => {
            setCommenting(false);
            await act('comments', { text });
          }}
        />
      ) : null}
    </div>
  );
}
