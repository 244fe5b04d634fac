/** The path so far: every visit with its seals; what the system did is hollow (V3, V4). */

import type { ComponentType } from 'react';
import { memo } from 'react';
import type { Instance } from '../../protocol/index.ts';
import { Icon } from '../kit/icon.tsx';
import { Seal } from '../kit/seal.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { iconOf } from './ahead.tsx';
import { heirOf, sealOfSeat, wordOf } from './opinions.tsx';
import styles from './path.module.css';
import { PATH } from './texts.ts';

type Visit = Instance['path'][number];

interface TakenProps {
  readonly path: readonly Visit[];
  /** What is shown of the instances that a subflow started. */
  readonly inside?: ComponentType<{ readonly items: NonNullable<Visit['children']> }>;
  /** Visits that are different from another moment. */
  readonly marked?: ReadonlySet<number>;
}

export function Taken({ path, inside, marked }: TakenProps) {
  return (
    <ol className={styles['path']}>
      {path.map((visit) => (
        <TakenVisit
          key={visit.visit}
          visit={visit}
          isMarked={marked?.has(visit.visit) === true}
          inside={inside}
        />
      ))}
    </ol>
  );
}

interface TakenVisitProps {
  readonly visit: Visit;
  readonly isMarked: boolean;
  readonly inside: TakenProps['inside'];
}

const TakenVisit = memo(function TakenVisit(props: TakenVisitProps) {
  const { visit, isMarked, inside: Inside } = props;
  const t = useTexts(PATH);
  const { text } = useFormats();
  const isOpen = visit.status === 'open';
  const title = visit.kind === 'start' ? t.start : text(visit.title);
  const classes = [styles['step'], visit.superseded ? styles['old'] : ''].join(' ');
  return (
    <li
      className={classes}
      data-taken
      data-now={isOpen || undefined}
      data-kind={visit.kind}
      data-marked={isMarked || undefined}
    >
      <span className={styles['mark']}>
        <span className={styles['machine']}>
          <Icon name={markOf(visit)} size={12} />
        </span>
      </span>
      <div className={styles['what']}>
        <span className={styles['title']}>{title}</span>
        {isOpen && visit.seats.length > 0 ? <span className={styles['tag']}>{t.now}</span> : null}
        {visit.superseded ? <span className={styles['people']}>{t.superseded}</span> : null}
        {visit.status === 'skipped' ? <span className={styles['people']}>{t.skipped}</span> : null}
        {visit.seats.length > 0 && visit.kind !== 'start' ? <Seats visit={visit} /> : null}
        {visit.children && Inside ? <Inside items={visit.children} /> : null}
        {visit.incident ? (
          <p className={styles['incident']} role="alert">
            <b>{t.incident}</b> {visit.incident.message} <code>{visit.incident.code}</code>
          </p>
        ) : null}
      </div>
    </li>
  );
});

function markOf(visit: Visit) {
  if (visit.kind === 'start') return 'sent' as const;
  if (visit.kind === 'approval' || visit.kind === 'handle') {
    if (visit.status === 'skipped' || visit.status === 'incident') return iconOf(visit);
    if (visit.status === 'open') return 'hourglass' as const;
    return visit.status === 'passed' ? ('done' as const) : ('back' as const);
  }
  return iconOf(visit);
}

function Seats({ visit }: { readonly visit: Visit }) {
  const t = useTexts(PATH);
  const { text } = useFormats();
  const { me } = useSignedIn();
  return (
    <ul className={styles['seats']}>
      {visit.seats.map((seat) => {
        const acted = seat.actor && 'id' in seat.actor ? seat.actor : seat.person;
        return (
          <li key={seat.task} className={styles['seat']}>
            <Seal kind={sealOfSeat(seat, me.id)} size="small" name={acted.name} />
            <span>{text(seat.person.name)}</span>
            <span className={styles['word']}>
              {wordOf(t, seat, text(heirOf(visit, seat)?.name))}
            </span>
            {seat.stale ? (
              <span className={styles['stale']}>
                <Icon name="changed" size={12} />
                {t.stale}
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
