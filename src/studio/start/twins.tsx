/** The warning that one just like it was begun within a week (S4); whether to go on is the person’s. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import { Icon } from '../kit/icon.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './start.module.css';
import { START } from './texts.ts';

const PAUSE_MS = 500;

interface TwinsProps {
  readonly flow: string;
  readonly form: JsonObject;
  readonly isValid: boolean;
  readonly fieldTitle: (field: string) => string;
}

export function Twins({ flow, form, isValid, fieldTitle }: TwinsProps) {
  const t = useTexts(START);
  const { client } = useSignedIn();
  const { list, instant, subject: shown } = useFormats();
  const settled = useSettled(form);
  const { data } = useQuery({
    queryKey: ['twins', flow, settled],
    queryFn: () => client.twins(flow, { form: settled }),
    enabled: isValid,
    retry: false,
    gcTime: 60_000,
  });
  if (!isValid || !data || data.items.length === 0) return null;
  return (
    <section className={styles['twins']} role="status" aria-label={t.twin}>
      <p>
        <Icon name="changed" size={16} /> {t.twin}
      </p>
      <ul>
        {data.items.map(({ instance, subject, startedAtMs, same }) => (
          <li key={instance}>
            <Link to={`/i/${encodeURIComponent(instance)}`}>{shown(subject)}</Link>
            <span>{t.twinSame(instant(startedAtMs), list(same.map(fieldTitle)))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The form as it was when nothing had been typed for a moment. */
function useSettled(form: JsonObject): JsonObject {
  const [settled, setSettled] = useState(form);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(form), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [form]);
  return settled;
}
