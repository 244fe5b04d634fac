/** A task that is asked no more: who, when and what, and the opinion that was being written. */

import { useState } from 'react';
import type { Instance } from '../../../protocol/index.ts';
import { Button } from '../../kit/button.tsx';
import { Failed } from '../../kit/states.tsx';
import { wordOf } from '../../path/opinions.tsx';
import { PATH } from '../../path/texts.ts';
import type { Failure } from '../../remote/failure.ts';
import { failureOf } from '../../remote/failure.ts';
import { useSignedIn } from '../../remote/person.tsx';
import { useRefresh } from '../../remote/refresh.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import type { Opinion } from './opinion.ts';

interface OvertakenProps {
  readonly instance: Instance;
  readonly task: string;
  readonly opinion: Opinion;
}

export function Overtaken({ instance, task, opinion }: OvertakenProps) {
  const t = useTexts(ACT);
  const what = useWhatHappened(instance, task);
  const hasValues = Object.keys(opinion.form).length > 0;
  return (
    <section className={styles['overtaken']} aria-label={t.overtaken}>
      <div role="alert">
        <p className={styles['happened']}>{what}</p>
        <p>{t.nothingSent}</p>
      </div>
      {opinion.comment === '' && !hasValues ? null : (
        <Unsent instance={instance.id} opinion={opinion} />
      )}
    </section>
  );
}

function Unsent({ instance, opinion }: { readonly instance: string; readonly opinion: Opinion }) {
  const t = useTexts(ACT);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const [failure, setFailure] = useState<Failure>();
  const { comment, form, forget } = opinion;
  const say = async (): Promise<void> => {
    try {
      await client.actOn(instance, 'comments', { text: comment }, crypto.randomUUID());
      forget();
    } catch (error) {
      setFailure(failureOf(error));
    }
    await refresh(instance);
  };
  const values = Object.entries(form).map(([name, value]) => `${name}: ${value ?? ''}`);
  return (
    <>
      <p className={styles['keptAs']}>{t.keptAsDraft}</p>
      {comment === '' ? null : <blockquote className={styles['unsent']}>{comment}</blockquote>}
      {values.length === 0 ? null : <p className={styles['values']}>{values.join(' · ')}</p>}
      {failure ? <Failed failure={failure} /> : null}
      <div className={styles['stamp']}>
        {comment === '' ? null : <Button onClick={say}>{t.sayAsRemark}</Button>}
        <Button look="plain" onClick={forget}>
          {t.throwAway}
        </Button>
      </div>
    </>
  );
}

/** Who did what and when, so that nobody has to decide here any more. */
function useWhatHappened(instance: Instance, task: string): string {
  const t = useTexts(ACT);
  const p = useTexts(PATH);
  const { text, instant } = useFormats();
  const visit = instance.path.find(({ seats }) => seats.some((seat) => seat.task === task));
  const own = visit?.seats.find((seat) => seat.task === task);
  const atMs = own?.closedAtMs ?? instance.updatedAtMs;
  const voted = visit?.seats.filter((seat) => seat.vote !== undefined && seat.task !== task) ?? [];
  const last = voted.toSorted((a, b) => (a.closedAtMs ?? 0) - (b.closedAtMs ?? 0)).at(-1);
  if (own?.closed === 'transferred' || own?.closed === 'replaced') {
    const heir = visit?.seats.find((seat) => seat.from === task);
    return t.handedOn(heir ? text(heir.person.name) : '', instant(atMs));
  }
  if (!last) return t.closedAt(instant(atMs));
  const acted = last.actor && 'id' in last.actor ? last.actor : last.person;
  return t.wasFaster(text(acted.name), wordOf(p, last), instant(last.closedAtMs ?? atMs));
}
