/** What stands over and in place of the list: views, the search, and why there is nothing. */

import { Button } from '../kit/button.tsx';
import { Empty } from '../kit/states.tsx';
import { Link, setQuery } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import styles from './inbox.module.css';
import type { View } from './list/rows.ts';
import { VIEWS } from './list/rows.ts';
import { INBOX } from './texts.ts';

export function Views({ view }: { readonly view: View }) {
  const t = useTexts(INBOX);
  return (
    <nav className={styles['views']} aria-label={t.views}>
      {VIEWS.map((each) => (
        <Link
          key={each}
          to={`/inbox/${each}`}
          className={styles['view']}
          aria-current={each === view ? 'page' : undefined}
        >
          {t[each]}
        </Link>
      ))}
    </nav>
  );
}

interface FindProps {
  readonly typed: string;
  /** Enter. */
  readonly onEnter: () => void;
}

export function FindHere({ typed, onEnter }: FindProps) {
  const t = useTexts(INBOX);
  return (
    <input
      id="find-here"
      type="search"
      className={styles['find']}
      aria-label={t.filter}
      placeholder={t.filter}
      defaultValue={typed}
      onChange={(event) => setQuery({ find: event.target.value })}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter') onEnter();
      }}
    />
  );
}

export function NothingHere({
  view,
  isFiltered,
}: {
  readonly view: View;
  readonly isFiltered: boolean;
}) {
  const t = useTexts(INBOX);
  if (isFiltered) {
    return (
      <Empty title={t.emptyFilter}>
        <Button onClick={() => setQuery({ find: undefined })}>{t.clearFilter}</Button>
      </Empty>
    );
  }
  return (
    <Empty title={view === 'mine' ? t.empty : t.emptyView}>
      {view === 'mine' || view === 'sent' ? <Link to="/start">{t.startOne}</Link> : null}
    </Empty>
  );
}
