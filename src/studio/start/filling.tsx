/** One form being filled, and beside it what will happen when it is submitted. */

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import type { FlowDetail } from '../../protocol/index.ts';
import { CalendarOfFlow } from '../form/date/calendar.ts';
import { Entry } from '../form/entry.tsx';
import { fieldsOf } from '../form/fields.ts';
import { ANY, FormDraft } from '../form/form-draft.ts';
import type { Rules } from '../form/rules.ts';
import { useLateRules, useRules } from '../form/rules.ts';
import { WrongAsAWhole, Wrongs } from '../form/wrongs.tsx';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useFlowVersion } from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { AfterStart } from './after-start.tsx';
import { ForetoldPath, useForetold } from './foretold.tsx';
import type { Begun, Keeping } from './kept.ts';
import { useBegun, useKeeping } from './kept.ts';
import styles from './start.module.css';
import type { Submission } from './submission.ts';
import { useSubmission } from './submission.ts';
import { START } from './texts.ts';

export function Filling({ name }: { readonly name: string }) {
  const t = useTexts(START);
  const flow = useFlowVersion(name, undefined);
  const schema = flow.data?.form as JsonObject | undefined;
  const rules = useRules(schema);
  const begun = useBegun(name);
  const [round, setRound] = useState(0);
  if (flow.error) return <Failed failure={failureOf(flow.error)} onRetry={() => flow.refetch()} />;
  if (!flow.data || !rules || !begun) return <Loading what={t.title} lines={8} />;
  return (
    <Form
      key={round}
      flow={flow.data}
      rules={rules}
      begun={round === 0 ? begun : { form: {}, choices: {} }}
      onAgain={() => setRound(round + 1)}
    />
  );
}

interface FormProps {
  readonly flow: FlowDetail;
  readonly rules: Rules;
  readonly begun: Begun;
  readonly onAgain: () => void;
}

function Form({ flow, rules, begun, onAgain }: FormProps) {
  const t = useTexts(START);
  const { text } = useFormats();
  const { name, form: schema } = flow;
  const fields = useMemo(() => fieldsOf(schema as JsonObject), [schema]);
  const [draft] = useState(() => new FormDraft(rules.validate, begun.form, rules.formulas));
  useLateRules(draft);
  const [choices, setChoices] = useState(begun.choices);
  const { keeping, save, forget } = useKeeping(name);
  const form = useForm(draft);
  const isValid = draft.isValid;
  const foretold = useForetold({ flow: name, form, choices, isValid });
  const submission = useSubmission({ flow: name, draft, choices, onBegun: forget });
  const { result, failure } = submission;
  const isBlocked = foretold.failure !== undefined && isValid;
  const submit = async (): Promise<void> => {
    if (!isBlocked) await submission.submit();
  };
  const kept = useRef(JSON.stringify([form, choices]));
  const entries = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const now = JSON.stringify([form, choices]);
    if (now === kept.current) return;
    kept.current = now;
    save({ form, choices, ...fieldAt() });
  }, [form, choices, save]);
  useEffect(() => goOnAt(entries.current, begun.field), [begun.field]);
  const { group } = t;
  useKeys([
    { id: 'submit', keys: ['mod+Enter'], label: t.submit, group, inText: true, run: submit },
  ]);
  if (result) {
    return <AfterStart result={result} flow={flow} onAgain={onAgain} />;
  }
  return (
    <div className={styles['filling']}>
      <div className={styles['scroll']}>
        <header className={styles['head']}>
          <Link to="/start" className={styles['back']}>
            {t.back}
          </Link>
          <h1>{text(flow.title)}</h1>
          <p className={styles['meta']}>{t.version(flow.version)}</p>
        </header>
        <div className={styles['columns']}>
          <div ref={entries} className={styles['entries']}>
            <CalendarOfFlow value={flow.calendar ?? 'default'}>
              {fields.map((field) => (
                <Entry key={field.name} field={field} draft={draft} />
              ))}
            </CalendarOfFlow>
            <WrongAsAWhole draft={draft} />
          </div>
          <ForetoldPath
            flow={name}
            form={form}
            fields={fields}
            isValid={isValid}
            foretold={foretold}
            choices={choices}
            onChoices={setChoices}
          />
        </div>
        {failure ? (
          <Failed failure={failure} onRetry={submit}>
            {failure.code === 'form.invalid' && failure.errors ? (
              <Wrongs mistakes={failure.errors} schema={schema as JsonObject} />
            ) : null}
          </Failed>
        ) : null}
      </div>
      <Bar
        keeping={keeping === 'nothing' && Object.keys(begun.form).length > 0 ? 'server' : keeping}
        draft={draft}
        submission={{ ...submission, submit }}
        isBlocked={isBlocked}
        onForget={async () => {
          await forget();
          onAgain();
        }}
      />
    </div>
  );
}

/** The field in which one is. */
function fieldAt(): Pick<Begun, 'field'> {
  const entry = document.activeElement?.closest<HTMLElement>('[data-field]');
  const field = entry?.dataset['field'];
  return field === undefined ? {} : { field };
}

/** On another device one goes on where one was. */
function goOnAt(entries: HTMLElement | null, field: string | undefined): void {
  if (field === undefined) return;
  const entry = entries?.querySelector(`[data-field='${CSS.escape(field)}']`);
  entry?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
}

interface BarProps {
  readonly keeping: Keeping;
  readonly draft: FormDraft;
  readonly submission: Submission;
  /** The engine has said that it would refuse. */
  readonly isBlocked: boolean;
  readonly onForget: () => void;
}

function Bar({ keeping, draft, submission, isBlocked, onForget }: BarProps) {
  const t = useTexts(START);
  const { isTried, isSending, submit } = submission;
  const words = { nothing: '', page: t.notKept, device: t.kept, server: t.saved };
  return (
    <footer className={styles['bar']}>
      <span className={styles['kept']} role="status">
        {isTried && draft.wrongFields.length > 0
          ? t.wrong(draft.wrongFields.length)
          : words[keeping]}
      </span>
      <Button look="plain" onClick={onForget}>
        {t.forget}
      </Button>
      <Button
        look="ink"
        stroke="mod+Enter"
        onClick={submit}
        disabled={isSending || isBlocked}
        aria-describedby={isBlocked ? 'blocked' : undefined}
      >
        {isSending ? t.submitting : t.submit}
      </Button>
    </footer>
  );
}

function useForm(draft: FormDraft): JsonObject {
  const listen = useCallback((told: () => void) => draft.subscribe(ANY, told), [draft]);
  return useSyncExternalStore(listen, () => draft.form);
}
