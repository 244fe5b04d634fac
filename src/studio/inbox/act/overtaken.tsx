/** A task that is asked no more: who, when and what, and the opinion that was being written. */

import { useEffect, useState, useSyncExternalStore } from 'react';
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
import { hasWritten } from './opinion.ts';

interface OvertakenProps {
  readonly instance: Instance;
  readonly task: string;
  readonly opinion: Opinion;
}

export function Overtaken({ instance, task, opinion }: OvertakenProps) {
  const t = useTexts(ACT);
  const { what, isOwn } = useWhatHappened(instance, task);
  return (
    <section className={styles['overtaken']} aria-label={t.overtaken}>
      <div role="alert">
        <p className={styles['happened']}>{what}</p>
        <p>{isOwn ? t.restUnsent : t.nothingSent}</p>
      </div>
      {hasWritten(opinion) ? <Unsent instance={instance.id} opinion={opinion} /> : null}
    </section>
  );
}

function Unsent({ instance, opinion }: { readonly instance: string; readonly opinion: Opinion }) {
  const t = useTexts(ACT);
  const { client, device } = useSignedIn();
  const isFull = useSyncExternalStore(device.whenFull, device.isFull);
  const refresh = useRefresh();
  const [failure, setFailure] = useState<Failure>();
  const { comment, form, forget, write } = opinion;
  // Who decided in another tab has forgotten it there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it turns out to be unsent
  useEffect(() => write({}), []);
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
      <p className={styles['keptAs']}>{isFull ? t.onPageOnly : t.keptAsDraft}</p>
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

interface Happened {
  readonly what: string;
  /** Whether the reader did it, elsewhere. */
  readonly isOwn: boolean;
}

/** Who did what and when, so that nobody has to decide here any more. */
function useWhatHappened(instance: Instance, task: string): Happened {
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
    const whom = heir ? text(heir.person.name) : '';
    return { what: t.handedOn(whom, instant(atMs)), isOwn: false };
  }
  if (own?.vote !== undefined) {
    return { what: t.elsewhere(wordOf(p, own), instant(atMs)), isOwn: true };
  }
  if (!last) return { what: t.closedAt(instant(atMs)), isOwn: false };
  const acted = last.actor && 'id' in last.actor ? last.actor : last.person;
  const when = instant(last.closedAtMs ?? atMs);
  return { what: t.wasFaster(text(acted.name), wordOf(p, last), when), isOwn: false };
}
