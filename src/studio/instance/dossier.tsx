/** The case on paper (V9): everything that was said and decided, with the hashes that prove it. */

import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { InstanceState, JsonObject } from '../../kernel/index.ts';
import { caseNumber, sha256 } from '../../kernel/index.ts';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import { Sheet } from '../form/sheet.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './dossier.module.css';
import type { Names } from './moment.ts';
import type { Line } from './story/lines.ts';
import { linesOf } from './story/lines.ts';
import { signatureIn, useSaid } from './story/said.ts';
import { STORY } from './story/texts.ts';
import { CASE } from './texts.ts';

/** Characters of a hash that stand beside a vote. */
const SHORT_CHARS = 8;

interface DossierProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  /** Replayed from the events; undefined where they are kept from the viewer. */
  readonly stateAt: (seq: number) => InstanceState | undefined;
}

/** Is there only while it is printed: no screen carries it along. */
export function Dossier(props: DossierProps) {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting ? createPortal(<Paper {...props} />, document.body) : null;
}

function Paper({ instance, flow, journal, names, stateAt }: DossierProps) {
  const t = useTexts(CASE);
  const { text, instant, subject } = useFormats();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const lines = linesOf(journal).filter(({ weight }) => weight !== 'small');
  const { status, outcome, hidden } = instance;
  const word = outcome === undefined ? t.status[status] : t.outcome[outcome];
  const state = hidden.length === 0 ? stateAt(journal.at(-1)?.lastSeq ?? 1) : undefined;
  return (
    <article className={styles['dossier']} data-dossier>
      <header>
        <p>
          {t.dossier} · {text(flow.title)}
        </p>
        <h1>
          {subject(instance.subject)} <span>{word ?? outcome ?? status}</span>
        </h1>
        <p>{t.by(text(instance.initiator.name), instant(instance.startedAtMs))}</p>
      </header>
      <Sheet schema={flow.form as JsonObject} form={instance.form as JsonObject} hidden={hidden} />
      <h2>{t.votes}</h2>
      <Votes lines={lines} names={names} />
      <h2>{t.story}</h2>
      <Told lines={lines} names={names} />
      <footer>
        <dl>
          <dt>{t.number}</dt>
          <dd>
            {caseNumber(instance.id)} · {instance.id}
          </dd>
          <dt>{t.versionHash}</dt>
          <dd>
            {instance.flow.version} · {instance.flow.hash}
          </dd>
          <dt>{t.stateHash}</dt>
          <dd>{state ? hashOf(state) : t.noStateHash}</dd>
        </dl>
        <p>{t.printedAt(instant(Date.now()), timeZone)}</p>
      </footer>
    </article>
  );
}

/** One text for one state: the names of an object have no order. */
function hashOf(state: InstanceState): string {
  return sha256(
    JSON.stringify(state, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }),
  );
}

interface LinesProps {
  readonly lines: readonly Line[];
  readonly names: Names;
}

function Votes({ lines, names }: LinesProps) {
  const t = useTexts(CASE);
  const s = useTexts(STORY);
  const { text, instant } = useFormats();
  const votes = lines.filter(({ event }) => event['type'] === 'VoteCast');
  return (
    <table>
      <thead>
        <tr>
          {[t.step, t.person, t.verdict, t.words, t.when, t.seenHash].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {votes.map(({ seq, atMs, event, actor }) => {
          const { visit, seat, vote, comment, seen } = event;
          const signature = signatureIn(event);
          const step = names.stepOfVisit(Number(visit));
          const principal = names.personOfSeat(Number(visit), Number(seat));
          const acted = actor.kind === 'person' ? text(names.person(actor.id).name) : s.system;
          const isFor =
            actor.kind === 'person' && actor.id !== principal && principal !== undefined;
          return (
            <tr key={seq}>
              <td>{step === undefined ? '' : text(names.step(step))}</td>
              <td>
                {acted}
                {isFor ? ` (${text(names.person(principal).name)})` : ''}
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

function Told({ lines, names }: LinesProps) {
  const s = useTexts(STORY);
  const { text, instant } = useFormats();
  const said = useSaid(names);
  return (
    <ol>
      {lines.map((line) => {
        const { what, words } = said(line);
        const { actor } = line;
        const who = actor.kind === 'person' ? text(names.person(actor.id).name) : s.system;
        return (
          <li key={line.seq}>
            <span>{instant(line.atMs)}</span> {what.isWhole ? '' : `${who} `}
            {what.text}
            {words === undefined ? '' : `: ${words}`}
          </li>
        );
      })}
    </ol>
  );
}
