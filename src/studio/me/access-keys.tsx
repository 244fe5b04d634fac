/** Access keys: listed and revoked, created and shown once; only those who may issue keys see this. */

import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { DateField } from '../form/date/date-field.tsx';
import type { Field } from '../form/fields.ts';
import { fieldsOf } from '../form/fields.ts';
import { FormDraft } from '../form/form-draft.ts';
import { Button } from '../kit/button.tsx';
import { Failed } from '../kit/states.tsx';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useTexts } from '../words/language.tsx';
import { KeyList } from './key-list.tsx';
import { STANDINS } from './substitute-texts.ts';
import styles from './substitutes.module.css';

const SCOPES = {
  everything: ['*'],
  reading: ['instance.read', 'flow.read', 'directory.read'],
} as const;

const [UNTIL] = fieldsOf({
  type: 'object',
  properties: { until: { type: 'string', 'x-kind': 'date' } },
}) as [Field];

export function AccessKeysSection() {
  const t = useTexts(STANDINS);
  const { client, me } = useSignedIn();
  const id = useId();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [days] = useState(() => new FormDraft(() => [], {}));
  const [scope, setScope] = useState<keyof typeof SCOPES>('reading');
  const [issued, setIssued] = useState<{ readonly name: string; readonly key: string }>();
  const [trouble, setTrouble] = useState('');
  const [failure, setFailure] = useState<Failure>();
  if (!me.rights.includes('key.issue')) return null;
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    setTrouble(name.trim() === '' ? t.needsName : '');
    if (name.trim() === '') return;
    try {
      const scopes = [...SCOPES[scope]];
      const endsAtMs = Date.parse(`${String(days.value('until') ?? '')}T23:59:59`);
      const ends = Number.isNaN(endsAtMs) ? {} : { expiresAtMs: endsAtMs };
      const { key = '' } = await client.issueKey({ name, scopes, ...ends }, crypto.randomUUID());
      setIssued({ name, key });
      await queries.invalidateQueries({ queryKey: ['keys'] });
      setName('');
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <section className={styles['section']} aria-labelledby="keys-title">
      <h2 id="keys-title">{t.keys}</h2>
      <p className={styles['lead']}>{t.keysLead}</p>
      <KeyList />
      <form className={styles['form']} onSubmit={create}>
        <label htmlFor={`${id}-name`}>{t.keyName}</label>
        <input
          id={`${id}-name`}
          type="text"
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <label htmlFor={`${id}-until`}>{t.keyUntil}</label>
        <DateField id={`${id}-until`} field={UNTIL} draft={days} isWrong={false} />
        <label htmlFor={`${id}-scope`}>{t.scopes}</label>
        <select
          id={`${id}-scope`}
          value={scope}
          onChange={(event) => setScope(event.target.value as keyof typeof SCOPES)}
        >
          <option value="reading">{t.reading}</option>
          <option value="everything">{t.everything}</option>
        </select>
        <p className={styles['trouble']} role="alert">
          {trouble}
        </p>
        {failure ? <Failed failure={failure} /> : null}
        <Button look="ink" type="submit">
          {t.create}
        </Button>
      </form>
      {issued ? (
        <p role="status" className={styles['issued']}>
          {t.created(issued.name)} <code>{issued.key}</code>
        </p>
      ) : null}
    </section>
  );
}
