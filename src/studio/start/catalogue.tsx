/** The flows that there are, found by name, by sound or by initials. */

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Flow } from '../../protocol/index.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Empty, Failed, Loading } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFlows } from '../remote/queries.ts';
import { Link, setQuery, useAddress } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { recentFlows } from './kept.ts';
import { useSounds } from './sounds.ts';
import styles from './start.module.css';
import { START } from './texts.ts';

/** The flows whose title or name holds the words, in letters or in sound. */
function useFound(flows: readonly Flow[], typed: string): readonly Flow[] {
  const wanted = typed.trim().toLowerCase();
  const sounds = useSounds(wanted);
  return useMemo(() => {
    if (wanted === '') return flows;
    return flows.filter(({ name, title }) => {
      const titles = typeof title === 'string' ? [title] : Object.values(title);
      const texts = [name, ...titles];
      if (texts.some((text) => text.toLowerCase().includes(wanted))) return true;
      const letters = wanted.replace(/\s+/g, '');
      return titles.some((text) => sounds(text, letters));
    });
  }, [flows, wanted, sounds]);
}

export function Catalogue() {
  const t = useTexts(START);
  const { query } = useAddress();
  const typed = query.get('find') ?? '';
  const { data: flows, error, isPending, refetch } = useFlows();
  const found = useFound(flows ?? [], typed);
  const { device } = useSignedIn();
  const recent = useMemo(() => recentFlows(device), [device]);
  useKeys([
    {
      id: 'find-flow',
      keys: ['/'],
      label: t.find,
      group: t.group,
      run: () => document.getElementById('find-flow')?.focus(),
    },
  ]);
  if (error) return <Failed failure={failureOf(error)} onRetry={() => refetch()} />;
  const used = typed === '' ? found.filter(({ name }) => recent.includes(name)) : [];
  return (
    <div className={styles['catalogue']}>
      <h1>{t.title}</h1>
      <input
        id="find-flow"
        type="search"
        className={styles['find']}
        aria-label={t.find}
        placeholder={t.find}
        defaultValue={typed}
        onChange={(event) => setQuery({ find: event.target.value })}
      />
      {isPending ? <Loading what={t.flows} /> : null}
      {typed === '' ? <Drafts /> : null}
      {used.length > 0 ? <Flows title={t.recent} flows={used} /> : null}
      {found.length > 0 ? <Flows title={t.all} flows={found} /> : null}
      {flows && found.length === 0 ? (
        <Empty title={flows.length === 0 ? t.noFlows : t.none} />
      ) : null}
    </div>
  );
}

/** Forms that were begun and not sent, on whichever device. */
function Drafts() {
  const t = useTexts(START);
  const { client } = useSignedIn();
  const { text, relative } = useFormats();
  const { data } = useQuery({ queryKey: ['starts'], queryFn: () => client.starts() });
  const begun = data?.items ?? [];
  if (begun.length === 0) return null;
  return (
    <section aria-label={t.drafts}>
      <h2>{t.drafts}</h2>
      <ul className={styles['flows']}>
        {begun.map(({ flow, title, atMs }) => (
          <li key={flow}>
            <Link to={`/start/${encodeURIComponent(flow)}`} className={styles['flow']}>
              <span className={styles['flowTitle']}>{text(title)}</span>
              <span className={styles['meta']}>{t.draftAt(relative(atMs, Date.now()))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Flows({ title, flows }: { readonly title: string; readonly flows: readonly Flow[] }) {
  const t = useTexts(START);
  const { text } = useFormats();
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className={styles['flows']}>
        {flows.map(({ name, title: flow, version }) => (
          <li key={name}>
            <Link to={`/start/${encodeURIComponent(name)}`} className={styles['flow']}>
              <span className={styles['flowTitle']}>{text(flow)}</span>
              <span className={styles['meta']}>{t.version(version)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
