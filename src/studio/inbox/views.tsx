/** What stands over and in place of the list: views with their numbers, and why there is nothing. */

import { Button } from '../kit/button.tsx';
import { Empty } from '../kit/states.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useCounts } from '../remote/queries.ts';
import { useDrafts, useMarks } from '../remote/shelf.ts';
import { Link, setQuery } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import styles from './inbox.module.css';
import type { View } from './list/rows.ts';
import { TABS } from './list/rows.ts';
import { useAsleep } from './list/use-rows.ts';
import { INBOX } from './texts.ts';

/** How many there are, where that is known without reading the list. */
function useNumbers(): Partial<Readonly<Record<View, number>>> {
  const { open, unread } = useCounts();
  const snoozed = useAsleep(useMarks().data).size;
  const drafts = useDrafts().data?.items.length ?? 0;
  return { mine: Math.max(0, open - snoozed), drafts, snoozed, watching: unread };
}

export function Views({ view }: { readonly view: View }) {
  const t = useTexts(INBOX);
  const numbers = useNumbers();
  const { me } = useSignedIn();
  const seesAll = me.rights.includes('instance.read-all');
  return (
    <nav className={styles['views']} aria-label={t.views}>
      {TABS.filter((each) => each !== 'all' || seesAll).map((each) => (
        <Link
          key={each}
          to={`/inbox/${each}`}
          className={styles['view']}
          aria-current={each === view ? 'page' : undefined}
        >
          {t[each]}
          {numbers[each] ? <span className={styles['number']}> {numbers[each]}</span> : null}
        </Link>
      ))}
    </nav>
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
