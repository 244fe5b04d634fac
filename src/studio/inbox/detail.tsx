/** One request as a sheet: what is asked, why you, the form, what was said, the path ahead. */

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { FormValidator, JsonObject, Text } from '../../kernel/index.ts';
import type { Desk, FlowDetail, Instance, Task } from '../../protocol/index.ts';
import { Entry } from '../form/entry.tsx';
import { ANY, FormDraft } from '../form/form-draft.ts';
import { useRules } from '../form/rules.ts';
import { Sheet } from '../form/sheet.tsx';
import { Remark } from '../instance/remark.tsx';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { Conflict, Failed, Loading } from '../kit/states.tsx';
import { Ahead } from '../path/ahead.tsx';
import { Opinions } from '../path/opinions.tsx';
import { PATH } from '../path/texts.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useLiveInstance } from '../remote/live.ts';
import { useNames } from '../remote/people.ts';
import { useSignedIn } from '../remote/person.tsx';
import {
  useDesk,
  useExplanation,
  useFlowVersion,
  useForecast,
  useInstance,
  useRefresh,
} from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { ActBar } from './act/act-bar.tsx';
import type { Deciding, Decision } from './act/decide.ts';
import { useOpinion } from './act/opinion.ts';
import styles from './detail.module.css';
import { useChanges } from './looked.ts';
import { ACT, INBOX } from './texts.ts';
import { reasonOf, WHY } from './why.ts';

interface DetailProps {
  readonly instanceId: string;
  /** The task to act on, where there is one. */
  readonly task: Task | undefined;
  readonly deciding: Deciding;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

export function Detail(props: DetailProps) {
  const { instanceId, task } = props;
  const t = useTexts(INBOX);
  const instance = useInstance(instanceId);
  const flow = useFlowVersion(instance.data?.flow.name, instance.data?.flow.version);
  const isOpen = task?.status === 'open' && task.kind !== 'start';
  const desk = useDesk(isOpen ? task.id : undefined);
  const isReturned = task?.status === 'open' && task.kind === 'start';
  const fills = isReturned || Object.values(desk.data?.rights ?? {}).includes('edit');
  const rules = useRules(fills ? (flow.data?.form as JsonObject | undefined) : undefined);
  useLiveInstance(instanceId, instance.data?.seq);
  if (instance.error) {
    return <Failed failure={failureOf(instance.error)} onRetry={() => instance.refetch()} />;
  }
  if (flow.error) {
    return <Failed failure={failureOf(flow.error)} onRetry={() => flow.refetch()} />;
  }
  if (!instance.data || !flow.data || (isOpen && desk.isPending) || (fills && !rules)) {
    return <Loading what={t.detail} lines={9} />;
  }
  return (
    <SheetOfTask
      key={instanceId}
      {...props}
      instance={instance.data}
      flow={flow.data}
      desk={desk.data ?? undefined}
      rules={rules}
    />
  );
}

interface SheetProps extends DetailProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly desk: Desk | undefined;
  /** Where something may be changed here. */
  readonly rules: FormValidator | undefined;
}

function SheetOfTask(props: SheetProps) {
  const { task, instance, flow, desk, deciding, onDone, onBack } = props;
  const t = useTexts(INBOX);
  const { text, relative } = useFormats();
  const { me } = useSignedIn();
  const opinion = useOpinion(task?.status === 'open' ? task.id : undefined, desk?.draft?.comment);
  const changes = useChanges(instance);
  const edits = useEdits(props);
  const why = useExplanation(task ? instance.id : undefined, me.id);
  const words = useTexts(WHY);
  const reason = reasonOf(why.data, task?.step, desk?.asks, words, titleIn(flow, text));
  return (
    <article className={styles['detail']} aria-labelledby="subject">
      <div className={styles['scroll']}>
        <header className={styles['head']}>
          <Button look="plain" className={styles['back']} onClick={onBack}>
            <Icon name="back" /> {t.backToList}
          </Button>
          <p className={styles['kicker']}>
            {text(flow.title)} · {t.by(text(instance.initiator.name))} ·{' '}
            {t.submitted(relative(instance.startedAtMs, Date.now()))}
          </p>
          <h1 id="subject" className={styles['subject']}>
            {instance.subject}
          </h1>
          {reason === undefined ? null : <p className={styles['why']}>{t.asked(reason)}</p>}
          {changes.size > 0 ? (
            <p className={styles['changed']} role="status">
              <Icon name="changed" size={16} /> {t.changedSince(changes.size)}
            </p>
          ) : null}
          <Link className={styles['whole']} to={`/i/${encodeURIComponent(instance.id)}`}>
            {t.openWhole}
          </Link>
        </header>
        <div className={styles['columns']}>
          <div className={styles['sheet']}>
            <Sheet
              schema={flow.form as JsonObject}
              form={instance.form as JsonObject}
              hidden={instance.hidden}
              changed={changes}
              editor={(field) =>
                edits.fields.has(field.name) ? (
                  <Entry
                    key={edits.draft.round(field.name)}
                    field={field}
                    draft={edits.draft}
                    hasOwnLabel={false}
                  />
                ) : undefined
              }
            />
            <Said instance={instance} />
          </div>
          <Margin instance={instance} task={task} desk={desk} flow={flow} />
        </div>
      </div>
      <Remarks instance={instance.id} />
      <Refused deciding={deciding} />
      {task?.status === 'open' ? (
        <ActBar
          task={task}
          desk={desk}
          opinion={opinion}
          deciding={deciding}
          formChanges={edits.changes}
          isFormValid={edits.isValid}
          others={othersOf(instance, task)}
          onDone={onDone}
        />
      ) : null}
    </article>
  );
}

/** Who else is asked in the visit of a task and has not voted yet. */
function othersOf(instance: Instance, task: Task): readonly Instance['initiator'][] {
  const visit = instance.path.find(({ seats }) => seats.some((seat) => seat.task === task.id));
  const open = visit?.seats.filter(({ status }) => status === 'open' || status === 'waiting') ?? [];
  return open.filter((seat) => seat.task !== task.id).map(({ person }) => person);
}

interface Edits {
  readonly draft: FormDraft;
  /** The fields that this person may change here. */
  readonly fields: ReadonlySet<string>;
  readonly isValid: boolean;
  readonly changes: Decision['form'];
}

const NO_RULES: FormValidator = () => [];

function useEdits({ instance, flow, task, desk, rules = NO_RULES }: SheetProps): Edits {
  const [draft] = useState(() => new FormDraft(rules, instance.form as JsonObject));
  const listen = useCallback((told: () => void) => draft.subscribe(ANY, told), [draft]);
  const form = useSyncExternalStore(listen, () => draft.form);
  useEffect(() => draft.rebase(instance.form as JsonObject), [draft, instance.form]);
  const isReturned = task?.kind === 'start' && task.status === 'open';
  const properties = Object.keys((flow.form['properties'] ?? {}) as object).join(',');
  const editable = Object.entries(desk?.rights ?? {})
    .flatMap(([field, right]) => (right === 'edit' ? [field] : []))
    .join(',');
  const names = isReturned ? properties : editable;
  const fields = useMemo(() => new Set(names.split(',').filter(Boolean)), [names]);
  const changed = [...fields].filter(
    (name) => draft.isEdited(name) && form[name] !== instance.form[name],
  );
  const changes = Object.fromEntries(changed.map((name) => [name, form[name] ?? null]));
  return {
    draft,
    fields,
    // What another has left wrong in it is not this person's to mend.
    isValid: changed.length === 0 || draft.isValid,
    changes: changed.length === 0 ? undefined : changes,
  };
}

/** `C`: says something that decides nothing. */
function Remarks({ instance }: { readonly instance: string }) {
  const t = useTexts(INBOX);
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  useKeys([
    { id: 'remark', keys: ['C'], label: t.remark, group: t.group, run: () => setOpen(true) },
  ]);
  const say = async (text: string): Promise<void> => {
    setOpen(false);
    setFailure(undefined);
    try {
      await client.actOn(instance, 'comments', { text }, crypto.randomUUID());
    } catch (error) {
      setFailure(failureOf(error));
    }
    await refresh(instance);
  };
  return (
    <>
      {failure ? <Failed failure={failure} onRetry={() => setOpen(true)} /> : null}
      {isOpen ? <Remark onClose={() => setOpen(false)} onSay={say} /> : null}
    </>
  );
}

function Said({ instance }: { readonly instance: Instance }) {
  const p = useTexts(PATH);
  return (
    <section aria-labelledby="opinions" className={styles['said']}>
      <h2 id="opinions">{p.opinions}</h2>
      <Opinions path={instance.path} />
    </section>
  );
}

/** What a field is called, by its path. */
function titleIn(
  { form }: FlowDetail,
  text: ReturnType<typeof useFormats>['text'],
): (field: string) => string {
  const properties = (form['properties'] ?? {}) as Record<string, { readonly title?: Text }>;
  return (field) => text(properties[field.split('.')[0] ?? field]?.title) || field;
}

interface MarginProps {
  readonly instance: Instance;
  readonly task: Task | undefined;
  readonly desk: Desk | undefined;
  readonly flow: FlowDetail;
}

/** The margin, where the emperor would have written: the path ahead for either verdict. */
function Margin({ instance, task, desk, flow }: MarginProps) {
  const p = useTexts(PATH);
  const t = useTexts(INBOX);
  const { text } = useFormats();
  const [verdict, setVerdict] = useState<'approve' | 'reject'>('approve');
  const canReject = desk?.verdicts.includes('reject') === true;
  const isOpen = task?.status === 'open' && task.kind !== 'start' && desk !== undefined;
  const { data, error } = useForecast(
    instance.status === 'running' ? instance.id : undefined,
    isOpen ? { task: task.id, verdict } : undefined,
  );
  useKeys([
    {
      id: 'path-ahead',
      keys: ['P'],
      label: p.ahead,
      group: t.group,
      run: () => setVerdict(verdict === 'approve' && canReject ? 'reject' : 'approve'),
    },
  ]);
  if (instance.status !== 'running') return null;
  return (
    <aside className={styles['margin']} aria-labelledby="ahead">
      <h2 id="ahead">{p.ahead}</h2>
      {isOpen && canReject ? (
        <div className={styles['either']}>
          {(['approve', 'reject'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={verdict === each}
              onClick={() => setVerdict(each)}
            >
              {p[each]}
            </button>
          ))}
        </div>
      ) : null}
      {error ? <p>{failureOf(error).title}</p> : null}
      {data ? (
        <Ahead forecast={data} fieldTitle={titleIn(flow, text)} />
      ) : (
        <Loading what={p.ahead} lines={3} />
      )}
    </aside>
  );
}

/** An act that was refused: what was the matter, and that nothing was sent. */
function Refused({ deciding }: { readonly deciding: Deciding }) {
  const t = useTexts(ACT);
  const { failure, clearFailure } = deciding;
  const detail = failure?.detail as { closedBy?: string; by?: string } | undefined;
  const faster = detail?.closedBy ?? detail?.by;
  const who = useNames(faster === undefined ? [] : [faster]);
  if (!failure) return null;
  // The act bar says so, where it is to be acknowledged.
  if (failure.code === 'task.changed') return null;
  if (faster !== undefined && /^task\.(closed|claimed)$/.test(failure.code)) {
    return <Conflict what={t.closedBy(who)} onLook={clearFailure} />;
  }
  if (failure.code === 'instance.ended') {
    return <Conflict what={failure.title} onLook={clearFailure} />;
  }
  const retry = failure.kind === 'unknown' ? deciding.retry : clearFailure;
  return <Failed failure={failure} onRetry={retry} />;
}
