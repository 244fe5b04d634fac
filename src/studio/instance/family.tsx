/** The family of a case: breadcrumbs up to its parents, subflows opened in place (V6). */

import { useState } from 'react';
import type { Instance } from '../../protocol/index.ts';
import { Taken } from '../path/taken.tsx';
import { useInstance } from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

/** Parents that are named; those above them are a sign. */
const NAMED_MAX = 3;

export function Parents({ id, depth = 1 }: { readonly id: string; readonly depth?: number }) {
  const t = useTexts(CASE);
  const { text, subject } = useFormats();
  const { data } = useInstance(id);
  if (!data) return null;
  const isNamed = depth <= NAMED_MAX;
  return (
    <>
      {data.parent !== undefined && isNamed ? <Parents id={data.parent} depth={depth + 1} /> : null}
      <Link to={`/i/${encodeURIComponent(id)}`} className={styles['crumb']}>
        {isNamed ? `${text(data.title)} · ${subject(data.subject)}` : t.more}
      </Link>
      <span aria-hidden="true"> › </span>
    </>
  );
}

type Children = NonNullable<Instance['path'][number]['children']>;

export function Subflows({ items }: { readonly items: Children }) {
  return items.map((child) => <Subflow key={child.instance} {...child} />);
}

function Subflow({ instance, status, outcome }: Children[number]) {
  const t = useTexts(CASE);
  const word =
    outcome === undefined ? (t.status[status] ?? status) : (t.outcome[outcome] ?? outcome);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['subflow']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t.subflow} <span>{word}</span>
      </summary>
      {isOpen ? <Inside id={instance} /> : null}
    </details>
  );
}

function Inside({ id }: { readonly id: string }) {
  const t = useTexts(CASE);
  const { subject } = useFormats();
  const { data, error } = useInstance(id);
  if (error) return <p>{t.notYours}</p>;
  if (!data) return null;
  return (
    <>
      <Link to={`/i/${encodeURIComponent(id)}`}>{subject(data.subject)}</Link>
      <Taken path={data.path} inside={Subflows} />
    </>
  );
}
