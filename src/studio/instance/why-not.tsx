/** Why not this person? One field, one line of answer with the rule (R12.2). */

import { useState } from 'react';
import type { Explanation, ListedPerson } from '../../protocol/index.ts';
import { PersonField } from '../form/person-picker.tsx';
import { Failed } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useExplanation } from '../remote/queries.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { useRuleWords } from './rules.ts';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

export function WhyNot({ instance }: { readonly instance: string }) {
  const t = useTexts(CASE);
  const [person, setPerson] = useState<ListedPerson>();
  return (
    <section className={styles['whyNot']} aria-label={t.whyNot}>
      <label htmlFor="why-not">{t.whyNot}</label>
      <PersonField id="why-not" isLeftWanted onChoose={setPerson} />
      {person ? <Answer instance={instance} person={person} /> : null}
    </section>
  );
}

interface AnswerProps {
  readonly instance: string;
  readonly person: ListedPerson;
}

function Answer({ instance, person }: AnswerProps) {
  const t = useTexts(CASE);
  const { text } = useFormats();
  const ruleWords = useRuleWords();
  const { data, error, refetch } = useExplanation(instance, person.id);
  if (error) return <Failed failure={failureOf(error)} onRetry={() => refetch()} />;
  if (!data) return <p role="status" />;
  const name = text(person.name);
  const found = standingIn(data);
  const step = found ? text(found.title) : '';
  const { kind, stage = '', rule } = found?.standing ?? {};
  return (
    <p role="status">
      {kind === 'asked'
        ? t.isAsked(name, step)
        : kind === 'dropped'
          ? t.isDropped(name, step, t.stages[stage] ?? stage)
          : t.isNotFound(name)}
      {person.left ? ` ${t.hasLeft(name)}` : ''}
      {kind === 'dropped' && rule !== undefined ? (
        <small> {ruleWords(stage, rule, found?.people ?? [])}</small>
      ) : null}
    </p>
  );
}

/** The visit that says most: where the person is asked, else where a rule left them out; the last one. */
function standingIn(items: readonly Explanation[]): Explanation | undefined {
  const of = (kind: string) => items.findLast(({ standing }) => standing?.kind === kind);
  return of('asked') ?? of('dropped');
}
