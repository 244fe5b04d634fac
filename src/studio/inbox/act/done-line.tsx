/** What was done last, with the request it was done on, and the way back as long as there is one. */

import { useEffect, useState } from 'react';
import { useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useLiveInstance } from '../../remote/live.ts';
import { useNames } from '../../remote/people.ts';
import { useWayBack } from '../../remote/queries.ts';
import { go, Link } from '../../router/router.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import type { Deciding, Done } from './decide.ts';

export function DoneLine({ deciding }: { readonly deciding: Deciding }) {
  const { done } = deciding;
  return done ? <Line key={done.key} deciding={deciding} done={done} /> : null;
}

function Line({ deciding, done }: { readonly deciding: Deciding; readonly done: Done }) {
  const t = useTexts(ACT);
  const { decision, result, subject, isVote } = done;
  const { isTakenBack, takeBack, forgetDone } = deciding;
  const bringBack = async (): Promise<void> => {
    if (await takeBack()) go(`/inbox/mine/${encodeURIComponent(decision.task)}`);
  };
  const mayAsk = isVote && !isTakenBack;
  const { data: way, refetch } = useWayBack(mayAsk ? decision.task : undefined);
  const couldGoBack = useEver(way?.can === true);
  useLiveInstance(mayAsk && way?.can !== false ? decision.instance : undefined, result.seq);
  const left = useSecondsLeft(way?.untilMs, refetch);
  const next = useNames(result.waitingFor.map(({ person }) => person));
  const canGoBack = mayAsk && way?.can === true;
  useKeys(
    canGoBack
      ? [
          {
            id: 'take-back',
            keys: ['mod+Z'],
            label: t.takeBack,
            group: t.group,
            inText: false,
            run: bringBack,
          },
        ]
      : [],
  );
  const { duration, subject: shown } = useFormats();
  const isOver = mayAsk && couldGoBack && way?.can === false;
  useEffect(() => {
    if (isOver) forgetDone();
  }, [isOver, forgetDone]);
  if (isOver) return null;
  const until = left === 0 && result.status !== 'ended' && next !== '' ? t.untilActs(next) : '';
  return (
    <div className={styles['done']}>
      <p className={styles['what']} role="status">
        <b>{isTakenBack ? t.takenBack : (t.done[decision.verdict] ?? decision.verdict)}</b>{' '}
        <Link to={`/i/${encodeURIComponent(decision.instance)}`}>{shown(subject)}</Link>{' '}
        {canGoBack ? until : mayAsk && way ? t.final : ''}
      </p>
      {canGoBack ? (
        <Button look="plain" stroke="mod+Z" onClick={bringBack}>
          {left > 0 ? t.undoFor(duration(left)) : t.takeBack}
        </Button>
      ) : null}
      <button
        type="button"
        className={styles['close']}
        aria-label={t.closeLine}
        onClick={forgetDone}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

function useEver(now: boolean): boolean {
  const [was, setWas] = useState(now);
  if (now && !was) setWas(true);
  return was || now;
}

/** Asks again when the time is over. */
function useSecondsLeft(untilMs: number | undefined, onOver: () => unknown): number {
  const [now, setNow] = useState(() => Date.now());
  const left = untilMs === undefined ? 0 : Math.max(0, Math.ceil((untilMs - now) / 1000));
  const isCounting = left > 0;
  useEffect(() => {
    if (untilMs === undefined || !isCounting) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => {
      clearInterval(timer);
      void onOver();
    };
  }, [untilMs, isCounting, onOver]);
  return left;
}
