/** One form being filled, and beside it what will happen when it is submitted. */

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { FormValidator, JsonObject } from '../../kernel/index.ts';
import type { FlowDetail } from '../../protocol/index.ts';
import { Entry } from '../form/entry.tsx';
import { fieldsOf } from '../form/fields.ts';
import { ANY, FormDraft } from '../form/form-draft.ts';
import { useRules } from '../form/rules.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useFlowVersion } from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { Begun } from './begun.tsx';
import type { Choices } from './foretold.tsx';
import { ForetoldPath } from './foretold.tsx';
import { forgetForm, keepForm, keptForm } from './kept.ts';
import styles from './start.module.css';
import type { Submission } from './submission.ts';
import { useSubmission } from './submission.ts';
import { START } from './texts.ts';

export function Filling({ name }: { readonly name: string }) {
  const t = useTexts(START);
  const flow = useFlowVersion(name, undefined);
  const schema = flow.data?.form as JsonObject | undefined;
  const rules = useRules(schema);
  const [round, setRound] = useState(0);
  if (flow.error) return <Failed failure={failureOf(flow.error)} onRetry={() => flow.refetch()} />;
  if (!flow.data || !rules) return <Loading what={t.title} lines={8} />;
  return <Form key={round} flow={flow.data} rules={rules} onAgain={() => setRound(round + 1)} />;
}

interface FormProps {
  readonly flow: FlowDetail;
  readonly rules: FormValidator;
  readonly onAgain: () => void;
}

function Form({ flow, rules, onAgain }: FormProps) {
  const t = useTexts(START);
  const { text } = useFormats();
  const { name, form: schema } = flow;
  const fields = useMemo(() => fieldsOf(schema as JsonObject), [schema]);
  const [draft] = useState(() => new FormDraft(rules, keptForm(name)));
  const [choices, setChoices] = useState<Choices>({});
  const submission = useSubmission(name, draft, choices);
  const { begun, failure, submit } = submission;
  const form = useForm(draft);
  useEffect(() => {
    if (Object.keys(form).length > 0 && !begun) keepForm(name, form);
  }, [name, form, begun]);
  const { group } = t;
  useKeys([
    { id: 'submit', keys: ['mod+Enter'], label: t.submit, group, inText: true, run: submit },
  ]);
  if (begun) return <Begun result={begun} title={text(flow.title)} onAgain={onAgain} />;
  return (
    <div className={styles['filling']}>
      <div className={styles['scroll']}>
        <header className={styles['head']}>
          <Link to="/start" className={styles['back']}>
            {t.back}
          </Link>
          <h1>{text(flow.title)}</h1>
          <p className={styles['meta']}>
            {name} · {t.version(flow.version)}
          </p>
        </header>
        <div className={styles['columns']}>
          <div className={styles['entries']}>
            {fields.map((field) => (
              <Entry key={field.name} field={field} draft={draft} />
            ))}
          </div>
          <ForetoldPath
            flow={name}
            form={form}
            fields={fields}
            isValid={draft.isValid}
            choices={choices}
            onChoices={setChoices}
          />
        </div>
        {failure ? <Failed failure={failure} onRetry={submit} /> : null}
      </div>
      <Bar flow={name} draft={draft} submission={submission} onAgain={onAgain} />
    </div>
  );
}

interface BarProps {
  readonly flow: string;
  readonly draft: FormDraft;
  readonly submission: Submission;
  readonly onAgain: () => void;
}

function Bar({ flow, draft, submission, onAgain }: BarProps) {
  const t = useTexts(START);
  const { wrong, isSending, submit } = submission;
  const isKept = Object.keys(draft.form).length > 0;
  const forget = (): void => {
    forgetForm(flow);
    onAgain();
  };
  return (
    <footer className={styles['bar']}>
      <span className={styles['kept']} role="status">
        {wrong > 0 && !draft.isValid ? t.wrong(wrong) : isKept ? t.kept : ''}
      </span>
      <Button look="plain" onClick={forget}>
        {t.forget}
      </Button>
      <Button look="ink" stroke="mod+Enter" onClick={submit} disabled={isSending}>
        {isSending ? t.submitting : t.submit}
      </Button>
    </footer>
  );
}

function useForm(draft: FormDraft): JsonObject {
  const listen = useCallback((told: () => void) => draft.subscribe(ANY, told), [draft]);
  return useSyncExternalStore(listen, () => draft.form);
}
