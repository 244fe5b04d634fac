/** The way in: a demo identity where the server offers them, else an access key or token. */

import { useEffect, useMemo, useState } from 'react';
import type { Text } from '../../kernel/index.ts';
import { Button } from '../kit/button.tsx';
import { Seal } from '../kit/seal.tsx';
import { forgetOldReserves } from '../remote/reserve.ts';
import { signInAtIssuer, turnedBack } from '../remote/session.ts';
import { useFormats, useLanguage, useTexts } from '../words/language.tsx';
import styles from './login.module.css';
import { LOGIN, SHELL } from './texts.ts';

interface DemoPerson {
  readonly tenant: string;
  readonly id: string;
  readonly name: Text;
  readonly title?: Text;
  readonly roles: readonly string[];
}

/** Demo identities; none where the server does not offer them. */
function useDemoPeople(): readonly DemoPerson[] {
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    const over = new AbortController();
    fetch('/v1/demo/people', { signal: over.signal })
      .then((response) => (response.ok ? response.json() : []))
      .then((tenants: readonly { tenant: string; people: readonly DemoPerson[] }[]) =>
        setPeople(
          tenants.flatMap(({ tenant, people }) => people.map((person) => ({ ...person, tenant }))),
        ),
      )
      .catch(() => {});
    return () => over.abort();
  }, []);
  return people;
}

interface LoginProps {
  readonly onSignIn: (authorization: string) => void;
  readonly isRefused: boolean;
  /** Whether people sign in at an issuer of their organisation. */
  readonly hasIssuer: boolean;
}

export function Login({ onSignIn, isRefused, hasIssuer }: LoginProps) {
  const t = useTexts(LOGIN);
  const shell = useTexts(SHELL);
  const { language, speak } = useLanguage();
  const people = useDemoPeople();
  useEffect(forgetOldReserves, []);
  const [key, setKey] = useState('');
  return (
    <main className={styles['page']}>
      <div className={styles['sheet']}>
        <header className={styles['head']}>
          <p className={styles['mark']} lang="zh-CN" aria-hidden="true">
            朱批
          </p>
          <div>
            <h1 className={styles['title']}>{t.title}</h1>
            <p className={styles['line']}>{t.line}</p>
          </div>
          <Button
            look="plain"
            lang={language === 'en' ? 'zh-CN' : 'en'}
            onClick={() => speak(language === 'en' ? 'zh-CN' : 'en')}
          >
            {shell.language}
          </Button>
        </header>
        {hasIssuer ? <AtIssuer /> : null}
        {people.length > 0 ? <DemoPeople people={people} onSignIn={onSignIn} /> : null}
        <form
          className={styles['key']}
          onSubmit={(event) => {
            event.preventDefault();
            if (key.trim() !== '') onSignIn(`Bearer ${key.trim()}`);
          }}
        >
          <label htmlFor="key">{t.byKey}</label>
          <div className={styles['row']}>
            <input
              id="key"
              type="password"
              autoComplete="off"
              placeholder={t.key}
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
            <Button type="submit">{t.signIn}</Button>
          </div>
          <p role="alert" className={styles['wrong']}>
            {isRefused ? t.wrong : ''}
          </p>
        </form>
      </div>
    </main>
  );
}

function AtIssuer() {
  const t = useTexts(LOGIN);
  const why = turnedBack();
  return (
    <section className={styles['issuer']}>
      <Button look="ink" onClick={signInAtIssuer}>
        {t.atIssuer}
      </Button>
      <p role="alert" className={styles['wrong']}>
        {why === undefined ? '' : t[why]}
      </p>
    </section>
  );
}

const SHOWN_MAX = 60;

function DemoPeople({
  people,
  onSignIn,
}: {
  readonly people: readonly DemoPerson[];
  readonly onSignIn: (authorization: string) => void;
}) {
  const t = useTexts(LOGIN);
  const { text } = useFormats();
  const [wanted, setWanted] = useState('');
  const found = useMemo(() => {
    const needle = wanted.trim().toLowerCase();
    return people.filter((person) => JSON.stringify(person).toLowerCase().includes(needle));
  }, [people, wanted]);
  return (
    <section aria-labelledby="act-as">
      <h2 id="act-as" className={styles['section']}>
        {t.actAs}
      </h2>
      <p className={styles['note']}>{t.demo}</p>
      <input
        className={styles['find']}
        type="search"
        aria-label={t.findPerson}
        placeholder={t.findPerson}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <ul className={styles['people']} aria-label={t.people}>
        {found.slice(0, SHOWN_MAX).map((person) => (
          <li key={`${person.tenant}/${person.id}`}>
            <button
              type="button"
              className={styles['person']}
              onClick={() => onSignIn(`Demo ${person.tenant}/${person.id}`)}
            >
              <Seal kind="closed" name={person.name} />
              <span className={styles['who']}>
                <span className={styles['name']}>{text(person.name)}</span>
                <span className={styles['job']}>
                  {text(person.title) || person.roles.join(' · ')}
                </span>
              </span>
              <span className={styles['tenant']}>{person.tenant}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className={styles['note']}>{t.nobody}</p> : null}
    </section>
  );
}
