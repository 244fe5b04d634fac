/** Says something on a request that decides nothing. */

import { useState } from 'react';
import type { Instance } from '../../protocol/index.ts';
import { SINGLE_KEYS } from '../keys/chosen.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { later } from '../kit/later.tsx';
import { Failed } from '../kit/states.tsx';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/refresh.ts';
import { useTexts } from '../words/language.tsx';
import { INBOX } from './texts.ts';

const Remark = later(async () => (await import('../instance/remark.tsx')).Remark);

/** `C`: says something that decides nothing. */
export function Remarks({ instance }: { readonly instance: Instance }) {
  const t = useTexts(INBOX);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  useKeys([
    {
      id: 'remark',
      keys: SINGLE_KEYS.remark,
      label: t.remark,
      group: t.group,
      run: () => setOpen(true),
    },
  ]);
  const say = async (text: string): Promise<boolean> => {
    setOpen(false);
    setFailure(undefined);
    try {
      await client.actOn(instance.id, 'comments', { text }, crypto.randomUUID());
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      void refresh(instance.id);
    }
  };
  return (
    <>
      {failure ? <Failed failure={failure} onRetry={() => setOpen(true)} /> : null}
      {isOpen ? <Remark instance={instance} onClose={() => setOpen(false)} onSay={say} /> : null}
    </>
  );
}
