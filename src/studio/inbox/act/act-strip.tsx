/** The act strip: the opinion, what the verdict needs besides, and the truth about what follows. */

import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Text } from '../../../kernel/index.ts';
import type { Desk, Forecast, Task } from '../../../protocol/index.ts';
import { PersonField } from '../../form/person-picker.tsx';
import { useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { announce } from '../../kit/notes.tsx';
import { useFailureWords } from '../../kit/states.tsx';
import { useSignedIn } from '../../remote/person.tsx';
import { useForecast } from '../../remote/queries.ts';
import { useMarking, usePhrases } from '../../remote/shelf.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import type { ActProps, Bound } from './act-props.ts';
import type { Decision, Verdict } from './decide.ts';
import { isNameOf } from './name-of.ts';
import type { UsedPhrase } from './own-phrases.ts';
import { canBePhrase, keepUsed, usedPhrases, withUsed } from './own-phrases.ts';
import { Signature } from './signature.tsx';

interface StripProps extends ActProps {
  readonly bound: Bound;
  readonly verdict: Verdict;
  readonly onCancel: () => void;
}

/** What a verdict may need besides an opinion. */
interface Extras {
  readonly signature: string;
  /** return */
  readonly to: string;
  readonly resume: 'forward' | 'back';
  /** transfer, add */
  readonly person: string;
  readonly where: 'before' | 'after' | 'beside';
}

const TO_WHOM = 'to-whom';

export function ActStrip(props: StripProps) {
  const { task, desk, opinion, deciding, verdict, onCancel } = props;
  const t = useTexts(ACT);
  const area = useRef<HTMLTextAreaElement>(null);
  const [extras, setExtras] = useState<Extras>({
    signature: '',
    to: desk?.returns[0]?.to ?? 'initiator',
    resume: 'forward',
    person: '',
    where: 'before',
  });
  const leadsToSomebody = needsPerson(verdict);
  useEffect(() => {
    const first = leadsToSomebody ? document.getElementById(TO_WHOM) : area.current;
    first?.focus();
  }, [leadsToSomebody]);
  const speaks = desk?.require.includes('comment') && verdict !== 'transfer';
  const { me, device } = useSignedIn();
  const isReady = isComplete(props, extras, me.name);
  const stamp = async (): Promise<void> => {
    if (!isReady) {
      area.current?.focus();
      return;
    }
    if (!(await deciding.decide(decisionOf(props, extras), desk, task.subject))) return;
    if (![...t.consents, ...t.requests].includes(opinion.comment.trim())) {
      keepUsed(device, withUsed(usedPhrases(device), opinion.comment, verdict));
    }
    opinion.forget();
    onCancel();
    props.onDone();
  };
  const { group } = t;
  useKeys([
    { id: 'stamp', keys: ['mod+Enter'], label: t[verdict], group, inText: true, run: stamp },
    { id: 'disarm', keys: ['Escape'], label: t.cancel, group, inText: true, run: onCancel },
  ]);
  return (
    <section className={styles['strip']} aria-label={t[verdict]}>
      <Target {...props} extras={extras} onExtras={(more) => setExtras({ ...extras, ...more })} />
      <textarea
        ref={area}
        className={styles['opinion']}
        aria-label={speaks ? t.commentNeeded : t.comment}
        placeholder={speaks ? t.commentNeeded : t.comment}
        rows={2}
        maxLength={4000}
        value={opinion.comment}
        onChange={(event) => opinion.write({ comment: event.target.value })}
      />
      <Phrases
        verdict={verdict}
        comment={opinion.comment}
        onPick={(phrase) => opinion.write({ comment: opinion.comment + phrase })}
      />
      {signs(props) ? (
        <Signature
          value={extras.signature}
          onChange={(signature) => setExtras({ ...extras, signature })}
        />
      ) : null}
      <div className={styles['stamp']}>
        <Consequence {...props} />
        <Button look="plain" onClick={onCancel} stroke="Escape">
          {t.cancel}
        </Button>
        <Button look="decide" stroke="mod+Enter" onClick={stamp} disabled={!isReady}>
          {deciding.isSending ? t.sending : t[verdict]}
        </Button>
      </div>
    </section>
  );
}

function signs({ desk, verdict }: StripProps): boolean {
  return desk?.require.includes('signature') === true && isSigned(verdict);
}

function needsPerson(verdict: Verdict): boolean {
  return verdict === 'transfer' || verdict === 'add';
}

/** Whether everything is there that the step demands for this verdict. */
function isComplete(props: StripProps, { signature, person }: Extras, own: Text): boolean {
  const { desk, opinion, deciding, verdict, isFormValid, bound } = props;
  if (deciding.isSending || !isFormValid || bound.isStale) return false;
  if (desk && bound.seen === undefined) return false;
  const speaks = desk?.require.includes('comment') && verdict !== 'transfer';
  if (speaks && opinion.comment.trim() === '') return false;
  if (signs(props) && !isNameOf(signature, own)) return false;
  return !(needsPerson(verdict) && person === '');
}

function decisionOf(props: StripProps, extras: Extras): Decision {
  const { task, bound, opinion, verdict, formChanges } = props;
  const { signature, to, resume, person, where } = extras;
  return {
    task: task.id,
    instance: task.instance,
    verdict,
    comment: opinion.comment,
    ...(signature === '' ? {} : { signature }),
    ...(formChanges ? { form: formChanges } : {}),
    ...(bound.seen === undefined ? {} : { seen: bound.seen }),
    ...(verdict === 'return' ? { to, resume } : {}),
    ...(needsPerson(verdict) ? { person } : {}),
    ...(verdict === 'add' ? { where } : {}),
  };
}

interface TargetProps extends StripProps {
  readonly extras: Extras;
  readonly onExtras: (more: Partial<Extras>) => void;
}

/** Where to, whom, and when: for the verdicts that lead to somebody. */
function Target({ desk, verdict, extras, onExtras }: TargetProps) {
  const t = useTexts(ACT);
  return (
    <>
      {verdict === 'return' ? (
        <ReturnTo
          desk={desk}
          to={extras.to}
          onTo={(to) => onExtras({ to })}
          resume={extras.resume}
          onResume={(resume) => onExtras({ resume })}
        />
      ) : null}
      {verdict === 'add' ? (
        <Choices label={t.where}>
          {(['before', 'after', 'beside'] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="where"
                checked={extras.where === each}
                onChange={() => onExtras({ where: each })}
              />
              {t[each]}
            </label>
          ))}
        </Choices>
      ) : null}
      {needsPerson(verdict) ? (
        <PersonField
          id={TO_WHOM}
          label={t.toWhom}
          onChoose={(found) => onExtras({ person: found?.id ?? '' })}
        />
      ) : null}
    </>
  );
}

function isSigned(verdict: Verdict): boolean {
  return ['approve', 'reject', 'abstain', 'complete'].includes(verdict);
}

function Choices({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles['choices']}>
      <legend>{label}</legend>
      {children}
    </fieldset>
  );
}

interface ReturnToProps {
  readonly desk: Desk | undefined;
  readonly to: string;
  readonly onTo: (to: string) => void;
  readonly resume: 'forward' | 'back';
  readonly onResume: (resume: 'forward' | 'back') => void;
}

function ReturnTo({ desk, to, onTo, resume, onResume }: ReturnToProps) {
  const t = useTexts(ACT);
  const { text, list } = useFormats();
  const words: Readonly<Record<string, string>> = {
    initiator: t.initiator,
    previous: t.previous,
    parent: t.parent,
  };
  return (
    <>
      <Choices label={t.to}>
        {desk?.returns.map((target) => (
          <label key={target.to}>
            <input
              type="radio"
              name="to"
              checked={to === target.to}
              onChange={() => onTo(target.to)}
            />
            {text(target.title) || words[target.to] || target.to}
            <small>{list(target.people.map(({ name }) => text(name)))}</small>
          </label>
        ))}
      </Choices>
      <Choices label={t.resume}>
        {(['forward', 'back'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="resume"
              checked={resume === each}
              onChange={() => onResume(each)}
            />
            {t[each]}
          </label>
        ))}
      </Choices>
    </>
  );
}

interface PhrasesProps {
  readonly verdict: Verdict;
  readonly comment: string;
  readonly onPick: (phrase: string) => void;
}

/** Those one saved, those one used last, then those that everybody has. */
function Phrases({ verdict, comment, onPick }: PhrasesProps) {
  const t = useTexts(ACT);
  const { device } = useSignedIn();
  const { data: all = [] } = usePhrases();
  const { savePhrase, removePhrase } = useMarking();
  const [used, setUsed] = useState(() => usedPhrases(device));
  const wordsOf = useFailureWords();
  if (verdict === 'resubmit') return null;
  const tell = (change: Promise<void>): Promise<void> =>
    change.catch((error) => announce(wordsOf(error)));
  const given = verdict === 'approve' ? [...t.consents, ...t.requests] : t.requests;
  const ofVerdict = (phrases: readonly UsedPhrase[]): readonly string[] =>
    phrases.filter((each) => each.verdict === verdict).map(({ text }) => text);
  const saved = ofVerdict(all);
  const mine = [...new Set([...saved, ...ofVerdict(used)])];
  const others = given.filter((phrase) => !mine.includes(phrase));
  const text = comment.trim();
  const isNew = !given.includes(text) && !saved.includes(text);
  const remove = (phrase: string): void => {
    const rest = used.filter((each) => each.text !== phrase || each.verdict !== verdict);
    setUsed(rest);
    keepUsed(device, rest);
    if (saved.includes(phrase)) void tell(removePhrase({ text: phrase, verdict }));
  };
  return (
    <ul className={styles['phrases']} aria-label={t.phrases}>
      {mine.map((phrase) => (
        <li key={phrase}>
          <button type="button" onClick={() => onPick(phrase)}>
            {phrase}
          </button>
          <button type="button" aria-label={t.removePhrase(phrase)} onClick={() => remove(phrase)}>
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
      {others.map((phrase) => (
        <li key={phrase}>
          <button type="button" onClick={() => onPick(phrase)}>
            {phrase}
          </button>
        </li>
      ))}
      {isNew && canBePhrase(text) ? (
        <li>
          <button type="button" onClick={() => tell(savePhrase({ text, verdict }))}>
            <Icon name="plus" size={12} /> {t.savePhrase}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

/** The honest button: what will happen, by the engine's own forecast. */
function Consequence({ task, desk, verdict, others }: StripProps) {
  const t = useTexts(ACT);
  const { text, list, duration } = useFormats();
  const isTried = ['approve', 'complete', 'reject'].includes(verdict);
  const { data } = useForecast(
    isTried ? task.instance : undefined,
    isTried ? { task: task.id, verdict: verdict === 'reject' ? 'reject' : 'approve' } : undefined,
  );
  const names = (people: readonly { readonly name: Text }[]): string =>
    list(people.map(({ name }) => text(name)));
  const held = desk?.undoMs;
  const waits = desk?.ballot !== 'any' && verdict !== 'reject' && others.length > 0;
  const follows = waits
    ? t.thenWaits(names(others))
    : data
      ? followsFrom(data, task, t, names)
      : '';
  return (
    <p className={styles['then']} aria-live="polite">
      {isTried ? follows : ''}
      {held === undefined || !isTried ? '' : ` ${t.held(duration(Math.round(held / 1000)))}`}
    </p>
  );
}

function followsFrom(
  { steps, outcome }: Forecast,
  task: Task,
  t: (typeof ACT)['en'] | (typeof ACT)['zh-CN'],
  names: (people: Forecast['steps'][number]['people']) => string,
): string {
  const visit = Number(task.id.split('.').at(-2));
  const next = steps.find(
    (step) => step.visit !== visit && step.people.length > 0 && step.kind !== 'notify',
  );
  if (next?.kind === 'start') return t.rejectReturns(names(next.people));
  if (next) return t.next(names(next.people));
  if (outcome === 'rejected') return t.rejectEnds;
  return outcome === undefined ? '' : t.thenEnds(t.outcomes[outcome] ?? outcome);
}
