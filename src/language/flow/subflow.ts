/** How authors write a subflow. */

import type { SubflowStep } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, dictionary, either } from '../shape/collections.ts';
import { record } from '../shape/record.ts';
import { expression, flag, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { onReject } from './asking.ts';
import { join } from './join.ts';
import { KEBAB } from './kebab.ts';
import { sets } from './rule.ts';
import { base, stepId } from './step-base.ts';
import { returnTarget } from './targets.ts';

type Initiator = NonNullable<SubflowStep['initiator']>;

const initiatorCel = record<Extract<Initiator, object>>({
  expects: '{ cel: … }',
  about: 'An expression that gives a person’s id.',
  fields: { cel: { shape: expression, about: 'CEL string.', required: true, absent: '""' } },
});

const initiator: Shape<Initiator> = either<Initiator>('initiator, actor, or { cel: … }', [
  { shape: asEither(word('initiator', 'actor')), owns: (value) => typeof value === 'string' },
  { shape: asEither(initiatorCel), owns: (value) => typeof value === 'object' },
]);

type Returned = NonNullable<SubflowStep['returned']>;

const returned = record<Returned>({
  expects: '{ to: previous, resume: forward }',
  about: 'Where a return out of a child leads.',
  fields: {
    to: {
      shape: returnTarget,
      about: "initiator, previous or a step's id.",
      required: true,
      absent: 'previous',
    },
    resume: {
      shape: word('forward', 'back'),
      about: 'forward (when absent) or back.',
      absent: 'forward',
      silent: 'forward',
    },
  },
});

/** A subflow step. */
export const subflow = record<SubflowStep>({
  expects: 'a subflow step',
  about: 'Subflow (子流程): starts another flow, once or for each element of a list.',
  kind: 'subflow',
  fields: {
    id: stepId('subflow'),
    ...base,
    flow: {
      shape: text({
        expects: "a flow's name",
        pattern: KEBAB,
        charsMax: languageLimits.nameCharsMax,
      }),
      about: 'The name of the flow.',
      required: true,
      absent: '',
    },
    version: {
      shape: text({ expects: 'a version such as 1.4.0', charsMax: languageLimits.nameCharsMax }),
      about: 'Its version; the latest at that time when absent.',
    },
    each: { shape: expression, about: 'CEL list: a child for each element, read as item.' },
    form: {
      shape: dictionary(expression, 'a mapping of fields to CEL expressions'),
      about: "The child's form, field by field.",
    },
    initiator: {
      shape: initiator,
      about: 'In whose name it starts: initiator (when absent), actor, or CEL.',
    },
    wait: { shape: flag, about: 'false: goes on at once, and leaves the child alone.' },
    join: { shape: join, about: 'How many children must pass; all when absent.' },
    accept: {
      shape: word('passed', 'ended'),
      about: 'ended: a child counts whatever its outcome; passed when absent.',
    },
    set: { shape: sets, about: 'Variables from a child, by CEL over child; lists with each.' },
    onReject: { shape: onReject, about: 'When the join cannot be met; end when absent.' },
    returned: { shape: returned, about: 'Where a return out of a child leads; previous.' },
  },
});
