/** How authors write what happens as time goes by: the ladder of a step, the deadline of a flow. */

import type { DeadlineAct, DeadlineRung, Due, People, Rung, RungAct } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, list } from '../shape/collections.ts';
import type { Fields } from '../shape/record.ts';
import { keyed, record } from '../shape/record.ts';
import { duration, flag, text, workingDuration } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { people } from './people.ts';

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

const act: Shape<RungAct> = keyed<RungAct>({
  expects: 'remind, escalate, approve, reject, or { notify: … }',
  records: { notify: asEither(notify) },
  words: {
    remind: { kind: 'remind' },
    escalate: { kind: 'escalate' },
    approve: { kind: 'approve' },
    reject: { kind: 'reject' },
  },
  unsupported: {
    add: 'Adding people by the clock',
    transfer: 'A transfer by the clock',
    return: 'A return by the clock',
    end: 'An end by the clock',
    jump: 'A jump by the clock',
  },
  tagOf: (value) => value.kind,
});

type End = Extract<DeadlineAct, { readonly kind: 'end' }>;

const deadlineAct: Shape<DeadlineAct> = keyed<DeadlineAct>({
  expects: 'remind, reject, { notify: … } or { end: … }',
  records: {
    notify: asEither(notify),
    end: asEither(
      record<End>({
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
      }),
    ),
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
