/** How authors write steps: a mapping whose kind is a key, and whose id is that key's value. */

import type {
  ApprovalStep,
  ChoiceBranch,
  ChoiceStep,
  EndStep,
  GotoStep,
  HandleStep,
  InclusiveStep,
  NotifyStep,
  ParallelBranch,
  ParallelStep,
  Step,
} from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, lazy, list, mapped } from '../shape/collections.ts';
import type { Field } from '../shape/record.ts';
import { keyed, record } from '../shape/record.ts';
import { expression, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { mismatch } from '../shape/shape.ts';
import { askField, askingFields, dedupe, onReject } from './asking.ts';
import { ballot, groups, handleBallot, handleGroups } from './ballot.ts';
import { call } from './call.ts';
import { delay } from './delay.ts';
import { join } from './join.ts';
import { people } from './people.ts';
import { rule } from './rule.ts';
import { base, stepId } from './step-base.ts';
import { subflow } from './subflow.ts';
import { wait } from './waiting.ts';

const approval = record<ApprovalStep>({
  expects: 'an approval step',
  about: 'Approval (审批): asks people for a vote.',
  kind: 'approval',
  fields: {
    id: stepId('approval'),
    ...base,
    ask: askField,
    ballot: {
      shape: ballot,
      about: 'How votes add up; all when absent.',
      absent: { kind: 'all' },
    },
    groups: { shape: groups, about: 'Ballots within the ballot, each one voice of it.' },
    ...askingFields,
    dedupe: { shape: dedupe, about: 'Whether who has approved is asked once more.' },
    onReject: { shape: onReject, about: 'What a rejection does; end when absent.' },
    onAddedReject: {
      shape: word('advise', 'reject'),
      about: 'What a rejection by people added before a vote does; advise when absent.',
    },
  },
});

const handle = record<HandleStep>({
  expects: 'a handle step',
  about: 'Handle (办理): asks people to do something.',
  kind: 'handle',
  fields: {
    id: stepId('handle'),
    ...base,
    ask: askField,
    ballot: {
      shape: handleBallot,
      about: 'Who must have done it; any when absent.',
      absent: { kind: 'any' },
    },
    groups: { shape: handleGroups, about: 'Ballots within the ballot, each one voice of it.' },
    ...askingFields,
  },
});

const notify = record<NotifyStep>({
  expects: 'a notify step',
  about: 'Notify (抄送): tells people, waits for nobody.',
  kind: 'notify',
  fields: {
    id: stepId('notify'),
    ...base,
    tell: { shape: people, about: 'Who is told.', required: true, absent: { of: [] } },
  },
});

const steps: Shape<readonly Step[]> = list(
  lazy('step', () => step),
  'a list of steps',
);

const stepsField: Field<readonly Step[]> = { shape: steps, about: 'The steps of the branch.' };

const whenBranch = record<ChoiceBranch>({
  expects: '{ when: …, steps: … }',
  about: 'Taken when its expression holds and none before it did.',
  fields: {
    when: { shape: expression, about: 'CEL bool.', required: true, absent: '' },
    title: base.title,
    steps: { ...stepsField, absent: [] },
  },
});

const yes: Shape<true> = {
  expects: 'true',
  accepts: (node) => node.kind === 'scalar' && node.value === true,
  read(node, path, reader) {
    if (!yes.accepts(node)) mismatch(yes, node, path, reader);
    return true;
  },
  write: () => true,
  schema: () => ({ const: true }),
};

interface Otherwise extends Omit<ChoiceBranch, 'when'> {
  readonly otherwise: true;
}

const otherwiseBranch = mapped<Otherwise, ChoiceBranch>(
  record<Otherwise>({
    expects: '{ otherwise: true, steps: … }',
    about: 'Taken when no other branch is.',
    fields: {
      otherwise: { shape: yes, about: 'true.', required: true, absent: true },
      title: base.title,
      steps: { ...stepsField, absent: [], silent: [] },
    },
  }),
  ({ otherwise: _written, ...branch }) => branch,
  (branch) => ({ otherwise: true, ...branch }),
);

const choiceBranch = keyed<ChoiceBranch>({
  expects: '{ when: …, steps: … } or { otherwise: true, steps: … }',
  records: { when: whenBranch, otherwise: otherwiseBranch },
  tagOf: (value) => (value.when === undefined ? 'otherwise' : 'when'),
});

const choice = record<ChoiceStep>({
  expects: 'a choice step',
  about: 'Choice (条件分支): the first branch whose when holds.',
  kind: 'choice',
  fields: {
    id: stepId('choice'),
    ...base,
    branches: {
      shape: list(choiceBranch, 'a list of branches'),
      about: 'The branches; the last is otherwise.',
      required: true,
      absent: [],
    },
  },
});

const inclusive = record<InclusiveStep>({
  expects: 'an inclusive step',
  about: 'Inclusive (包容分支): every branch whose when holds.',
  kind: 'inclusive',
  fields: {
    id: stepId('inclusive'),
    ...base,
    branches: {
      shape: list(choiceBranch, 'a list of branches'),
      about: 'The branches; the last is otherwise, taken when no other is.',
      required: true,
      absent: [],
    },
  },
});

const parallelBranch = record<ParallelBranch>({
  expects: '{ steps: … }',
  about: 'A branch that runs beside the others.',
  fields: { title: base.title, steps: { ...stepsField, required: true, absent: [] } },
  unsupported: { when: 'A parallel branch with a condition' },
});

const parallel = record<ParallelStep>({
  expects: 'a parallel step',
  about: 'Parallel (并行分支): every branch at once.',
  kind: 'parallel',
  fields: {
    id: stepId('parallel'),
    ...base,
    join: { shape: join, about: 'How many branches must end; all when absent.' },
    branches: {
      shape: list(parallelBranch, 'a list of branches'),
      about: 'The branches, two or more.',
      required: true,
      absent: [],
    },
  },
});

const goto = record<GotoStep>({
  expects: 'a goto step',
  about: 'Goto (路由): goes on at a step of this list or of one around it.',
  kind: 'goto',
  fields: {
    id: stepId('goto'),
    ...base,
    to: {
      shape: text({ expects: 'the id of a step', charsMax: languageLimits.nameCharsMax }),
      about: 'The step to go on at.',
      required: true,
      absent: '',
    },
  },
});

const end = record<EndStep>({
  expects: 'an end step',
  about: 'End (结束): ends the instance with an outcome.',
  kind: 'end',
  fields: {
    id: stepId('end'),
    ...base,
    outcome: {
      shape: text({ expects: 'an outcome', charsMax: languageLimits.nameCharsMax }),
      about: 'approved, rejected or a named business outcome.',
      required: true,
      absent: 'approved',
    },
  },
});

/** Any step. */
const step: Shape<Step> = keyed<Step>({
  expects: 'a step, such as { approval: manager, ask: … }',
  records: {
    approval: asEither(approval),
    handle: asEither(handle),
    notify: asEither(notify),
    choice: asEither(choice),
    inclusive: asEither(inclusive),
    parallel: asEither(parallel),
    call: asEither(call),
    rule: asEither(rule),
    subflow: asEither(subflow),
    delay: asEither(delay),
    goto: asEither(goto),
    end: asEither(end),
    // Last, as a call may have a key of this name.
    wait: asEither(wait),
  },
  tagOf: (value) => value.kind,
});

/** A list of steps. */
export const stepList = steps;
