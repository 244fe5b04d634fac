/** The case on paper (V9): everything that was said and decided, with the hashes that prove it. */

import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { InstanceState, JsonObject } from '../../kernel/index.ts';
import { caseNumber, sha256 } from '../../kernel/index.ts';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import { Sheet } from '../form/sheet.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './dossier.module.css';
import { Files, filesIn, useFileSizes } from './dossier-files.tsx';
import { Votes, Waits } from './dossier-people.tsx';
import type { Names } from './moment.ts';
import { pathsWith } from './moment.ts';
import type { Line } from './story/lines.ts';
import { linesOf } from './story/lines.ts';
import { useSaid } from './story/said.ts';
import { STORY } from './story/texts.ts';
import { CASE } from './texts.ts';

/** A moment of the past that is on the screen, and so on paper. */
export interface PrintedMoment {
  readonly seq: number;
  readonly last: number;
  readonly atMs: number;
  /** undefined where the events that the viewer may see do not tell it. */
  readonly state: InstanceState | undefined;
  /** Fields that were kept from the person whose view is shown. */
  readonly unseen: readonly string[] | undefined;
}

interface DossierProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  /** Replayed from the events; undefined where they are kept from the viewer. */
  readonly stateAt: (seq: number) => InstanceState | undefined;
  /** Absent: the present is shown. */
  readonly moment: PrintedMoment | undefined;
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
  const { instance, moment } = props;
  const form = (moment ? moment.state?.form : instance.form) as JsonObject | undefined;
  // A print waits for no answer: what is not known when it begins is not on it.
  const sizes = useFileSizes(instance.id, filesIn(form ?? {}, instance.hidden));
  return isPrinting ? createPortal(<Paper {...props} sizes={sizes} />, document.body) : null;
}

function Paper(props: DossierProps & { readonly sizes: ReadonlyMap<string, number> }) {
  const { instance, flow, journal, names, stateAt, moment, sizes } = props;
  const t = useTexts(CASE);
  const { text, instant, subject } = useFormats();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const until = moment?.seq ?? journal.at(-1)?.lastSeq ?? 1;
  const lines = linesOf(journal).filter(({ weight, seq }) => weight !== 'small' && seq <= until);
  const shown = moment ? moment.state : instance;
  const hidden = [...instance.hidden, ...(moment?.unseen ?? [])];
  const path = moment ? moment.state && pathsWith(names)(moment.state) : instance.path;
  const state = instance.hidden.length === 0 ? stateAt(until) : undefined;
  const asOf = moment && t.asOf(moment.seq, moment.last, instant(moment.atMs));
  return (
    <article className={styles['dossier']} data-dossier>
      <header>
        <p>
          {t.dossier} · {text(flow.title)}
        </p>
        <h1>
          {subject(instance.subject)} <span>{shown ? wordIn(t, shown) : null}</span>
        </h1>
        <p>{t.by(text(instance.initiator.name), instant(instance.startedAtMs))}</p>
        {asOf === undefined ? null : (
          <p className={styles['moment']}>
            <b>{asOf}</b> · {shown ? t.notLater : t.untold}
          </p>
        )}
      </header>
      {shown ? (
        <>
          <Sheet schema={flow.form as JsonObject} form={shown.form as JsonObject} hidden={hidden} />
          <Files form={shown.form as JsonObject} hidden={hidden} sizes={sizes} />
        </>
      ) : null}
      {path && shown?.status !== 'ended' ? <Waits path={path} /> : null}
      <h2>{t.votes}</h2>
      <Votes lines={lines} names={names} path={path ?? instance.path} />
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
        <p>
          {asOf === undefined ? '' : `${asOf} · `}
          {t.printedAt(instant(Date.now()), timeZone)}
        </p>
      </footer>
    </article>
  );
}

function wordIn(
  t: (typeof CASE)['en'] | (typeof CASE)['zh-CN'],
  { status, outcome }: Pick<Instance, 'status' | 'outcome'>,
): string {
  return outcome === undefined ? (t.status[status] ?? status) : (t.outcome[outcome] ?? outcome);
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

interface ToldProps {
  readonly lines: readonly Line[];
  readonly names: Names;
}

function Told({ lines, names }: ToldProps) {
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
