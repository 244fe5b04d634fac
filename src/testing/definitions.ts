/** Random flow definitions that are fit to run: for the laws of the faces and of the kernel. */

import fc from 'fast-check';
import type {
  ApprovalStep,
  Ballot,
  CallStep,
  ChoiceStep,
  DeadlineRung,
  Dedupe,
  EmptyPolicy,
  FlowDefinition,
  HandleStep,
  InitiatorPolicy,
  Join,
  JsonObject,
  Limit,
  OnReject,
  OptionalAct,
  ParallelStep,
  ReturnTarget,
  Rung,
  Step,
  SubflowStep,
  Text,
  Threshold,
  VoterGroup,
} from '../kernel/index.ts';
import { namersOf } from '../kernel/index.ts';
import {
  arbitraryAsked,
  arbitraryPeople,
  arbitraryPool,
  GENERATED_FORM,
  GENERATED_NAMES,
  partial,
  resolvers,
} from './resolvers.ts';
import { arbitraryRule } from './tables.ts';

/** The variables of every generated definition. */
export const GENERATED_VARS: { readonly [name: string]: JsonObject } = {
  score: { type: 'number', minimum: 0 },
  level: { enum: ['low', 'high'] },
  tags: { type: 'array', items: { type: 'string' } },
};

const CONDITIONS = [
  'form.amount >= 50000.0',
  'form.urgent',
  'form.amount < 100.0 || form.urgent',
  '"finance" in initiator.roles',
  'has(form.reason) && form.reason != ""',
  'true',
  'has(vars.score) && vars.score > 5.0',
  "size(initiator.posts) > 0 && instance.flow != 'x: y # z'",
] as const;

const title: fc.Arbitrary<Text> = fc.oneof(
  fc.constantFrom(
    'Line manager',
    '经理审批',
    'yes',
    '1.5',
    "it's: a # title",
    '- x',
    '{a}',
    'null',
  ),
  fc.string({ minLength: 1, maxLength: 30 }),
  partial<{ en: string; 'zh-CN': string }>(
    { en: fc.string({ minLength: 1, maxLength: 20 }), 'zh-CN': fc.constantFrom('审批', '会签') },
    ['en'],
  ),
);

const condition = fc.constantFrom(...CONDITIONS);

const threshold: fc.Arbitrary<Threshold> = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((count): Threshold => ({ count })),
  fc.integer({ min: 1, max: 5 }).map((weight): Threshold => ({ weight })),
  // Often all of them: a share that is met exactly tells "at least" from "more than".
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('1/2', '2/3', '60%', '100%', '1/1')
      .map((share): Threshold => ({ share })),
  },
);

const close = fc.constantFrom('early' as const, 'when-all-voted' as const);

/** Any ballot of an approval. */
export const arbitraryBallot: fc.Arbitrary<Ballot> = fc.oneof(
  fc.constant({ kind: 'sequence' } as const),
  fc.record({ kind: fc.constant('all' as const), close }, { requiredKeys: ['kind'] }),
  fc.record(
    {
      kind: fc.constant('any' as const),
      first: fc.constantFrom('vote' as const, 'approval' as const),
    },
    { requiredKeys: ['kind'] },
  ),
  {
    weight: 3,
    arbitrary: fc.record(
      {
        kind: fc.constant('vote' as const),
        pass: threshold,
        reject: threshold,
        quorum: fc.integer({ min: 1, max: 3 }),
        weights: fc.dictionary(
          fc.constantFrom('role:finance', 'user:li-lei', 'role:cfo'),
          fc.integer({ min: 0, max: 3 }),
        ),
        veto: resolvers,
        tie: fc.constantFrom('passed' as const, 'rejected' as const),
        close,
      },
      { requiredKeys: ['kind', 'pass'] },
    ),
  },
) as fc.Arbitrary<Ballot>;

const handleBallot = fc
  .constantFrom('any', 'all', 'sequence')
  .map((kind) => ({ kind })) as fc.Arbitrary<HandleStep['ballot']>;

/** None, or up to three groups with ballots of their own. */
function groupsOf(ballot: fc.Arbitrary<Ballot>): fc.Arbitrary<readonly VoterGroup[]> {
  const parts = fc.record({ ask: fc.oneof(arbitraryPeople, arbitraryPool), ballot });
  return fc
    .array(parts, { minLength: 1, maxLength: 3 })
    .map((groups) => groups.map((group, index) => ({ name: `g${index + 1}`, ...group })));
}

const initiator = fc.constantFrom<InitiatorPolicy>(
  'allow',
  'skip',
  'manager',
  'department-head',
  'forbid',
);

const empty: fc.Arbitrary<EmptyPolicy> = fc.oneof(
  fc.constantFrom<EmptyPolicy>('block', 'admin', 'skip', 'approve', 'reject'),
  resolvers.map((people) => ({ people })),
);

const act: fc.Arbitrary<Rung['do']> = fc.oneof(
  fc
    .constantFrom('remind', 'escalate', 'approve', 'reject')
    .map((kind) => ({ kind }) as Rung['do']),
  arbitraryPeople.map((tell) => ({ kind: 'notify' as const, tell })),
  arbitraryPeople.map((people) => ({ kind: 'add' as const, people })),
  arbitraryPeople.map((to) => ({ kind: 'transfer' as const, to })),
  fc.constantFrom<Rung['do']>(
    { kind: 'end', outcome: 'overdue' },
    { kind: 'return', to: 'initiator', resume: 'back' },
    { kind: 'return', to: 'previous', resume: 'forward' },
  ),
);

const ladder: fc.Arbitrary<readonly Rung[]> = fc
  .uniqueArray(
    fc.constantFrom(1_500, 30_000, 90_000, 1_800_000, 28_800_000, 86_400_000, 90_000_001),
    { maxLength: 3 },
  )
  .chain((times) =>
    fc
      .array(act, { minLength: times.length, maxLength: times.length })
      .map((acts) =>
        times.toSorted((a, b) => a - b).map((afterMs, index) => ({ afterMs, do: acts[index]! })),
      ),
  )
  .chain((rungs) =>
    fc
      .array(fc.constantFrom({}, {}, { working: true }, { working: false }), {
        minLength: rungs.length,
        maxLength: rungs.length,
      })
      .map((how) => rungs.map((rung, index) => ({ ...rung, ...how[index]! }))),
  );

const deadline: fc.Arbitrary<readonly DeadlineRung[]> = ladder.map((rungs) =>
  rungs.map(({ do: what, ...due }): DeadlineRung => {
    const fits = ['remind', 'notify', 'reject', 'end'].includes(what.kind);
    return { ...due, do: fits ? (what as DeadlineRung['do']) : { kind: 'remind' } };
  }),
);

const dedupe = fc.constantFrom<Dedupe>(
  ...Array.from({ length: 9 }, (): Dedupe => ({ kind: 'none' })),
  { kind: 'adjacent' },
  { kind: 'first' },
  { kind: 'first', forOthers: true },
  { kind: 'last' },
);

const calendar = fc.constantFrom(...GENERATED_NAMES.calendars);
const departure = fc.constantFrom('keep', 'reassign', 'reassign');

const asking = {
  skip: condition,
  title,
  initiator,
  empty,
  rights: fc.dictionary(
    fc.constantFrom('amount', 'reason', 'category'),
    fc.constantFrom('edit' as const, 'read' as const, 'hidden' as const),
  ),
  require: fc.uniqueArray(fc.constantFrom('comment' as const, 'signature' as const)),
  returns: fc.uniqueArray(fc.constantFrom<ReturnTarget>('initiator', 'previous')),
  acts: fc.subarray<OptionalAct>([
    'transfer',
    'delegate',
    'add',
    'remove',
    'add-ahead',
    'take-back',
  ]),
  ladder,
  calendar,
  onChange: fc.constantFrom('keep', 'warn', 'ask-again'),
  onLeave: departure,
  onMove: departure,
  standIns: fc.array(fc.record({ for: resolvers, ask: resolvers }, { requiredKeys: ['ask'] }), {
    maxLength: 2,
  }),
};

const approval = fc.record(
  {
    kind: fc.constant('approval'),
    id: fc.constant(''),
    ask: arbitraryAsked,
    ballot: arbitraryBallot,
    onAddedReject: fc.constantFrom('advise', 'reject'),
    dedupe,
    onReject: fc.oneof(
      fc.constant({ kind: 'end' }),
      fc.record({
        kind: fc.constant('return'),
        to: fc.constantFrom('initiator', 'previous'),
        resume: fc.constantFrom('forward', 'back'),
      }),
    ),
    ...asking,
  },
  { requiredKeys: ['kind', 'id', 'ask', 'ballot'] },
) as unknown as fc.Arbitrary<ApprovalStep>;

function weighed(step: Step) {
  if (step.kind !== 'approval' || step.ballot.kind !== 'vote') return {};
  return { ballot: { ...step.ballot, weights: { ...step.ballot.weights, 'group:g1': 2 } } };
}

/** The step with groups beside those it asks, or instead of them. */
function grouped<S extends Step>(step: fc.Arbitrary<S>, ballot: fc.Arbitrary<Ballot>) {
  return fc.tuple(step, groupsOf(ballot), fc.boolean()).map(([own, groups, only]) => {
    const alone = only ? { ask: { of: [] } } : {};
    return { ...own, ...weighed(own), groups, ...alone } as S;
  });
}

const handle = fc.record(
  {
    kind: fc.constant('handle'),
    id: fc.constant(''),
    ask: arbitraryAsked,
    ballot: handleBallot,
    ...asking,
  },
  { requiredKeys: ['kind', 'id', 'ask', 'ballot'] },
) as unknown as fc.Arbitrary<HandleStep>;

const notify = fc.record(
  {
    kind: fc.constant('notify' as const),
    id: fc.constant(''),
    title,
    skip: condition,
    tell: arbitraryPeople,
  },
  { requiredKeys: ['kind', 'id', 'tell'] },
) as fc.Arbitrary<Step>;

const call = fc
  .record(
    {
      kind: fc.constant('call'),
      id: fc.constant(''),
      title,
      skip: condition,
      http: fc.record(
        {
          method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
          url: fc.constantFrom('secret:erp.url', 'https://example.com/hook?a=b#c'),
          body: fc.dictionary(
            fc.constantFrom('id', 'amount', 'x-y', '1', 'true', 'a b'),
            fc.constantFrom('instance.id', 'form.amount', '1', '"a: b"', '[1, 2]', '{"a": true}'),
          ),
        },
        { requiredKeys: ['method', 'url'] },
      ),
      retry: fc.record({
        attempts: fc.integer({ min: 1, max: 9 }),
        backoffMs: fc.constantFrom([1_000, 60_000], [500, 500], [2_000, 3_600_000]),
      }),
      wait: fc.boolean(),
      follows: fc.constantFrom('nothing', 'compensate', 'try', 'callback'),
    },
    { requiredKeys: ['kind', 'id', 'http', 'follows'] },
  )
  .map((step) => followed(step as unknown as CallStep & { readonly follows: string }));

const BACK = {
  http: { method: 'DELETE', url: 'secret:erp.url', body: { n: 'form.amount' } },
} as const;
const AGAIN = { http: { method: 'PUT', url: 'secret:erp.url' } } as const;

/** A call with what undoes, confirms or answers it; then somebody waits for it. */
function followed({ follows, wait, ...step }: CallStep & { readonly follows: string }): CallStep {
  if (follows === 'compensate') return { ...step, compensate: BACK };
  if (follows === 'try') return { ...step, confirm: AGAIN, cancel: BACK };
  if (follows === 'callback') {
    const limit = { afterMs: 40_000, late: { kind: 'pass' } } as const;
    return { ...step, callback: { set: { score: 'message.score' }, limit } };
  }
  return wait === undefined ? step : { ...step, wait };
}

const end = fc.record({
  kind: fc.constant('end' as const),
  id: fc.constant(''),
  outcome: fc.constantFrom('approved', 'rejected', 'not-needed'),
}) as fc.Arbitrary<Step>;

const delay = fc
  .oneof(
    fc.constantFrom(1_000, 90_000, 86_400_000).map((forMs) => ({ forMs })),
    fc.constantFrom(28_800_000, 1_000).map((forMs) => ({ forMs, working: true })),
    fc.constantFrom('now', 'now + duration("1h")').map((until) => ({ until })),
  )
  .map((when) => ({ kind: 'delay', id: '', ...when }) as Step);

const limit: fc.Arbitrary<Limit> = fc.record(
  {
    afterMs: fc.constantFrom(1_000, 40_000, 28_800_000),
    working: fc.boolean(),
    late: fc.constantFrom<Limit['late']>(
      { kind: 'pass' },
      { kind: 'stop' },
      { kind: 'end', outcome: 'overdue' },
    ),
  },
  { requiredKeys: ['afterMs', 'late'] },
) as fc.Arbitrary<Limit>;

const wait = fc.record(
  {
    kind: fc.constant('wait' as const),
    id: fc.constant(''),
    title,
    skip: condition,
    message: fc.constantFrom('paid', 'shipped'),
    key: fc.constantFrom('instance.id', '"k" + initiator.id', 'form.reason'),
    set: fc.constantFrom<{ readonly [variable: string]: string }>(
      { score: 'message.score' },
      { level: '"high"', tags: 'message.tags' },
    ),
    limit,
    calendar,
  },
  { requiredKeys: ['kind', 'id', 'message', 'key'] },
) as fc.Arbitrary<Step>;

const subflow = fc.record(
  {
    kind: fc.constant('subflow' as const),
    id: fc.constant(''),
    title,
    skip: condition,
    flow: fc.constantFrom('child-flow', 'leave'),
    version: fc.constant('1.0.0'),
    each: fc.constantFrom('["a", "b", "c"]', '[form.amount]', 'form.reviewers', '[]'),
    form: fc.constantFrom<{ readonly [field: string]: string }>(
      { amount: 'form.amount', reason: '"x"' },
      { urgent: 'true' },
    ),
    initiator: fc.constantFrom<SubflowStep['initiator'] & {}>('initiator', 'actor', {
      cel: 'initiator.id',
    }),
    wait: fc.boolean(),
    join: fc.constantFrom<Join>('all', 'any', { count: 2 }),
    accept: fc.constantFrom('passed' as const, 'ended' as const),
    onReject: fc.constantFrom<OnReject>(
      { kind: 'end' },
      { kind: 'return', to: 'previous', resume: 'back' },
    ),
    returned: fc.constantFrom<SubflowStep['returned'] & {}>(
      { to: 'initiator', resume: 'forward' },
      { to: 'previous', resume: 'back' },
    ),
  },
  { requiredKeys: ['kind', 'id', 'flow'] },
) as fc.Arbitrary<Step>;

/** Its target is set once its list is known. */
const goto = fc
  .constantFrom('form.urgent', 'form.amount > 10.0')
  .map((skip): Step => ({ kind: 'goto', id: '', to: '', skip }));

const leaf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: approval },
  { weight: 2, arbitrary: grouped(approval, arbitraryBallot) },
  { weight: 2, arbitrary: handle },
  { weight: 1, arbitrary: grouped(handle, handleBallot as fc.Arbitrary<Ballot>) },
  { weight: 2, arbitrary: notify },
  { weight: 1, arbitrary: call },
  { weight: 1, arbitrary: end },
  { weight: 1, arbitrary: delay },
  { weight: 1, arbitrary: goto },
  { weight: 2, arbitrary: arbitraryRule },
  { weight: 1, arbitrary: wait },
  { weight: 1, arbitrary: subflow },
);

/** A step with at most `depth` lists inside each other below it. */
function stepOf(depth: number): fc.Arbitrary<Step> {
  if (depth === 0) return leaf;
  const inner = fc.array(stepOf(depth - 1), { minLength: 1, maxLength: 2 });
  const branch = fc.record({ title, steps: inner }, { requiredKeys: ['steps'] });
  const choice = fc
    .tuple(
      fc.array(
        fc.record({ title, when: condition, steps: inner }, { requiredKeys: ['when', 'steps'] }),
        { minLength: 1, maxLength: 2 },
      ),
      fc.oneof(branch, fc.constant({ steps: [] })),
    )
    .map(
      ([whens, otherwise]) =>
        ({ kind: 'choice', id: '', branches: [...whens, otherwise] }) as ChoiceStep,
    );
  const inclusive = choice.map((step) => ({ ...step, kind: 'inclusive' as const }));
  const parallel = fc
    .record(
      {
        kind: fc.constant('parallel'),
        id: fc.constant(''),
        title,
        branches: fc.array(branch, { minLength: 2, maxLength: 3 }),
        join: fc.constantFrom('all', 'any', { count: 1 }, { count: 2 }),
      },
      { requiredKeys: ['kind', 'id', 'branches'] },
    )
    .map((step) => step as unknown as ParallelStep);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: choice },
    { weight: 1, arbitrary: inclusive },
    { weight: 1, arbitrary: parallel },
  );
}

/** Settings of the generator. */
export interface DefinitionOptions {
  /** Choices and parallels inside each other; 2 when absent. */
  readonly depthMax?: number;
  /** Steps of the outermost list; 4 when absent. */
  readonly stepsMax?: number;
}

/**
 * Any definition that passes every check and can run.
 * Rules: names only what GENERATED_NAMES and GENERATED_FORM hold; steps are `s1`, `s2` … in order.
 */
export function arbitraryDefinition(options: DefinitionOptions = {}): fc.Arbitrary<FlowDefinition> {
  const { depthMax = 2, stepsMax = 4 } = options;
  return fc
    .record(
      {
        name: fc.constantFrom('expense-claim', 'leave', 'a1'),
        version: fc.constantFrom('1.0.0', '0.1.12', '2.0.0-rc.1'),
        title,
        domain: fc.constantFrom('finance', 'people: ops'),
        subject: fc.constantFrom('"Claim of " + initiator.id', 'instance.flow'),
        start: fc.record({ who: condition }, { requiredKeys: [] }),
        form: fc.constant(GENERATED_FORM),
        vars: fc.constant(GENERATED_VARS),
        withdraw: fc.constantFrom('never', 'until-first-vote', 'while-running'),
        initiator,
        empty,
        calendar,
        dedupe,
        onLeave: departure,
        onMove: departure,
        sites: fc.constantFrom('last-writer', 'merge', 'escalate'),
        substitutes: fc.constantFrom(0, 1, 2),
        deadline,
        undoMs: fc.constantFrom(1, 30_000),
        remindEveryMs: fc.constantFrom(60_000, 3_600_000, 86_400_000),
        clocks: fc.constantFrom('run', 'stop-while-returned'),
        steps: fc.array(stepOf(depthMax), { minLength: 1, maxLength: stepsMax }),
        wantsDistinct: fc.boolean(),
        oneTap: fc.boolean(),
      },
      { requiredKeys: ['name', 'version', 'form', 'vars', 'steps'] },
    )
    .map(({ wantsDistinct, ...parts }) => {
      const definition = withNamers(numbered(parts as unknown as FlowDefinition));
      return wantsDistinct ? withDistinct(definition) : definition;
    });
}

/** Gives every step an id of its own. */
function numbered(definition: FlowDefinition): FlowDefinition {
  let last = 0;
  const number = (steps: readonly Step[]): readonly Step[] => {
    const first = `s${last + 1}`;
    return steps.map((step, index) => {
      last += 1;
      const id = `s${last}`;
      if (step.kind === 'goto') {
        return index === 0 ? { kind: 'delay', id, forMs: 1_000 } : { ...step, id, to: first };
      }
      const own = { ...step, id };
      if (!('branches' in own)) return own;
      const branches = own.branches.map((each) => ({ ...each, steps: number(each.steps) }));
      return { ...own, branches } as Step;
    });
  };
  return { ...definition, steps: number(definition.steps) };
}

/** What no voter before can choose, the initiator does. */
function withNamers(definition: FlowDefinition): FlowDefinition {
  const namers = namersOf(definition.steps);
  const mended = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step) => {
      if ('branches' in step) {
        const branches = step.branches.map((each) => ({ ...each, steps: mended(each.steps) }));
        return { ...step, branches } as Step;
      }
      if (!('ask' in step) || namers.get(step.id)?.size !== 0) return step;
      const of = step.ask.of.map((each) =>
        each.kind === 'choose' ? { ...each, by: 'initiator' as const } : each,
      );
      return { ...step, ask: { ...step.ask, of } };
    });
  return { ...definition, steps: mended(definition.steps) };
}

function withDistinct(definition: FlowDefinition): FlowDefinition {
  const asks = definition.steps.filter(({ kind }) => kind === 'approval' || kind === 'handle');
  if (asks.length < 2) return definition;
  return { ...definition, distinct: [asks.map(({ id }) => id)] };
}
