/** How authors write steps that wait for the world, and for how long. */

import type { Limit, Limited, WaitStep } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither } from '../shape/collections.ts';
import type { Fields } from '../shape/record.ts';
import { keyed, record } from '../shape/record.ts';
import { expression, flag, text } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { calendarName } from './asking.ts';
import { KEBAB } from './kebab.ts';
import { countedBy, endInstance } from './ladder.ts';
import { sets } from './rule.ts';
import { base, stepId } from './step-base.ts';

type Late = Limit['late'];

const late: Shape<Late> = keyed<Late>({
  expects: 'pass, stop or { end: … }',
  records: {
    end: asEither(endInstance),
  },
  words: { pass: { kind: 'pass' }, stop: { kind: 'stop' } },
  tagOf: (value) => value.kind,
});

const limit: Shape<Limit> = countedBy((after) =>
  record<Limit>({
    expects: '{ after: 5d, late: stop }',
    about: 'How long it waits.',
    fields: {
      afterMs: {
        key: 'after',
        shape: after,
        about: 'How long after the step was entered; 1d of working time is 8h.',
        required: true,
        absent: 0,
      },
      working: { shape: flag, about: 'true: only working time counts.' },
      late: {
        shape: late,
        about: 'What then: pass goes on, stop raises an incident, { end: word } ends it.',
        required: true,
        absent: { kind: 'stop' },
      },
    },
  }),
);

/** The fields of steps that wait for the world. */
export const limitFields: Fields<Limited> = {
  limit: { shape: limit, about: 'How long it waits; for ever when absent.' },
  calendar: { shape: calendarName, about: 'The calendar of its working time.' },
};

/** A wait step. */
export const wait = record<WaitStep>({
  expects: 'a wait step',
  about: 'Wait (等待消息): for a message of a name and a key.',
  kind: 'wait',
  fields: {
    id: stepId('wait'),
    ...base,
    message: {
      shape: text({
        expects: "a message's name in kebab-case",
        pattern: KEBAB,
        charsMax: languageLimits.nameCharsMax,
      }),
      about: 'The name of the message.',
      required: true,
      absent: '',
    },
    key: {
      shape: expression,
      about: 'CEL string that the key of the message must equal.',
      required: true,
      absent: '""',
    },
    set: { shape: sets, about: 'Variables to take from the message, by CEL over message.' },
    ...limitFields,
  },
});
