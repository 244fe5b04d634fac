/** What the viewer may do with the case as a whole. */

import { useState } from 'react';
import type { Instance } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { Link } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import { mayWithdraw, OwnActs, useActing } from './own-acts.tsx';
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
  const { me } = useSignedIn();
  const { said, act } = useActing(instance);
  const [isCommenting, setCommenting] = useState(false);
  const task = taskOf(instance, me.id);
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
      {mayWithdraw(instance, me.id) ? <OwnActs act={act} /> : null}
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
