/** People on paper: whom the case waits for, and who has decided what. */

import type { Instance } from '../../protocol/index.ts';
import { addedIn } from '../path/added.ts';
import { PATH } from '../path/texts.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import type { Names } from './moment.ts';
import type { Line } from './story/lines.ts';
import { signatureIn } from './story/said.ts';
import { STORY } from './story/texts.ts';
import { CASE } from './texts.ts';

/** Characters of a hash that stand beside a vote. */
const SHORT_CHARS = 8;

type Path = readonly Visit[];
type Visit = Instance['path'][number];
type Seat = Visit['seats'][number];

/** Steps at which no person is asked, and that take their time. */
const MACHINES: ReadonlySet<string> = new Set(['call', 'delay', 'wait', 'subflow']);

interface Wait {
  readonly visit: Visit;
  /** Absent where no person is asked. */
  readonly seat?: Seat;
  readonly sinceMs: number;
}

/** Whom and what a case waits for at a moment. */
export function waitsIn(path: Path): readonly Wait[] {
  return path.flatMap((visit) => {
    const { openedAtMs } = visit;
    const itself: readonly Wait[] = [{ visit, sinceMs: openedAtMs }];
    if (visit.status !== 'open') return visit.incident ? itself : [];
    const open = visit.seats.filter(({ status }) => status === 'open');
    if (open.length > 0) {
      return open.map((seat) => ({ visit, seat, sinceMs: seat.openedAtMs ?? openedAtMs }));
    }
    return MACHINES.has(visit.kind) ? itself : [];
  });
}

export function Waits({ path }: { readonly path: Path }) {
  const t = useTexts(CASE);
  const p = useTexts(PATH);
  const { text, instant } = useFormats();
  const nameIn = useSeatNames(path);
  const rows = waitsIn(path);
  if (rows.length === 0) return null;
  return (
    <>
      <h2>{t.waits}</h2>
      <table>
        <Head titles={[t.step, t.person, t.sinceWhen]} />
        <tbody>
          {rows.map(({ visit, seat, sinceMs }) => (
            <tr key={seat?.task ?? visit.visit}>
              <td>{visit.kind === 'start' ? p.submission : text(visit.title)}</td>
              <td>
                {seat ? nameIn(seat) : visit.incident ? t.incidents : (p.kinds[visit.kind] ?? '')}
              </td>
              <td>{instant(sinceMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Names whoever has a seat’s task, for whom where that is another, and how they came to it. */
function useSeatNames(path: Path): (seat: Seat) => string {
  const { text, list } = useFormats();
  const markOf = useMarks(path);
  return (seat) => {
    const { person, substitute, delegations, task } = seat;
    const last = delegations?.at(-1);
    const asked = last && last.end === undefined ? last.to : undefined;
    const name = asked
      ? `${text(asked.name)} (${text(person.name)})`
      : list([person, ...(substitute ? [substitute] : [])].map((each) => text(each.name)));
    return name + markOf(task, person.id);
  };
}

/** Says who was brought in by hand, by whom and in what place. */
function useMarks(path: Path): (task: string | undefined, person: string) => string {
  const t = useTexts(CASE);
  const { text } = useFormats();
  return (task, person) => {
    const added = addedIn(path, task, person);
    return added ? ` · ${t.addedBy[added.where ?? 'beside']?.(text(added.by.name)) ?? ''}` : '';
  };
}

interface VotesProps {
  readonly lines: readonly Line[];
  readonly names: Names;
  readonly path: Path;
}

export function Votes({ lines, names, path }: VotesProps) {
  const t = useTexts(CASE);
  const s = useTexts(STORY);
  const { text, instant } = useFormats();
  const markOf = useMarks(path);
  const nameOf = (id: string): string => text(names.person(id).name);
  const votes = lines.filter(({ event }) => event['type'] === 'VoteCast');
  return (
    <table>
      <Head titles={[t.step, t.person, t.verdict, t.words, t.when, t.seenHash]} />
      <tbody>
        {votes.map(({ seq, atMs, event, actor }) => {
          const { visit, seat, vote, comment, seen } = event;
          const signature = signatureIn(event);
          const step = names.stepOfVisit(Number(visit));
          const principal = names.personOfSeat(Number(visit), Number(seat));
          const acted = actor.kind === 'person' ? nameOf(actor.id) : s.system;
          const isFor =
            actor.kind === 'person' && actor.id !== principal && principal !== undefined;
          const task = path[Number(visit) - 1]?.seats[Number(seat) - 1]?.task;
          return (
            <tr key={seq}>
              <td>{step === undefined ? '' : text(names.step(step))}</td>
              <td>
                {acted}
                {isFor ? ` (${nameOf(principal)})` : ''}
                {principal === undefined ? '' : markOf(task, principal)}
              </td>
              <td>{s.votes[String(vote)] ?? String(vote)}</td>
              <td>
                {typeof comment === 'string' ? <p>{comment}</p> : null}
                {signature === undefined ? null : <p>{s.signed(signature)}</p>}
              </td>
              <td>{instant(atMs)}</td>
              <td>
                <code>{typeof seen === 'string' ? seen.slice(0, SHORT_CHARS) : '—'}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Head({ titles }: { readonly titles: readonly string[] }) {
  return (
    <thead>
      <tr>
        {titles.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
