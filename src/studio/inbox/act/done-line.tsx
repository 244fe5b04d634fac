/** The line that stays after an act: what was done, and the true way back. */

import { useEffect, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { useNames } from '../../remote/people.ts';
import { useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import type { Deciding } from './decide.ts';

export function DoneLine({ deciding }: { readonly deciding: Deciding }) {
  const t = useTexts(ACT);
  const { done, isTakenBack } = deciding;
  const left = useSecondsLeft(done?.undoUntilMs);
  const next = useNames((done?.result.waitingFor ?? []).map(({ person }) => person));
  if (!done) return null;
  const { decision, result, subject, isVote } = done;
  const isOver = result.status === 'ended';
  return (
    <p className={styles['done']} role="status">
      <b>{isTakenBack ? t.takenBack : (t.done[decision.verdict] ?? decision.verdict)}</b>
      <span className={styles['subject']}>{subject}</span>
      {isTakenBack || !isVote ? null : (
        <>
          <span>{left === 0 ? (isOver ? '' : t.untilActs(next)) : ''}</span>
          {isOver && left === 0 ? null : (
            <Button look="plain" onClick={deciding.takeBack}>
              {left > 0 ? t.undoFor(left) : t.takeBack}
            </Button>
          )}
        </>
      )}
    </p>
  );
}

function useSecondsLeft(untilMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (untilMs === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [untilMs]);
  return untilMs === undefined ? 0 : Math.max(0, Math.ceil((untilMs - now) / 1000));
}
