/** A journal in plain words: one line an event. */

import type { AdminEvent, Event, START_STEP, Trace } from '../../kernel/index.ts';
import type { FlowDetail, Instance, JournalEntry } from '../../protocol/index.ts';
import type { Look } from './look.ts';
import { wrap } from './table.ts';
import { clockTime, dateTime, inAllLanguages, inLanguage, reasonText, valueText } from './words.ts';

/** Names for the ids that events carry. */
export interface Names {
  person(id: string): string;
  /** The title of a visit's step. */
  visit(visit: number): string;
  /** The title of a step by its id. */
  step(id: string): string;
}

/** Names from the instance as the viewer sees it, and its flow; an unknown id stands for itself. */
export function namesOf(instance: Instance, flow: FlowDetail, look: Look): Names {
  const people = new Map<string, string>();
  const learn = ({ id, name }: Instance['initiator']) =>
    people.set(id, inAllLanguages(name, look.language));
  learn(instance.initiator);
  for (const person of instance.notified) learn(person);
  for (const { seats } of instance.path) {
    for (const { person, actor, addedBy, delegations = [] } of seats) {
      learn(person);
      if (addedBy) learn(addedBy);
      for (const { to } of delegations) learn(to);
      if (actor && 'id' in actor) learn(actor);
    }
  }
  const titles = new Map(
    instance.path.map(({ visit, title, kind }) => [
      visit,
      kind === 'start' ? 'the submission' : inLanguage(title, look.language),
    ]),
  );
  const steps = new Map([
    ...Object.entries(flow.titles ?? {}),
    ...instance.path.map(({ step, title }) => [step, title] as const),
    [INITIATOR, 'the submission'],
  ]);
  return {
    step: (id) => inLanguage(steps.get(id) ?? id, look.language),
    person: (id) => people.get(id) ?? id,
    visit: (visit) => titles.get(visit) ?? `visit ${visit}`,
  };
}

/** Whether the names know everybody and every step of an entry. */
export function knows(instance: Instance, entry: JournalEntry): boolean {
  return entry.lastSeq <= instance.seq;
}

/** The lines of one entry, each ending in a line break. */
export function entryText(entry: JournalEntry, names: Names, look: Look): string {
  const actor = entry.actor.kind === 'person' ? names.person(entry.actor.id) : undefined;
  const cause = entry.actor.kind === 'system' ? entry.actor.cause : '';
  const who = actor ?? `the system (${cause})`;
  const time = look.columns === undefined ? dateTime : clockTime;
  return entry.events
    .map((raw, index) => {
      const event = raw as unknown as Event;
      const seq = String(entry.firstSeq + index).padStart(SEQ_CHARS);
      const gutter = `${seq}  ${time(entry.atMs, look)}  `;
      const [first = '', ...rest] = linesOf(eventText(event, who, names), gutter.length, look);
      const indent = ' '.repeat(gutter.length);
      const lines = [
        look.paint('dim', gutter) + colour(event, first, look),
        ...rest.map((line) => indent + colour(event, line, look)),
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

const SEQ_CHARS = 4;
const TEXT_COLUMNS_MIN = 30;

function linesOf(words: string, gutter: number, { columns }: Look): readonly string[] {
  return columns === undefined
    ? [words]
    : wrap(words, Math.max(TEXT_COLUMNS_MIN, columns - gutter));
}

/** What people do themselves; everything else follows from it. */
const ACTS: ReadonlySet<string> = new Set([
  ...['InstanceStarted', 'VoteCast', 'Returned', 'Commented'],
  ...['InstanceSuspended', 'InstanceResumed', 'InstanceJumped', 'VisitAdvanced'],
  ...['SeatReplaced', 'InstanceVoided', 'InstanceRevived'],
  ...['SeatTransferred', 'SeatDelegated', 'OpinionGiven', 'DelegationRecalled'],
  ...['SeatsAdded', 'SeatRemoved', 'PeopleAddedAhead', 'PeopleReminded', 'PeopleCopied'],
  ...['SeatClaimed', 'SeatUnclaimed', 'VoteTakenBack'],
]);

function colour({ type }: Event, words: string, look: Look): string {
  if (type === 'IncidentRaised') return look.paint('red', words);
  if (type === 'InstanceEnded') return look.paint('bold', words);
  const isConsequence = !ACTS.has(type);
  return isConsequence ? look.paint('dim', words) : words;
}

const VOTES: Readonly<Record<string, string>> = {
  approve: 'approves at',
  reject: 'rejects at',
  abstain: 'abstains at',
  done: 'is done with',
  return: 'sends it back at',
};

const ADVICE = {
  approve: 'would approve, for',
  reject: 'would reject, for',
  none: 'answers',
} as const;

/** One event in words. Exhaustive: a new event does not compile until it has some. */
export function eventText(event: Event, who: string, names: Names): string {
  switch (event.type) {
    case 'InstanceStarted':
      return `${names.person(event.initiator)} starts “${event.subject}”`;
    case 'VoteCast':
      return voteText(event, who, names);
    case 'Commented':
      return `${who} says “${event.text}”`;
    case 'Returned':
      return `It goes back from ${names.visit(event.from)} to ${targetText(event.to, names)}`;
    case 'FormChanged':
      return `${who} changes ${fieldsText(event.form)}`;
    case 'VotesStale':
      return `${event.votes.length === 1 ? 'A vote was' : `${event.votes.length} votes were`} cast on what has changed now`;
    case 'PeopleChosen':
      return `${who} chooses ${choicesText(event.choices, names)}`;
    case 'InstanceEnded':
      return `The instance ends as ${event.outcome}${said(event.reason)}`;
    case 'PeopleNotified':
      return event.failure === undefined
        ? `${listed(event.people, names)} ${event.people.length === 1 ? 'is' : 'are'} told`
        : `Nobody could be told: ${event.failure}`;
    case 'TimerFired':
      return event.visit === 0
        ? `Rung ${event.rung + 1} of the deadline is due`
        : `A timer of ${names.visit(event.visit)} is due`;
    case 'ClockStopped':
      return 'The deadline waits';
    case 'ClockResumed':
      return 'The deadline runs on';
    case 'SeatEscalated':
      return `${names.visit(event.visit)} goes up to ${names.person(event.to)}`;
    case 'SeatTransferred':
      return `${who} hands ${names.visit(event.visit)} to ${names.person(event.to)}${said(event.comment)}`;
    case 'SeatDelegated':
      return `${who} asks ${names.person(event.to)} about ${names.visit(event.visit)}${said(event.comment)}`;
    case 'SeatsAdded':
      return addedText(event, who, names);
    case 'EffectsHeld':
      return 'What follows outside is held for a while';
    case 'EffectsReleased':
      return 'What was held goes out';
    case 'VoteTakenBack':
      return `${who} takes the vote at ${names.visit(event.visit)} back${said(event.comment)}`;
    case 'SeatClaimed':
      return `${who} claims ${names.visit(event.visit)}`;
    case 'SeatUnclaimed':
      return `${who} gives ${names.visit(event.visit)} back to its pool${said(event.comment)}`;
    case 'PeopleAddedAhead':
      return `${who} adds ${listed(event.people, names)} to ${names.step(event.step)} ahead${said(event.comment)}`;
    case 'PeopleReminded':
      return `${who} reminds ${listed(event.people, names)}${said(event.comment)}`;
    case 'PeopleCopied':
      return `${who} tells ${listed(event.people, names)}${said(event.comment)}`;
    case 'SeatRemoved':
      return `${who} takes a voter off ${names.visit(event.visit)}${said(event.comment)}`;
    case 'OpinionGiven':
      return `${who} ${ADVICE[event.advice]} ${names.person(event.for)} at ${names.visit(event.visit)}${said(event.comment)}`;
    case 'DelegationRecalled':
      return `${who} takes ${names.visit(event.visit)} back${said(event.comment)}`;
    case 'InstanceSuspended':
    case 'InstanceResumed':
    case 'InstanceJumped':
    case 'VisitAdvanced':
    case 'SeatReplaced':
    case 'InstanceVoided':
    case 'InstanceRevived':
    case 'InputHeld':
    case 'InstanceMigrated':
    case 'MigrationCompleted':
    case 'MigrationUndone':
      return orderText(event, who, names);
    case 'SagaTurned':
      return `${event.steps.length} calls are to be ${event.to === 'undo' ? 'undone' : 'confirmed'}`;
    case 'SagaRequested':
      return `Call ${event.step} is being ${event.purpose === 'undo' ? 'undone' : 'confirmed'}`;
    case 'SagaSettled':
      return sagaText(event);
    default:
      return consequenceText(event, names);
  }
}

type Consequence = Exclude<
  Exclude<Event, AdminEvent | SagaEvent>,
  {
    readonly type:
      | 'InstanceStarted'
      | 'VoteCast'
      | 'Commented'
      | 'Returned'
      | 'FormChanged'
      | 'PeopleChosen'
      | 'VotesStale'
      | 'InstanceEnded'
      | 'PeopleNotified'
      | 'TimerFired'
      | 'ClockStopped'
      | 'ClockResumed'
      | 'SeatEscalated'
      | 'SeatTransferred'
      | 'SeatDelegated'
      | 'SeatsAdded'
      | 'SeatRemoved'
      | 'EffectsHeld'
      | 'EffectsReleased'
      | 'VoteTakenBack'
      | 'SeatClaimed'
      | 'SeatUnclaimed'
      | 'PeopleAddedAhead'
      | 'PeopleReminded'
      | 'PeopleCopied'
      | 'OpinionGiven'
      | 'DelegationRecalled';
  }
>;

type SagaEvent = Extract<Event, { readonly type: 'SagaTurned' | 'SagaRequested' | 'SagaSettled' }>;

function sagaText({
  step,
  purpose,
  failure,
}: SagaEvent & { readonly type: 'SagaSettled' }): string {
  const deed = purpose === 'undo' ? 'undone' : 'confirmed';
  return failure === undefined
    ? `Call ${step} is ${deed}`
    : `Call ${step} could not be ${deed}: ${failure}`;
}

/** What an administrator did. */
function orderText(event: AdminEvent, who: string, names: Names): string {
  switch (event.type) {
    case 'InstanceSuspended':
      return `${who} suspends the instance${said(event.reason)}`;
    case 'InstanceResumed':
      return `${who} lets the instance go on${said(event.reason)}`;
    case 'InstanceJumped':
      return `${who} leads the instance to ${names.step(event.to)}${said(event.reason)}`;
    case 'VisitAdvanced':
      return `${who} passes ${names.visit(event.visit)}${said(event.reason)}`;
    case 'SeatReplaced':
      return `${who} gives ${names.visit(event.visit)} to ${names.person(event.to)}${said(event.reason)}`;
    case 'InstanceVoided':
      return `${who} declares the instance void${said(event.reason)}`;
    case 'InstanceRevived':
      return `${who} lets the instance run again from ${names.step(event.to)}${said(event.reason)}`;
    case 'InstanceMigrated':
      return `${who} takes the instance to version ${event.to.version}${said(event.reason)}`;
    case 'MigrationCompleted':
      return 'The migration is complete';
    case 'MigrationUndone':
      return `${who} takes it back to version ${event.to.version}${said(event.reason)}`;
    case 'InputHeld':
      return 'An answer that came meanwhile waits for the instance to go on';
  }
}

function consequenceText(event: Consequence, names: Names): string {
  const step = names.visit(event.visit);
  switch (event.type) {
    case 'VisitOpened':
      return openedText(event, step, names);
    case 'VisitSkipped':
      return `${step} is skipped: ${becauseText(event.trace) ?? event.trace.note ?? 'its rule'}`;
    case 'SeatSettled':
      return `${step} counts a vote given before (${event.evidence.visit}.${event.evidence.seat})`;
    case 'SeatReopened':
      return `${step} asks again, for what was seen has changed`;
    case 'SeatOpened':
      return `${step} asks the next person`;
    case 'VisitClosed':
      return `${step} is ${event.outcome}${event.why === undefined ? '' : ` (${event.why})`}`;
    case 'BranchEnded':
      return `A branch of ${step} ends`;
    case 'CallRequested':
      return `${step} calls ${event.method} ${event.url}`;
    case 'CallSettled':
      return event.failure === undefined
        ? `${step} was answered ${event.status ?? ''}`.trimEnd()
        : `The call of ${step} failed: ${event.failure}`;
    case 'ChildrenStarted':
      return `${step} starts ${event.flow} ${event.children.length} times`;
    case 'ChildEnded':
      return `Child ${event.child} of ${step} ended as ${event.outcome}`;
    case 'ChildStopped':
      return `Child ${event.child} of ${step} is stopped`;
    case 'MessageReceived':
      return `${step} has its message`;
    case 'VariablesSet':
      return `${step} sets ${fieldsText(event.vars)}`;
    case 'GroupClosed':
      return event.outcome === 'not-needed'
        ? `Those heard apart at ${step} are not needed any more`
        : `Those heard apart at ${step} have ${event.outcome} it`;
    case 'IncidentRaised':
      return `${step} stands still: ${event.incident.code}, ${event.incident.message}`;
    case 'IncidentResolved':
      return `${step} goes on`;
  }
}

function openedText(
  { kind, seats = [], trace }: Event & { readonly type: 'VisitOpened' },
  step: string,
  names: Names,
): string {
  const because = becauseText(trace);
  if (kind === 'rule') return `${step} computes: ${because ?? 'by its expressions'}`;
  if (because !== undefined)
    return `${step} takes the ${kind === 'inclusive' ? 'branches' : 'branch'} of ${because}`;
  const asked = seats
    .filter(({ waiting }) => !waiting)
    .map(({ person, substitute }) => substitute ?? person);
  if (kind === 'start') return `${step[0]?.toUpperCase()}${step.slice(1)} is open to changes`;
  return asked.length === 0 ? `${step} begins` : `${step} asks ${listed(asked, names)}`;
}

const PLACES = {
  before: 'to be heard before voting at',
  after: 'to confirm the vote at',
  beside: 'as voters at',
} as const;

function addedText(
  { visit, where, seats, comment }: Event & { readonly type: 'SeatsAdded' },
  who: string,
  names: Names,
): string {
  const people = listed(
    seats.map(({ person }) => person),
    names,
  );
  return `${who} adds ${people} ${PLACES[where]} ${names.visit(visit)}${said(comment)}`;
}

function voteText(event: Event & { readonly type: 'VoteCast' }, who: string, names: Names): string {
  const step = names.visit(event.visit);
  const vote = VOTES[event.vote] ?? event.vote;
  const signed = event.signature === undefined ? '' : ', signed';
  const behalf = event.for === undefined ? '' : ` for ${names.person(event.for)}`;
  return `${who} ${vote} ${step}${behalf}${signed}${said(event.comment)}`;
}

function said(text: string | undefined): string {
  return text === undefined ? '' : `: “${text}”`;
}

function becauseText(trace: Trace | undefined): string | undefined {
  if (!trace?.because) return undefined;
  return reasonText(trace.because, trace.rows);
}

// The value would load the kernel and its expressions: 0.2 s before the first line.
const INITIATOR: typeof START_STEP = 'start';

function targetText(step: string, names: Names): string {
  return step === INITIATOR ? 'the initiator' : names.step(step);
}

function listed(people: readonly string[], names: Names): string {
  return people.map((id) => names.person(id)).join(', ');
}

function choicesText(choices: Readonly<Record<string, readonly string[]>>, names: Names): string {
  return Object.entries(choices)
    .map(([step, people]) => `${listed(people, names)} for ${names.step(step)}`)
    .join('; ');
}

function fieldsText(form: Readonly<Record<string, unknown>>): string {
  return Object.entries(form)
    .map(([field, value]) => `${field} to ${valueText(value)}`)
    .join(', ');
}
