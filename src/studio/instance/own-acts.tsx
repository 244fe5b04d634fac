/** What whoever started a request may do while it runs: remind, and withdraw by two strokes. */

import { useState } from 'react';
import type { Instance, InstanceAct } from '../../protocol/index.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { useFailureWords } from '../kit/states.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/refresh.ts';
import { useTexts } from '../words/language.tsx';
import { inBoth } from '../words/texts.ts';

const OWN = inBoth(
  {
    group: 'Case',
    withdraw: 'Withdraw',
    withdrawSurely: 'Withdraw it for good',
    cancel: 'Cancel',
    remind: 'Remind',
    did: { withdraw: 'Withdrawn.', remind: 'Reminded.', comments: 'Said.' } as Readonly<
      Record<string, string>
    >,
  },
  {
    group: '申请',
    withdraw: '撤回',
    withdrawSurely: '确认撤回',
    cancel: '取消',
    remind: '催办',
    did: { withdraw: '已撤回。', remind: '已催办。', comments: '已发表评论。' },
  },
);

export function mayWithdraw({ status, initiator }: Instance, person: string): boolean {
  return status === 'running' && initiator.id === person;
}

/** Shape: → whether the act was done. */
export type Acting = (name: InstanceAct, body: object) => Promise<boolean>;

/** Acts on a case as a whole, and says what came of the last one. */
export function useActing(instance: Instance): { readonly said: string; readonly act: Acting } {
  const t = useTexts(OWN);
  const { client } = useSignedIn();
  const wordsOf = useFailureWords();
  const refresh = useRefresh();
  const [said, setSaid] = useState('');
  const act: Acting = async (name, body) => {
    try {
      await client.actOn(instance.id, name, body, crypto.randomUUID());
      setSaid(t.did[name] ?? '');
      return true;
    } catch (error) {
      setSaid(wordsOf(error));
      return false;
    } finally {
      void refresh(instance.id);
    }
  };
  return { said, act };
}

export function OwnActs({ act }: { readonly act: Acting }) {
  const t = useTexts(OWN);
  const [isArmed, setArmed] = useState(false);
  const disarm = (): void => setArmed(false);
  const withdraw = (): void => {
    disarm();
    void act('withdraw', {});
  };
  const { group } = t;
  const inText = true;
  useKeys(
    isArmed
      ? [
          { id: 'stamp', keys: ['mod+Enter'], label: t.withdraw, group, inText, run: withdraw },
          { id: 'disarm', keys: ['Escape'], label: t.cancel, group, inText, run: disarm },
        ]
      : [],
  );
  return (
    <>
      <Button look="plain" onClick={() => act('remind', {})}>
        {t.remind}
      </Button>
      {isArmed ? (
        <>
          <Button look="plain" stroke="Escape" onClick={disarm}>
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
  );
}
