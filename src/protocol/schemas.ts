/** The shapes that cross the wire: one schema validates, types and documents. */

import { type Static, Type } from 'typebox';

export const closed = { additionalProperties: false } as const;
export const Text = Type.Union([Type.String(), Type.Record(Type.String(), Type.String())], {
  description: 'One text, or one per language tag.',
});
export const Instant = Type.Integer({ description: 'Epoch milliseconds, UTC.' });
const Form = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  description: 'Business data, by the flow’s form schema.',
  maxProperties: 1000,
});
const ChoicesByStep = Type.Optional(
  Type.Record(
    Type.String({ maxLength: 100 }),
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 500 }),
    { description: 'Ids of people, by the step that they are chosen for.', maxProperties: 100 },
  ),
);
const Comment = Type.Optional(Type.String({ maxLength: 4000 }));

export const Person = Type.Object({ id: Type.String(), name: Text });

export const StartBody = Type.Object(
  {
    flow: Type.String({ maxLength: 100 }),
    version: Type.Optional(Type.String({ maxLength: 50 })),
    form: Form,
    choices: ChoicesByStep,
  },
  closed,
);

const Seen = Type.Optional(
  Type.String({
    maxLength: 64,
    description:
      'The hash that the task was shown with; the act is refused when the content has changed.',
  }),
);
/** What an act carries; an opinion that is saved carries it, too. */
export const OpinionBody = Type.Object(
  {
    comment: Comment,
    signature: Type.Optional(Type.String({ maxLength: 10_000 })),
    form: Type.Optional(Form),
  },
  closed,
);
/** Words looked for. */
export const About = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '\\S',
  description:
    'Words in any order, all of which are found: in the subject (capital or small is one; ' +
    '`62,000` is 62000 there), in the name of who started it, or as the end of its number.',
});

export const ActBody = Type.Object({ ...OpinionBody.properties, seen: Seen }, closed);
/** An act that may lead to a step whose people it has to name. */
export const NamingBody = Type.Object({ ...ActBody.properties, choices: ChoicesByStep }, closed);

export const ReturnBody = Type.Object(
  {
    to: Type.String({
      maxLength: 100,
      description: '`initiator`, `previous`, or the id of a step that was visited.',
    }),
    resume: Type.Optional(Type.Union([Type.Literal('forward'), Type.Literal('back')])),
    comment: Comment,
    form: Type.Optional(Form),
    seen: Seen,
  },
  closed,
);

export const PersonIdText = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'A person’s id.',
});

export const HandOnBody = Type.Object({ to: PersonIdText, comment: Comment }, closed);
export const AdviseBody = Type.Object(
  {
    advice: Type.Union([Type.Literal('approve'), Type.Literal('reject'), Type.Literal('none')], {
      description: 'What the delegate would do; `none` leaves it at the comment.',
    }),
    comment: Comment,
  },
  closed,
);
export const AddBody = Type.Object(
  {
    where: Type.Union([Type.Literal('before'), Type.Literal('after'), Type.Literal('beside')], {
      description:
        'before: they are heard before you vote. after: you approve now, and they confirm it. ' +
        'beside: they vote as you do.',
    }),
    people: Type.Array(PersonIdText, { minItems: 1, maxItems: 100 }),
    mode: Type.Optional(
      Type.Union(
        [
          Type.Literal('all'),
          Type.Literal('any'),
          Type.Literal('sequence'),
          Type.Object({ count: Type.Integer({ minimum: 1 }) }, closed),
        ],
        { description: 'before, after: how their votes add up; all when absent.' },
      ),
    ),
    comment: Comment,
    signature: Type.Optional(Type.String({ maxLength: 10_000 })),
    form: Type.Optional(Form),
    choices: ChoicesByStep,
  },
  closed,
);
export const AddAheadBody = Type.Object(
  {
    step: Type.String({ maxLength: 100, description: 'The id of a step that is still to come.' }),
    people: Type.Array(PersonIdText, { minItems: 1, maxItems: 100 }),
    comment: Comment,
  },
  closed,
);
export const RemindBody = Type.Object(
  {
    visit: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Absent: every step that waits for people.' }),
    ),
    comment: Comment,
  },
  closed,
);
export const CopyBody = Type.Object(
  { people: Type.Array(PersonIdText, { minItems: 1, maxItems: 100 }), comment: Comment },
  closed,
);
export const ClaimBody = Type.Object({}, closed);
export const RemoveBody = Type.Object({ comment: Comment }, closed);
export const RecallBody = Type.Object({ comment: Comment }, closed);
export const ResubmitBody = Type.Object(
  { form: Type.Optional(Form), choices: ChoicesByStep, comment: Comment },
  closed,
);
export const WithdrawBody = Type.Object({ reason: Comment }, closed);
export const CommentBody = Type.Object({ text: Type.String({ maxLength: 4000 }) }, closed);
export const RetryBody = Type.Object({ visit: Type.Integer({ minimum: 1 }) }, closed);
export const SourceBody = Type.Object(
  {
    source: Type.String({ maxLength: 524_288, description: 'The definition as YAML text.' }),
    files: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: 200 }),
        Type.String({ maxLength: 262_144 }),
        {
          maxProperties: 20,
          description: 'The tables that it names, each by the name it has for them.',
        },
      ),
    ),
  },
  closed,
);
export const SecretBody = Type.Object(
  { value: Type.String({ minLength: 1, maxLength: 10_000 }) },
  closed,
);

export const Page = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 500, description: 'The cursor of a page.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  closed,
);

export const InstanceStatus = Type.Union([
  Type.Literal('running'),
  Type.Literal('suspended'),
  Type.Literal('ended'),
]);

export const CommandResult = Type.Object({
  instance: Type.String(),
  seq: Type.Integer(),
  status: InstanceStatus,
  outcome: Type.Optional(Type.String()),
  waitingFor: Type.Array(
    Type.Object({ task: Type.String(), step: Type.String(), person: Type.String() }),
  ),
  incidents: Type.Array(
    Type.Object({ visit: Type.Integer(), step: Type.String(), code: Type.String() }),
  ),
});

export const Task = Type.Object({
  id: Type.String(),
  instance: Type.String(),
  flow: Type.String(),
  step: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  subject: Type.String(),
  person: Type.String(),
  initiator: Person,
  principal: Type.Optional(
    Type.String({ description: 'The owner, where another has the task for them.' }),
  ),
  openedAtMs: Instant,
  dueAtMs: Type.Optional(Instant),
  closedAtMs: Type.Optional(Instant),
});

export const Header = Type.Object({
  instance: Type.String(),
  flow: Type.String(),
  version: Type.String(),
  subject: Type.String(),
  initiator: Person,
  status: Type.String(),
  outcome: Type.Optional(Type.String()),
  startedAtMs: Instant,
  updatedAtMs: Instant,
  endedAtMs: Type.Optional(Instant),
  waits: Type.Optional(
    Type.Object(
      {
        people: Type.Array(Text),
        more: Type.Optional(Type.Integer({ description: 'How many besides have it.' })),
        step: Text,
        sinceMs: Instant,
        isBack: Type.Optional(
          Type.Boolean({ description: 'It was sent back to whom it began with.' }),
        ),
      },
      { description: 'Whose turn it is, of instances that run.' },
    ),
  ),
});

const Seat = Type.Object({
  task: Type.String(),
  person: Person,
  status: Type.String(),
  vote: Type.Optional(Type.String()),
  actor: Type.Optional(Type.Union([Person, Type.Object({ system: Type.String() })])),
  comment: Type.Optional(Type.String()),
  evidence: Type.Optional(
    Type.String({ description: 'The task whose vote settled this one: the same person’s.' }),
  ),
  substitute: Type.Optional(Person),
  stale: Type.Optional(
    Type.Boolean({ description: 'Something that the voter saw has changed since.' }),
  ),
  openedAtMs: Type.Optional(Instant),
  closedAtMs: Type.Optional(Instant),
  closed: Type.Optional(Type.String()),
  from: Type.Optional(Type.String({ description: 'The task that this one took over.' })),
  group: Type.Optional(Type.Integer({ description: 'The group that it votes in.' })),
  addedBy: Type.Optional(Person),
  delegations: Type.Optional(
    Type.Array(
      Type.Object({
        to: Person,
        atMs: Instant,
        endedAtMs: Type.Optional(Instant),
        end: Type.Optional(Type.Union([Type.Literal('advised'), Type.Literal('recalled')])),
        advice: Type.Optional(Type.String()),
        comment: Type.Optional(Type.String()),
      }),
      { description: 'Opinions that the owner asked for, in order.' },
    ),
  ),
});

const Group = Type.Object({
  group: Type.Integer(),
  name: Type.Optional(Type.String()),
  ballot: Type.String(),
  of: Type.Optional(Type.String({ description: 'The task whose vote waits for it.' })),
  where: Type.Optional(Type.String()),
  addedBy: Type.Optional(Person),
  pool: Type.Optional(Type.Boolean({ description: 'One of its people votes for all of them.' })),
  claimed: Type.Optional(Type.String({ description: 'The task that claimed the pool’s.' })),
  outcome: Type.Optional(Type.String()),
});

const Visit = Type.Object({
  visit: Type.Integer(),
  parent: Type.Integer(),
  branch: Type.Integer(),
  step: Type.String(),
  title: Text,
  kind: Type.String(),
  status: Type.String(),
  superseded: Type.Boolean(),
  openedAtMs: Instant,
  closedAtMs: Type.Optional(Instant),
  dueAtMs: Type.Optional(Instant),
  seats: Type.Array(Seat),
  groups: Type.Optional(Type.Array(Group)),
  incident: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  children: Type.Optional(
    Type.Array(
      Type.Object({
        instance: Type.String(),
        status: Type.String(),
        outcome: Type.Optional(Type.String()),
      }),
      { description: 'Instances that a subflow started.' },
    ),
  ),
});

export const Instance = Type.Object({
  id: Type.String(),
  flow: Type.Object({ name: Type.String(), version: Type.String(), hash: Type.String() }),
  title: Text,
  subject: Type.String(),
  status: Type.String(),
  outcome: Type.Optional(Type.String()),
  seq: Type.Integer(),
  initiator: Person,
  startedAtMs: Instant,
  updatedAtMs: Instant,
  endedAtMs: Type.Optional(Instant),
  dueAtMs: Type.Optional(Instant),
  saga: Type.Optional(
    Type.Array(
      Type.Object({
        visit: Type.Integer(),
        step: Type.String(),
        status: Type.String(),
        key: Type.String(),
        failure: Type.Optional(Type.String()),
      }),
      { description: 'Calls that can be undone, or are to be confirmed.' },
    ),
  ),
  parent: Type.Optional(Type.String({ description: 'The instance that started it.' })),
  suspension: Type.Optional(Type.Object({ atMs: Instant, by: Person, reason: Type.String() })),
  form: Form,
  vars: Type.Optional(Form),
  hidden: Type.Array(Type.String()),
  path: Type.Array(Visit),
  notified: Type.Array(Person),
});

export const Actor = Type.Union([
  Type.Object({ kind: Type.Literal('person'), id: Type.String() }),
  Type.Object({ kind: Type.Literal('system'), cause: Type.String() }),
]);

export const JournalEntry = Type.Object({
  firstSeq: Type.Integer(),
  lastSeq: Type.Integer(),
  atMs: Instant,
  actor: Actor,
  command: Type.String(),
  events: Type.Array(Type.Record(Type.String(), Type.Unknown())),
});

export const Because = Type.Object({
  expression: Type.String(),
  values: Type.Record(Type.String(), Type.Unknown()),
});

export const Explanation = Type.Object({
  visit: Type.Integer(),
  step: Type.String(),
  title: Text,
  result: Type.String(),
  atMs: Instant,
  people: Type.Optional(
    Type.Array(
      Type.Object({
        stage: Type.String(),
        rule: Type.Optional(Type.String()),
        group: Type.Optional(Type.String()),
        figures: Type.Optional(Type.Record(Type.String(), Type.Number())),
        people: Type.Array(Person),
      }),
    ),
  ),
  by: Type.Optional(Person),
  directory: Type.Optional(Type.String()),
  calendar: Type.Optional(Type.String()),
  because: Type.Optional(Because),
  branches: Type.Optional(
    Type.Array(Text, { description: 'What the branches are called that were taken for it.' }),
  ),
  rows: Type.Optional(
    Type.Array(Type.Integer(), { description: 'Rows of a decision table that held.' }),
  ),
  policy: Type.Optional(Type.String()),
  standing: Type.Optional(
    Type.Object({
      kind: Type.String(),
      stage: Type.Optional(Type.String()),
      rule: Type.Optional(Type.String()),
    }),
  ),
});

export const Flow = Type.Object({
  name: Type.String(),
  version: Type.String(),
  hash: Type.String(),
  title: Text,
  publishedAtMs: Instant,
  publishedBy: Actor,
});

export const FlowDetail = Type.Object({
  ...Flow.properties,
  form: Type.Record(Type.String(), Type.Unknown()),
  withdraw: Type.Enum(['never', 'until-first-vote', 'while-running', 'after-end'], {
    description: 'Until when its initiator may withdraw an instance.',
  }),
  hides: Type.Record(Type.String(), Type.Array(Type.String()), {
    description: 'The fields that a step keeps from those whom it asks.',
  }),
  titles: Type.Optional(
    Type.Record(Type.String(), Text, { description: 'The title of each step that has one.' }),
  ),
  calendar: Type.Optional(
    Type.String({ description: 'The working calendar by which it counts; absent: `default`.' }),
  ),
  source: Type.String(),
});

export const PublishResult = Type.Object({
  name: Type.String(),
  version: Type.String(),
  hash: Type.String(),
  isNew: Type.Boolean(),
});

export const Diagnostic = Type.Object({
  code: Type.String(),
  severity: Type.String(),
  message: Type.String(),
  advice: Type.Optional(Type.String()),
  /** A form that shows it. */
  example: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  path: Type.String(),
  file: Type.Optional(
    Type.String({ description: 'The attached file that the range lies in, else the source.' }),
  ),
  range: Type.Object({
    start: Type.Object({
      line: Type.Integer(),
      column: Type.Integer(),
      offset: Type.Integer(),
    }),
    end: Type.Object({ line: Type.Integer(), column: Type.Integer(), offset: Type.Integer() }),
  }),
});

export const CheckResult = Type.Object({
  hash: Type.Optional(Type.String()),
  diagnostics: Type.Array(Diagnostic),
});

export const DeadLetter = Type.Object({
  id: Type.String(),
  instance: Type.String(),
  method: Type.String(),
  url: Type.String(),
  attempts: Type.Integer(),
  reason: Type.String(),
  deadAtMs: Instant,
});

export const AuditRecord = Type.Object({
  position: Type.Integer(),
  atMs: Instant,
  actor: Actor,
  action: Type.String(),
  object: Type.String(),
  result: Type.String(),
  code: Type.Optional(Type.String()),
});

/** A page of a list; `next` is the cursor of the next one, absent on the last. */
export function PageOf<T extends Parameters<typeof Type.Array>[0]>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) });
}

export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.Optional(Type.Unknown()),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String({ description: 'Empty for the whole, and for what is not shown.' }),
        keyword: Type.Optional(
          Type.String({
            description:
              'Of a form: which rule does not hold, `required`, `pattern` …; `hidden`: one of a field that the caller may not see.',
          }),
        ),
        message: Type.String(),
      }),
    ),
  ),
  diagnostics: Type.Optional(Type.Array(Diagnostic)),
  request: Type.Optional(Type.String()),
});

export type StartBody = Static<typeof StartBody>;
export type ActBody = Static<typeof ActBody>;
export type NamingBody = Static<typeof NamingBody>;
export type ReturnBody = Static<typeof ReturnBody>;
export type HandOnBody = Static<typeof HandOnBody>;
export type AdviseBody = Static<typeof AdviseBody>;
export type RecallBody = Static<typeof RecallBody>;
export type AddAheadBody = Static<typeof AddAheadBody>;
export type AddBody = Static<typeof AddBody>;
export type RemoveBody = Static<typeof RemoveBody>;
export type CommandResult = Static<typeof CommandResult>;
export type Task = Static<typeof Task>;
export type Instance = Static<typeof Instance>;
export type JournalEntry = Static<typeof JournalEntry>;
export type Explanation = Static<typeof Explanation>;
export type Flow = Static<typeof Flow>;
export type FlowDetail = Static<typeof FlowDetail>;
export type PublishResult = Static<typeof PublishResult>;
export type CheckResult = Static<typeof CheckResult>;
export type Header = Static<typeof Header>;
export type DeadLetter = Static<typeof DeadLetter>;
export type AuditRecord = Static<typeof AuditRecord>;
/** A page of a list as it arrives. */
export interface PageResult<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
