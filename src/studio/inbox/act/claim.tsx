/** A pool’s task: whoever takes it first has it alone, and can give it back (R6.3). */

import { useState } from 'react';
import { SINGLE_KEYS } from '../../keys/chosen.ts';
import { useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { announce } from '../../kit/notes.tsx';
import { useFailureWords } from '../../kit/states.tsx';
import { useSignedIn } from '../../remote/person.tsx';
import { useRefresh } from '../../remote/refresh.ts';
import { useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import type { ActProps } from './act-props.ts';

export function Claim({ task, desk }: Pick<ActProps, 'task' | 'desk'>) {
  const t = useTexts(ACT);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const wordsOf = useFailureWords();
  const [failed, setFailed] = useState('');
  const act = desk?.pool === 'yours' ? 'unclaim' : 'claim';
  const run = async (): Promise<void> => {
    setFailed('');
    try {
      await client.claim(task.id, act, crypto.randomUUID());
      announce(act === 'claim' ? t.claimed : t.unclaimed);
    } catch (error) {
      setFailed(wordsOf(error));
    }
    await refresh(task.instance);
  };
  useKeys(
    desk?.pool === undefined
      ? []
      : [{ id: 'claim', keys: SINGLE_KEYS.claim, label: t[act], group: t.group, run }],
  );
  if (desk?.pool === undefined) return null;
  return (
    <>
      <span role="alert">{failed}</span>
      <Button look="plain" stroke={SINGLE_KEYS.claim[0]} onClick={run}>
        {t[act]}
      </Button>
    </>
  );
}
