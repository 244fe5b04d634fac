/** What people put by for themselves: snoozed tasks, marks of unread, saved filters, drafts. */

import { type Static, Type } from 'typebox';
import { closed, Instant, OpinionBody, Task } from './schemas.ts';

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

export const OwnDrafts = Type.Object({
  items: Type.Array(Type.Object({ task: Task, atMs: Instant, ...OpinionBody.properties }), {
    description: 'By their tasks; those of tasks that the caller has voted on are left out.',
  }),
});

/** What requests are about in money. */
export const Amounts = Type.Object({
  items: Type.Array(
    Type.Object({
      instance: Type.String(),
      value: Type.Number(),
      currency: Type.Optional(Type.String()),
    }),
    { description: 'Of those asked for that have an amount the caller may see.' },
  ),
});

export type Amounts = Static<typeof Amounts>;
export type Marks = Static<typeof Marks>;
export type Filter = Static<typeof Filter>;
export type OwnDrafts = Static<typeof OwnDrafts>;
