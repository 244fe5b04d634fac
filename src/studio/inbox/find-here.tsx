/** The search of the list: a small language, what of it was not understood, and saved filters. */

import { useState } from 'react';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { useFilters, useMarking } from '../remote/shelf.ts';
import { Link, setQuery, useAddress } from '../router/router.tsx';
import { useLanguage, useTexts } from '../words/language.tsx';
import styles from './inbox.module.css';
import type { Query } from './list/query.ts';
import { ANSWERED } from './list/query.ts';
import type { View } from './list/rows.ts';
import { withStates } from './list/states.ts';
import { INBOX } from './texts.ts';

interface FindProps {
  readonly view: View;
  readonly typed: string;
  readonly query: Query;
  /** Enter. */
  readonly onEnter: () => void;
}

export function FindHere({ view, typed, query, onEnter }: FindProps) {
  const t = useTexts(INBOX);
  const { language } = useLanguage();
  const known = ANSWERED[view].map((condition) => t.conditions[condition]).join(' ');
  const said = [
    query.unknown.length > 0 ? t.notUnderstood(query.unknown.join(' ')) : '',
    query.unanswered.length > 0 ? t.notHere(query.unanswered.join(' ')) : '',
  ].filter(Boolean);
  const isRefused = said.length > 0;
  const offered = ANSWERED[view].includes('status') ? withStates(typed, language) : [];
  return (
    <search className={styles['search']}>
      <input
        id="find-here"
        type="search"
        className={styles['find']}
        aria-label={t.filter}
        aria-describedby="find-help"
        placeholder={t.filterExample(ANSWERED[view])}
        list={offered.length > 0 ? 'find-offered' : undefined}
        autoComplete="off"
        maxLength={500}
        value={typed}
        onChange={(event) => setQuery({ find: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return;
          if (event.key === 'Enter') onEnter();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <datalist id="find-offered">
        {offered.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <p id="find-help" role="status" className={isRefused ? styles['unknown'] : 'unseen'}>
        {isRefused ? [...said, t.known(known)].join(language === 'en' ? ' ' : '') : ''}
      </p>
      <Saved typed={typed} isUnderstood={query.unknown.length === 0} />
    </search>
  );
}

interface SavedProps {
  readonly typed: string;
  readonly isUnderstood: boolean;
}

function Saved({ typed, isUnderstood }: SavedProps) {
  const t = useTexts(INBOX);
  const { path } = useAddress();
  const { data: filters = [] } = useFilters();
  const { saveFilter, removeFilter } = useMarking();
  const [isNaming, setNaming] = useState(false);
  const query = typed.trim();
  const current = filters.find((filter) => filter.query === query);
  if (filters.length === 0 && query === '') return null;
  return (
    <div className={styles['filters']}>
      {filters.map((filter) => (
        <Link
          key={filter.name}
          className={styles['filter']}
          aria-current={filter === current ? 'true' : undefined}
          to={`${path}?find=${encodeURIComponent(filter.query)}`}
        >
          {filter.name}
        </Link>
      ))}
      {current ? (
        <Button look="plain" onClick={() => removeFilter(current.name)}>
          {t.removeFilter}
        </Button>
      ) : null}
      {query !== '' && isUnderstood && !current && !isNaming ? (
        <Button look="plain" onClick={() => setNaming(true)}>
          <Icon name="plus" size={12} /> {t.saveFilter}
        </Button>
      ) : null}
      {isNaming && query !== '' && isUnderstood ? (
        <Naming
          onName={(name) => {
            setNaming(false);
            if (name !== '') void saveFilter(name, query);
          }}
        />
      ) : null}
    </div>
  );
}

/** An empty name saves nothing. */
function Naming({ onName }: { readonly onName: (name: string) => void }) {
  const t = useTexts(INBOX);
  const [name, setName] = useState('');
  return (
    <form
      className={styles['naming']}
      onSubmit={(event) => {
        event.preventDefault();
        onName(name.trim());
      }}
    >
      <input
        ref={(field) => field?.focus()}
        aria-label={t.filterName}
        placeholder={t.filterName}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onName('')}
      />
      <Button type="submit">{t.saveFilter}</Button>
    </form>
  );
}
