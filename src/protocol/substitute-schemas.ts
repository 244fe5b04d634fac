/** Shapes of who acts for whom (R3.7). */

import { type Static, Type } from 'typebox';
import { Instant, Person, PersonIdText } from './schemas.ts';

export const SubstituteBody = Type.Object(
  {
    substitute: PersonIdText,
    untilMs: Instant,
    fromMs: Type.Optional(Instant),
    principal: Type.Optional(PersonIdText),
    flows: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 100 }),
    ),
    limit: Type.Optional(
      Type.Object(
        { field: Type.String({ minLength: 1, maxLength: 100 }), max: Type.Number() },
        {
          additionalProperties: false,
          description: 'While this field of the form is not above the number.',
        },
      ),
    ),
  },
  { additionalProperties: false },
);

export const Substitution = Type.Object({
  id: Type.String(),
  principal: Person,
  substitute: Person,
  fromMs: Instant,
  untilMs: Instant,
  flows: Type.Optional(Type.Array(Type.String())),
  limit: Type.Optional(Type.Object({ field: Type.String(), max: Type.Number() })),
  setBy: Type.Unknown(),
  setAtMs: Instant,
});

export type SubstituteBody = Static<typeof SubstituteBody>;
export type Substitution = Static<typeof Substitution>;
