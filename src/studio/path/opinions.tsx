/** What people have said so far, in the order in which they said it: seal, words, name. */

import type { Instance } from '../../protocol/index.ts';
import { Icon } from '../kit/icon.tsx';
import type { SealKind } from '../kit/seal.tsx';
import { Seal } from '../kit/seal.tsx';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './path.module.css';
import { PATH } from './texts.ts';

type Visit = Instance['path'][number];
type SeatOf = Visit['seats'][number];

interface Said {
  readonly visit: Visit;
  readonly seat: SeatOf;
}

const SEALS: Readonly<Record<string, SealKind>> = {
  approve: 'approved',
  done: 'approved',
  reject: 'rejected',
  return: 'returned',
  abstain: 'abstained',
};

/** How a seat is sealed: a person's vote filled, what the system settled hollow (V3). */
export function sealOfSeat(seat: SeatOf, viewer: string): SealKind {
  if (seat.evidence !== undefined) return 'same';
  if (seat.actor && 'system' in seat.actor) return 'automatic';
  if (seat.vote !== undefined) return SEALS[seat.vote] ?? 'closed';
  if (seat.status === 'open') return seat.person.id === viewer ? 'waiting' : 'open';
  return seat.status === 'waiting' ? 'expected' : 'closed';
}

/** Who has the task of a seat that was handed on. */
export function heirOf({ seats }: Visit, { task, closed }: SeatOf): SeatOf['person'] | undefined {
  if (closed !== 'transferred') return undefined;
  return seats.find(({ from }) => from === task)?.person;
}

interface OpinionsProps {
  readonly path: Instance['path'];
  /** What was said in handing a task on, by the task. */
  readonly handedOn: ReadonlyMap<string, string>;
}

export function Opinions({ path, handedOn }: OpinionsProps) {
  const t = useTexts(PATH);
  const said = path
    .flatMap((visit) => visit.seats.map((seat): Said => ({ visit, seat })))
    .filter(({ seat, visit }) => visit.kind !== 'start' && isSaid(visit, seat))
    .toSorted((a, b) => (a.seat.closedAtMs ?? 0) - (b.seat.closedAtMs ?? 0));
  if (said.length === 0) return <p className={styles['people']}>{t.noOpinions}</p>;
  return (
    <ol className={styles['opinions']}>
      {said.map((each) => (
        <Opinion key={each.seat.task} {...each} words={handedOn.get(each.seat.task)} />
      ))}
    </ol>
  );
}

function isSaid(visit: Visit, seat: SeatOf): boolean {
  return seat.vote !== undefined || heirOf(visit, seat) !== undefined;
}

function Opinion({ visit, seat, words }: Said & { readonly words: string | undefined }) {
  const t = useTexts(PATH);
  const { text, instant } = useFormats();
  const { me } = useSignedIn();
  const acted = seat.actor && 'id' in seat.actor ? seat.actor : seat.person;
  const isForAnother = acted.id !== seat.person.id;
  const word = wordOf(t, seat, text(heirOf(visit, seat)?.name));
  const isSystem = seat.actor !== undefined && 'system' in seat.actor;
  return (
    <li className={[styles['opinion'], visit.superseded ? styles['old'] : ''].join(' ')}>
      <Seal kind={sealOfSeat(seat, me.id)} name={acted.name} />
      <div>
        <p className={styles['said']}>{seat.comment ?? words ?? word}</p>
        <p className={styles['by']}>
          <b>{isSystem ? t.machine : text(acted.name)}</b>
          {isForAnother || isSystem ? <span>{t.forPerson(text(seat.person.name))}</span> : null}
          <span>
            {text(visit.title)} · {word}
          </span>
          {seat.closedAtMs === undefined ? null : <span>{instant(seat.closedAtMs)}</span>}
          {visit.superseded ? <span>{t.superseded}</span> : null}
          {seat.stale ? (
            <span className={styles['stale']}>
              <Icon name="changed" size={12} /> {t.stale}
            </span>
          ) : null}
        </p>
      </div>
    </li>
  );
}

type PathTexts = (typeof PATH)['en'] | (typeof PATH)['zh-CN'];

/** A seat's state in a word; `heir`: the name of who has its task now. */
export function wordOf(t: PathTexts, seat: SeatOf, heir = ''): string {
  if (seat.evidence !== undefined) return t.same;
  if (heir !== '') return t.handedOn(heir);
  switch (seat.vote) {
    case 'approve':
      return t.approved;
    case 'reject':
      return t.rejected;
    case 'return':
      return t.returned;
    case 'abstain':
      return t.abstained;
    case 'done':
      return t.finished;
    default:
      if (seat.status === 'open') return t.waits;
      return seat.status === 'waiting' ? t.waitsLater : t.notNeeded;
  }
}
