/** One request as a sheet: what is asked, why you, the form, what was said, the path ahead. */

import { useEffect, useState } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import type { Desk, FlowDetail, Instance, Task } from '../../protocol/index.ts';
import { Computed } from '../form/computed.tsx';
import { CalendarOfFlow } from '../form/date/calendar.ts';
import type { Rules } from '../form/rules.ts';
import { useRules } from '../form/rules.ts';
import { Sheet } from '../form/sheet.tsx';
import { WrongAsAWhole } from '../form/wrongs.tsx';
import { CaseNumber } from '../instance/case-number.tsx';
import { SINGLE_KEYS } from '../keys/chosen.ts';
import { useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { later } from '../kit/later.tsx';
import { announce } from '../kit/notes.tsx';
import { Loading, Partial, Unread } from '../kit/states.tsx';
import { addedIn } from '../path/added.ts';
import { Opinions } from '../path/opinions.tsx';
import { PATH } from '../path/texts.ts';
import { failureOf } from '../remote/failure.ts';
import { useJournal } from '../remote/journal.ts';
import { useAwaySince } from '../remote/link.ts';
import { useLiveInstance } from '../remote/live.ts';
import { useSignedIn } from '../remote/person.tsx';
import {
  useDesk,
  useDraft,
  useExplanation,
  useFlowVersion,
  useInstance,
} from '../remote/queries.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { ActBar } from './act/act-bar.tsx';
import type { Deciding, Verdict } from './act/decide.ts';
import { useEdits } from './act/edits.ts';
import { hasWritten, useOpinion } from './act/opinion.ts';
import { Refused } from './act/refused.tsx';
import styles from './detail.module.css';
import { useChanges } from './looked.ts';
import { Margin, titleIn } from './margin.tsx';
import { Remarks } from './remarks.tsx';
import { INBOX } from './texts.ts';
import { reasonOf, sentBackIn, WHY } from './why.ts';

/** What one types in comes with the first step at which something is typed. */
const Entry = later(async () => (await import('../form/entry.tsx')).Entry);
const OwnBar = later(async () => (await import('./act/own-bar.tsx')).OwnBar);
const Overtaken = later(async () => (await import('./act/overtaken.tsx')).Overtaken);

interface DetailProps {
  readonly instanceId: string;
  /** The task to act on, where there is one. */
  readonly task: Task | undefined;
  readonly deciding: Deciding;
  /** How many tasks are ticked; then they are decided on, and not the one that is read. */
  readonly ticked: number;
  readonly onUntickAll: () => void;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

export function Detail(props: DetailProps) {
  const { instanceId, task } = props;
  const t = useTexts(INBOX);
  const instance = useInstance(instanceId);
  const flow = useFlowVersion(instance.data?.flow.name, instance.data?.flow.version);
  const isVoter = task !== undefined && task.kind !== 'start';
  const isOpen = isVoter && task.status === 'open';
  const desk = useDesk(isVoter && task.status !== 'voted' ? task.id : undefined);
  const isReturned = task?.status === 'open' && task.kind === 'start';
  const fills = isReturned || (isOpen && Object.values(desk.data?.rights ?? {}).includes('edit'));
  const begun = useDraft(isReturned ? task.id : undefined);
  const schema = fills ? (flow.data?.form as JsonObject | undefined) : undefined;
  const rules = useRules(schema, instance.data?.hidden);
  const isAway = useAwaySince() !== undefined;
  useLiveInstance(instanceId, instance.data?.seq);
  useInStep(instance, desk);
  const failed = [instance, flow].find(({ isError, data }) => isError && !data);
  if (failed) {
    return <Unread failure={failureOf(failed.error)} onRetry={() => failed.refetch()} />;
  }
  if (
    !instance.data ||
    !flow.data ||
    (isOpen && desk.isPending) ||
    begun.isLoading ||
    (fills && !rules)
  ) {
    return <Loading what={t.detail} lines={9} />;
  }
  return (
    <SheetOfTask
      key={`${instanceId} ${task?.id}`}
      {...props}
      instance={instance.data}
      flow={flow.data}
      desk={desk.data ?? undefined}
      saved={(isReturned ? begun.data : desk.data?.draft) ?? undefined}
      rules={rules}
      asOfMs={instance.isError || isAway ? instance.dataUpdatedAt : undefined}
    />
  );
}

/** What is shown and what an act is bound to are of one moment: the older of them is read again. */
function useInStep(
  { data: shown, refetch: readShown }: ReturnType<typeof useInstance>,
  { data: bound, refetch: readBound }: ReturnType<typeof useDesk>,
): void {
  const lag = shown && bound ? shown.seq - bound.seq : 0;
  const at = shown?.seq;
  useEffect(() => {
    if (at === undefined || lag === 0) return;
    void (lag > 0 ? readBound() : readShown());
  }, [at, lag, readBound, readShown]);
}

interface SheetProps extends DetailProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly desk: Desk | undefined;
  /** What the server has of what this person was writing. */
  readonly saved: Desk['draft'];
  /** Where something may be changed here. */
  readonly rules: Rules | undefined;
  /** Where what is shown could not be read anew: when it was. */
  readonly asOfMs: number | undefined;
}

function SheetOfTask(props: SheetProps) {
  const { task, instance, flow, desk, deciding, asOfMs, onDone, onBack } = props;
  const t = useTexts(INBOX);
  const { text, relative, subject } = useFormats();
  const { me } = useSignedIn();
  const opinion = useOpinion(task?.id, props.saved);
  // A hash of another moment is of what nobody has seen here.
  const seen = desk?.seq === instance.seq ? desk.seen : undefined;
  const changes = useChanges(instance, seen);
  const [armed, setArmed] = useState<Verdict>();
  const edits = useEdits(props, opinion);
  // Decided by another door, or in another tab.
  const isLeftUnsent = task?.status === 'voted' && hasWritten(opinion) && !deciding.isSending;
  useChangesKey(changes.size);
  const why = useExplanation(task ? instance.id : undefined, me.id);
  const words = useTexts(WHY);
  const giver = giverOf(instance, task);
  const added = addedIn(instance.path, task?.id, me.id);
  const reason = giver
    ? words.handedOn(text(giver.name))
    : added
      ? words.added(text(added.by.name), added.where)
      : reasonOf(why.data, task?.step, desk?.asks, words, titleIn(flow, text), text);
  return (
    <article className={styles['detail']} aria-labelledby="subject">
      <div className={styles['scroll']}>
        <header className={styles['head']}>
          <Button look="plain" className={styles['back']} onClick={onBack}>
            <Icon name="back" /> {t.backToList}
          </Button>
          <p className={styles['kicker']}>
            {text(flow.title)} · {t.by(text(instance.initiator.name))} ·{' '}
            {t.submitted(relative(instance.startedAtMs, Date.now()))} ·{' '}
            <CaseNumber instance={instance.id} />
          </p>
          {asOfMs === undefined ? null : <Partial atMs={asOfMs} />}
          <h1 id="subject" className={styles['subject']} tabIndex={-1}>
            {subject(instance.subject)}
          </h1>
          {reason === undefined ? null : <p className={styles['why']}>{t.asked(reason)}</p>}
          {task?.kind === 'start' && task.status === 'open' ? <SentBack of={instance} /> : null}
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
            <CalendarOfFlow value={flow.calendar ?? 'default'}>
              <Sheet
                schema={flow.form as JsonObject}
                instance={instance.id}
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
                  ) : field.isComputed && edits.fields.size > 0 ? (
                    <Computed field={field} draft={edits.draft} />
                  ) : undefined
                }
              />
            </CalendarOfFlow>
            {edits.isValid ? null : <WrongAsAWhole draft={edits.draft} />}
            <Said instance={instance} />
          </div>
          <Margin instance={instance} task={task} desk={desk} flow={flow} armed={armed} />
        </div>
      </div>
      <Remarks instance={instance} />
      <Refused
        deciding={deciding}
        task={task}
        path={instance.path}
        schema={flow.form as JsonObject}
      />
      {task && (task.status === 'closed' || isLeftUnsent) ? (
        <Overtaken instance={instance} task={task.id} opinion={opinion} />
      ) : null}
      {task?.status === 'open' ? (
        <ActBar
          task={task}
          desk={desk}
          armed={armed}
          onArm={setArmed}
          seen={seen}
          opinion={opinion}
          deciding={deciding}
          formChanges={edits.changes}
          isFormValid={edits.isValid}
          others={othersOf(instance, task)}
          ticked={props.ticked}
          onUntickAll={props.onUntickAll}
          onDone={onDone}
        />
      ) : null}
      {task === undefined && instance.initiator.id === me.id ? (
        <OwnBar instance={instance} />
      ) : null}
    </article>
  );
}

/** Who sent it back, and what for. */
function SentBack({ of }: { readonly of: Instance }) {
  const t = useTexts(INBOX);
  const p = useTexts(PATH);
  const { text, relative } = useFormats();
  const last = sentBackIn(of.path);
  if (!last) return null;
  const when = relative(last.atMs ?? of.updatedAtMs, Date.now());
  return (
    <p className={styles['changed']} role="note">
      <Icon name="back" size={16} /> {t.returnedBy(text(last.by.name), when)}
      {last.for ? ` · ${p.forPerson(text(last.for.name))}` : null}
      {last.comment ? <q className={styles['reason']}>{last.comment}</q> : null}
    </p>
  );
}

/** `D`: to the first field that changed. */
function useChangesKey(count: number): void {
  const t = useTexts(INBOX);
  useKeys([
    {
      id: 'changes',
      keys: SINGLE_KEYS.changes,
      label: t.changesHere,
      group: t.group,
      run: () => {
        announce(count > 0 ? t.changedSince(count) : t.noChanges);
        const first = document.querySelector<HTMLElement>('article [data-changed]');
        first?.scrollIntoView({ block: 'center' });
      },
    },
  ]);
}

/** Who handed the task on to whoever has it now. */
function giverOf(instance: Instance, task: Task | undefined): Instance['initiator'] | undefined {
  const seats = instance.path.flatMap((visit) => visit.seats);
  const from = seats.find((seat) => seat.task === task?.id)?.from;
  return seats.find((seat) => seat.task === from && seat.closed === 'transferred')?.person;
}

/** Who else is asked in the visit of a task and has not voted yet. */
function othersOf(instance: Instance, task: Task): readonly Instance['initiator'][] {
  const visit = instance.path.find(({ seats }) => seats.some((seat) => seat.task === task.id));
  const open = visit?.seats.filter(({ status }) => status === 'open' || status === 'waiting') ?? [];
  return open.filter((seat) => seat.task !== task.id).map(({ person }) => person);
}

function Said({ instance }: { readonly instance: Instance }) {
  const p = useTexts(PATH);
  return (
    <section aria-labelledby="opinions" className={styles['said']}>
      <h2 id="opinions">{p.opinions}</h2>
      <Opinions path={instance.path} handedOn={useHandedOn(instance)} />
    </section>
  );
}

/** What was said by those who handed a task on, by the task they had. */
function useHandedOn({ id, path }: Instance): ReadonlyMap<string, string> {
  const isAny = path.some(({ seats }) => seats.some(({ closed }) => closed === 'transferred'));
  const journal = useJournal(id, isAny) ?? [];
  return new Map(
    journal
      .flatMap(({ events }) => events)
      .filter(({ type, comment }) => type === 'SeatTransferred' && typeof comment === 'string')
      .map(({ visit, seat, comment }) => [`${id}.${visit}.${seat}`, String(comment)]),
  );
}
