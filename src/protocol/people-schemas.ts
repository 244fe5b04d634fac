/** People as lists show them, and what one task lets its person do. */

import { type Static, Type } from 'typebox';
import { closed, Person, Text } from './schemas.ts';
import { Draft } from './task-schemas.ts';

/** How a browser may sign in, and whether it has. */
export const WaysIn = Type.Object({ oidc: Type.Boolean(), isSignedIn: Type.Boolean() });
export type WaysIn = Static<typeof WaysIn>;

export const PeopleQuery = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 100 })),
    ids: Type.Optional(
      Type.String({
        maxLength: 4000,
        description: 'These people instead, whose ids have commas between.',
      }),
    ),
    left: Type.Optional(
      Type.Boolean({ description: '`true`: those who have left too, behind the others.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  closed,
);

export const DepartmentQuery = Type.Object(
  {
    text: PeopleQuery.properties.text,
    ids: PeopleQuery.properties.ids,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 50 })),
  },
  closed,
);

export const ListedPerson = Type.Object({
  ...Person.properties,
  title: Type.Optional(Text),
  department: Type.Optional(Text),
  left: Type.Optional(Type.Literal(true, { description: 'Not with the organisation any more.' })),
});

export const ListedDepartment = Type.Object({
  id: Type.String(),
  name: Text,
  path: Type.Array(Text, { description: 'The names of those above it, the top first.' }),
});

/** What a task lets its person do. */
export const Desk = Type.Object({
  title: Text,
  asks: Type.Array(
    Type.Object({
      kind: Type.String(),
      of: Type.Optional(Type.String()),
      title: Type.Optional(Text),
    }),
    {
      description:
        'By what the step finds its people: `manager`, `role` …, of which, and what that is called.',
    },
  ),
  ballot: Type.String(),
  verdicts: Type.Array(
    Type.Union([
      Type.Literal('approve'),
      Type.Literal('reject'),
      Type.Literal('abstain'),
      Type.Literal('complete'),
    ]),
  ),
  require: Type.Array(Type.String(), { description: '`comment`, `signature`.' }),
  rights: Type.Record(
    Type.String(),
    Type.Union([Type.Literal('edit'), Type.Literal('read'), Type.Literal('hidden')]),
    { description: 'A field not named is `read`.' },
  ),
  returns: Type.Array(
    Type.Object({ to: Type.String(), title: Type.Optional(Text), people: Type.Array(Person) }),
  ),
  acts: Type.Optional(
    Type.Array(Type.String(), { description: 'Besides voting; absent: all of them.' }),
  ),
  undoMs: Type.Optional(
    Type.Integer({ description: 'How long what follows outside is held after a vote.' }),
  ),
  onReject: Type.Object({ kind: Type.String(), to: Type.Optional(Type.String()) }),
  pool: Type.Optional(
    Type.Union([Type.Literal('free'), Type.Literal('yours')], {
      description: 'Asked of a pool: nobody has taken it, or the caller has.',
    }),
  ),
  draft: Type.Optional(Draft),
  seen: Type.String({
    description: 'Send it with the act, which then holds for this content only.',
  }),
  seq: Type.Integer({ description: 'Of the instance whose content that is.' }),
});

export type DepartmentQuery = Static<typeof DepartmentQuery>;
export type PeopleQuery = Static<typeof PeopleQuery>;
export type ListedDepartment = Static<typeof ListedDepartment>;
export type ListedPerson = Static<typeof ListedPerson>;
export type Desk = Static<typeof Desk>;
