/** How authors write what happens as time goes by: the ladder of a step, the deadline of a flow. */

import type { DeadlineAct, DeadlineRung, Due, People, Rung, RungAct } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, list } from '../shape/collections.ts';
import type { Fields } from '../shape/record.ts';
import { keyed, record } from '../shape/record.ts';
import { duration, flag, text, word, workingDuration } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { people } from './people.ts';
import { returnTarget } from './targets.ts';

interface Notify {
  readonly kind: 'notify';
  readonly tell: People;
}

const notify: Shape<Notify> = record<Notify>({
  expects: '{ notify: … }',
  about: 'People are told.',
  kind: 'notify',
  fields: {
    tell: {
      key: 'notify',
      shape: people,
      about: 'Who is told.',
      required: true,
      absent: { of: [] },
    },
  },
});

type Act<K extends RungAct['kind']> = Extract<RungAct, { readonly kind: K }>;

const peopleField = (key: string, about: string) =>
  ({ key, shape: people, about, required: true, absent: { of: [] } }) as const;

const add = record<Act<'add'>>({
  expects: '{ add: … }',
  about: 'More people join the ballot.',
  kind: 'add',
  fields: { people: peopleField('add', 'Who joins.') },
});

const transfer = record<Act<'transfer'>>({
  expects: '{ transfer: … }',
  about: 'Every open task goes to the next of these people.',
  kind: 'transfer',
  fields: { to: peopleField('transfer', 'Who gets them.') },
});

const giveBack = record<Act<'return'>>({
  expects: '{ return: … }',
  about: 'The instance goes back to a step.',
  kind: 'return',
  fields: {
    to: {
      key: 'return',
      shape: returnTarget,
      about: "initiator, previous or a step's id.",
      required: true,
      absent: 'initiator',
    },
    resume: {
      shape: word('forward', 'back'),
      about: 'forward when absent.',
      absent: 'forward',
      silent: 'forward',
    },
  },
});

/** Ends the instance, from whichever clock. */
export const endInstance = record<Act<'end'>>({
  expects: '{ end: … }',
  about: 'The instance ends.',
  kind: 'end',
  fields: {
    outcome: {
      key: 'end',
      shape: text({ expects: 'an outcome', charsMax: languageLimits.nameCharsMax }),
      about: 'approved, rejected or a word of the business.',
      required: true,
      absent: 'rejected',
    },
  },
});

const jump = record<Act<'jump'>>({
  expects: '{ jump: … }',
  about: 'The instance goes on at another step.',
  kind: 'jump',
  fields: {
    to: {
      key: 'jump',
      shape: text({ expects: "a step's id", charsMax: languageLimits.nameCharsMax }),
      about: 'The step.',
      required: true,
      absent: '',
    },
  },
});

const act: Shape<RungAct> = keyed<RungAct>({
  expects: 'remind, escalate, stand-in, approve, reject, { notify: … } or { transfer: … }',
  records: {
    notify: asEither(notify),
    add: asEither(add),
    transfer: asEither(transfer),
    return: asEither(giveBack),
    end: asEither(endInstance),
    jump: asEither(jump),
  },
  words: {
    remind: { kind: 'remind' },
    escalate: { kind: 'escalate' },
    'stand-in': { kind: 'stand-in' },
    approve: { kind: 'approve' },
    reject: { kind: 'reject' },
  },
  tagOf: (value) => value.kind,
});

const deadlineAct: Shape<DeadlineAct> = keyed<DeadlineAct>({
  expects: 'remind, reject, { notify: … } or { end: … }',
  records: {
    notify: asEither(notify),
    end: asEither(endInstance),
  },
  words: { remind: { kind: 'remind' }, reject: { kind: 'reject' } },
  tagOf: (value) => value.kind,
});

/** A rung that does such an act; what a day is depends on whether working time is meant. */
function rungOf<R extends Due & { readonly do: RungAct | DeadlineAct }>(
  acts: Shape<R['do']>,
  since: string,
): Shape<R> {
  const by = (after: Shape<number>): Shape<R> =>
    record<R>({
      expects: '{ after: 8h, do: remind }',
      about: 'One rung of a ladder of time.',
      fields: {
        afterMs: {
          key: 'after',
          shape: after,
          about: `How long after ${since}; 1d of working time is 8h.`,
          required: true,
          absent: 0,
        },
        working: { shape: flag, about: 'true: only working time counts.' },
        do: {
          shape: acts,
          about: 'What happens then.',
          required: true,
          absent: { kind: 'remind' },
        },
      } as unknown as Fields<R>,
    });
  return countedBy(by);
}

/** What a duration is depends on the flag `working` beside it: a day, or eight hours. */
export function countedBy<R extends { readonly working?: boolean }>(
  by: (after: Shape<number>) => Shape<R>,
): Shape<R> {
  const wall = by(duration);
  const working = by(workingDuration);
  return {
    ...wall,
    read(node, path, reader) {
      const said = node.kind === 'map' ? node.entries.get('working')?.value : undefined;
      const works = said?.kind === 'scalar' && said.value === true;
      return (works ? working : wall).read(node, path, reader);
    },
    write: (value) => (value.working ? working : wall).write(value),
  };
}

/** What happens as time goes by while a step is open. */
export const ladder: Shape<readonly Rung[]> = list(
  rungOf<Rung>(act, 'the step was entered'),
  'a list of { after: …, do: … }',
);

/** What happens as time goes by while the instance runs. */
export const deadline: Shape<readonly DeadlineRung[]> = list(
  rungOf<DeadlineRung>(deadlineAct, 'the start'),
  'a list of { after: …, do: … }',
);
