/** What people put by for themselves: snoozed tasks, marks, saved filters and phrases, drafts. */

import { type Static, Type } from 'typebox';
import { closed, Instant, OpinionBody, Task, Text } from './schemas.ts';

export const SnoozeBody = Type.Object(
  { untilMs: Type.Integer({ minimum: 0, description: 'Epoch milliseconds, UTC.' }) },
  closed,
);

/** What a person has put on their open tasks. */
export const Marks = Type.Object({
  snoozed: Type.Array(Type.Object({ task: Task, untilMs: Instant }), {
    description: 'Open tasks that are out of sight until then.',
  }),
  unread: Type.Array(Type.String(), { description: 'Tasks.' }),
});

export const FilterBody = Type.Object(
  {
    query: Type.String({
      minLength: 1,
      maxLength: 500,
      description: '`flow:purchase amount>50000 due<2d words`.',
    }),
  },
  closed,
);

export const Filter = Type.Object({ name: Type.String(), query: Type.String() });
export const Filters = Type.Object({ items: Type.Array(Filter) });

/** Words that somebody likes to decide with. */
export const Phrase = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 60,
      pattern: String.raw`^(?!\s)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+(?<!\s)$`,
      description: 'One line, without blanks around it.',
    }),
    verdict: Type.Enum(['approve', 'reject', 'abstain', 'complete', 'return', 'transfer', 'add'], {
      description: 'What it is said with.',
    }),
  },
  closed,
);
export const Phrases = Type.Object({
  items: Type.Array(Phrase, { description: 'The one saved last first.' }),
});

export const OwnDrafts = Type.Object({
  items: Type.Array(Type.Object({ task: Task, atMs: Instant, ...OpinionBody.properties }), {
    description: 'By their tasks; those of tasks that the caller has voted on are left out.',
  }),
});

/** What lists show of requests that nobody has opened. */
export const Facts = Type.Object({
  items: Type.Array(
    Type.Object({
      instance: Type.String(),
      amount: Type.Optional(
        Type.Object({ value: Type.Number(), currency: Type.Optional(Type.String()) }),
      ),
      pinned: Type.Optional(
        Type.Array(
          Type.Object({
            field: Type.String(),
            title: Text,
            value: Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
              description: 'Of a list, how many there are.',
            }),
            label: Type.Optional(Text),
            kind: Type.Enum([
              ...['money', 'number', 'date', 'date-time', 'text', 'yes-no', 'count'],
            ]),
            currency: Type.Optional(Type.String()),
          }),
          { description: 'The fields that the flow pins, as far as the caller may see them.' },
        ),
      ),
      pooled: Type.Optional(
        Type.Array(Type.String(), {
          description:
            'The caller’s open tasks that are asked of a pool and that nobody has taken.',
        }),
      ),
      votes: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: 'How the caller voted, by task: approve, reject, abstain, done, return.',
        }),
      ),
    }),
    { description: 'Of those asked for of which there is something to show.' },
  ),
});

export type Facts = Static<typeof Facts>;
export type Marks = Static<typeof Marks>;
export type Filter = Static<typeof Filter>;
export type OwnDrafts = Static<typeof OwnDrafts>;
export type Phrase = Static<typeof Phrase>;
export type Phrases = Static<typeof Phrases>;
export type Filters = Static<typeof Filters>;
