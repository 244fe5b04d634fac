/** Access keys as they stand: what tells them apart, never the key itself; each may be revoked. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiKey } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { KEYS } from './key-texts.ts';
import styles from './substitutes.module.css';

const SHOWN_MAX = 200;

export function KeyList() {
  const t = useTexts(KEYS);
  const { client, me } = useSignedIn();
  const queries = useQueryClient();
  const [scope, setScope] = useState<'mine' | 'all'>('mine');
  const [failure, setFailure] = useState<Failure>();
  const [said, setSaid] = useState('');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['keys', scope],
    queryFn: () => client.keys({ scope, limit: SHOWN_MAX }),
  });
  const revoke = async ({ id, name }: ApiKey): Promise<void> => {
    setFailure(undefined);
    try {
      await client.revokeKey(id, crypto.randomUUID());
      setSaid(t.revoked(name));
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
    await queries.invalidateQueries({ queryKey: ['keys'] });
  };
  const newestFirst = (a: ApiKey, b: ApiKey) => (b.createdAtMs ?? 0) - (a.createdAtMs ?? 0);
  const keys = [...(data?.items ?? [])].sort(newestFirst);
  return (
    <>
      {me.rights.includes('key.revoke') ? (
        <label className={styles['everybody']}>
          <input
            type="checkbox"
            checked={scope === 'all'}
            onChange={({ target }) => setScope(target.checked ? 'all' : 'mine')}
          />
          {t.everybody}
        </label>
      ) : null}
      {isPending ? <Loading what={t.list} lines={2} /> : null}
      {error ? <Failed failure={failureOf(error)} onRetry={() => refetch()} /> : null}
      {failure ? <Failed failure={failure} /> : null}
      {data && keys.length === 0 ? <p className={styles['lead']}>{t.none}</p> : null}
      <ul className={styles['list']} aria-label={t.list}>
        {keys.map((key) => (
          <li key={key.id}>
            <KeyFacts item={key} isOfOther={key.person.id !== me.id} />
            <Button aria-label={t.revokeOne(key.name)} onClick={() => revoke(key)}>
              {t.revoke}
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className={styles['said']}>
        {said}
      </p>
    </>
  );
}

function KeyFacts({ item, isOfOther }: { readonly item: ApiKey; readonly isOfOther: boolean }) {
  const t = useTexts(KEYS);
  const { text, instant, relative } = useFormats();
  const { name, start, person, scopes, createdAtMs, usedAtMs, expiresAtMs } = item;
  const nowMs = Date.now();
  const facts = [
    isOfOther ? text(person.name) : '',
    createdAtMs === undefined ? '' : t.made(relative(createdAtMs, nowMs)),
    usedAtMs === undefined ? t.unused : t.used(relative(usedAtMs, nowMs)),
    expiresAtMs === undefined
      ? t.endless
      : expiresAtMs <= nowMs
        ? t.expired(instant(expiresAtMs))
        : t.expires(instant(expiresAtMs)),
  ];
  return (
    <span>
      <b>
        {name} {start === undefined ? null : <code>{start}…</code>}
      </b>
      <small>{facts.filter(Boolean).join(' · ')}</small>
      <small>{scopes.includes('*') ? t.everything : scopes.join(', ')}</small>
    </span>
  );
}
