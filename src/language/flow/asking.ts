/** How authors write the parts that approval and handle steps share. */

import type { ApprovalStep, Dedupe, OnReject, People, StandIns } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, dictionary, either, list, mapped } from '../shape/collections.ts';
import type { Field, Fields } from '../shape/record.ts';
import { keyed, record } from '../shape/record.ts';
import { flag, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { ladder } from './ladder.ts';
import { emptyPolicy, initiatorPolicy, people, resolverList } from './people.ts';
import { returnTarget } from './targets.ts';

/** Where a return leads. */
export type Return = Extract<OnReject, { readonly kind: 'return' }>;

/** What a rejected ballot does. */
export const onReject: Shape<OnReject> = keyed<OnReject>({
  expects: 'end, or { return: … }',
  records: {
    return: asEither(
      record<Return>({
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
            about:
              'forward (when absent): every step between is visited again; ' +
              'back: the instance then goes straight to this step.',
            absent: 'forward',
            silent: 'forward',
          },
        },
      }),
    ),
  },
  words: { end: { kind: 'end' } },
  unsupported: { goto: 'A jump on rejection' },
  tagOf: (value) => value.kind,
});

interface DedupeRecord {
  readonly policy: Dedupe['kind'];
  readonly forOthers?: boolean;
}

const dedupeKind = word('none', 'adjacent', 'first', 'last');

/** 自动去重: one word, or the word with its setting. */
export const dedupe: Shape<Dedupe> = either('none, adjacent, first or last', [
  {
    shape: mapped(
      dedupeKind,
      (kind): Dedupe => ({ kind }),
      ({ kind }) => kind,
    ),
    owns: (value) => value.forOthers === undefined,
  },
  {
    shape: mapped(
      record<DedupeRecord>({
        expects: '{ policy: first, forOthers: true }',
        about: 'Which earlier approval settles a task.',
        fields: {
          policy: { shape: dedupeKind, about: 'Which one.', required: true, absent: 'none' },
          forOthers: { shape: flag, about: 'true: votes made for somebody else count, too.' },
        },
      }),
      ({ policy, ...rest }): Dedupe => ({ kind: policy, ...rest }),
      ({ kind, ...rest }): DedupeRecord => ({ policy: kind, ...rest }),
    ),
    owns: (value) => value.forOthers !== undefined,
  },
]);

/** The name of one of the tenant's working calendars. */
export const calendarName: Shape<string> = text({
  expects: "a calendar's name",
  charsMax: languageLimits.nameCharsMax,
});

/** What becomes of open tasks when the directory changes (R3.2). */
export const departure = word('keep', 'reassign');

/** Who is asked. */
export const askField: Field<People> = {
  shape: people,
  about: 'Who is asked; may be left out where there are groups.',
  absent: { of: [] },
  silent: { of: [] },
};

type Asking =
  | 'initiator'
  | 'empty'
  | 'rights'
  | 'require'
  | 'returns'
  | 'acts'
  | 'ladder'
  | 'calendar'
  | 'onChange'
  | 'onLeave'
  | 'onMove'
  | 'standIns';

const standIns = record<StandIns>({
  expects: '{ ask: … } or { for: …, ask: … }',
  about: 'Who is asked, one after the other, in place of a voter.',
  fields: {
    for: { shape: resolverList, about: 'Whose stand-ins; everybody’s when absent.' },
    ask: { shape: resolverList, about: 'The stand-ins, in order.', required: true, absent: [] },
  },
});

/** The fields of steps that ask somebody, but `ask` and the ballot, which come before them. */
export const askingFields: Pick<Fields<ApprovalStep>, Asking> = {
  initiator: { shape: initiatorPolicy, about: 'When the initiator is among them.' },
  empty: { shape: emptyPolicy, about: 'When nobody is left to ask.' },
  rights: {
    shape: dictionary(word('edit', 'read', 'hidden'), 'a right for each field'),
    about: 'Field rights; a field not named is read.',
  },
  require: {
    shape: list(word('comment', 'signature'), 'a list of comment, signature'),
    about: 'What a vote must carry.',
  },
  returns: {
    shape: list(returnTarget, "a list of initiator, previous or steps' ids"),
    about: 'Where a voter may return to; initiator and previous when absent.',
  },
  acts: {
    shape: list(
      word('transfer', 'delegate', 'add', 'remove', 'add-ahead', 'take-back'),
      'a list of acts',
    ),
    about: 'What a voter may do besides voting and returning; all of it when absent.',
  },
  ladder: {
    shape: ladder,
    about: 'What happens as time goes by.',
  },
  calendar: { shape: calendarName, about: 'The calendar of its working time.' },
  standIns: {
    shape: list(standIns, 'a list of { for: …, ask: … }'),
    about: 'Backup signers, for voters who are away and for the rung stand-in.',
  },
  onChange: {
    shape: word('keep', 'warn', 'ask-again'),
    about: 'What becomes of a vote when something its voter saw changes; keep when absent.',
  },
  onLeave: {
    shape: departure,
    about: 'Whether the open task of somebody who has left goes to whom the step names then.',
  },
  onMove: {
    shape: departure,
    about: 'Whether the open task of somebody whom the step names no more goes to whom it names.',
  },
};
