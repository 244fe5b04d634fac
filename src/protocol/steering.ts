/** Bodies of what leads instances from outside: administrators, messages, migrations. */

import type { Static } from 'typebox';
import { Type } from 'typebox';
import { closed, Instant } from './schemas.ts';

const Reason = Type.String({ maxLength: 4000, description: 'Why; it is recorded.' });
const StepName = Type.String({ maxLength: 100, description: 'The id of a step of the flow.' });
export const ReasonBody = Type.Object({ reason: Reason }, closed);
export const LeadBody = Type.Object({ to: StepName, reason: Reason }, closed);
export const AdvanceBody = Type.Object(
  { visit: Type.Integer({ minimum: 1 }), reason: Reason },
  closed,
);
export const ReplaceBody = Type.Object(
  { to: Type.String({ maxLength: 200, description: 'The id of the new voter.' }), reason: Reason },
  closed,
);
export const MessageBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64, description: 'The name that a wait names.' }),
    key: Type.String({ minLength: 1, maxLength: 200, description: 'What it is about.' }),
    payload: Type.Optional(Type.Unknown({ description: 'Any JSON; a wait takes from it.' })),
    keepMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 604_800_000,
        description: 'How long it is kept while nobody waits for it; an hour when absent.',
      }),
    ),
  },
  closed,
);
const Votes = Type.Union([
  Type.Literal('keep'),
  Type.Literal('ask-again'),
  Type.Literal('ask-again-if-content-changed'),
]);
export const MigrationBody = Type.Object(
  {
    flow: Type.String({ minLength: 1, maxLength: 100 }),
    to: Type.String({ minLength: 1, maxLength: 100, description: 'The version to go to.' }),
    from: Type.Optional(Type.String({ maxLength: 100 })),
    instances: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 200 })),
    plan: Type.Optional(
      Type.Object(
        {
          steps: Type.Optional(
            Type.Record(
              Type.String(),
              Type.Object({ to: Type.Optional(StepName), votes: Type.Optional(Votes) }, closed),
            ),
          ),
          votes: Type.Optional(Votes),
        },
        closed,
      ),
    ),
    reason: Reason,
    dryRun: Type.Optional(Type.Boolean()),
  },
  closed,
);
export const MigrationResult = Type.Object({
  items: Type.Array(
    Type.Object({
      instance: Type.String(),
      from: Type.String(),
      ok: Type.Boolean(),
      kept: Type.Array(Type.String(), { description: 'Steps whose votes are kept.' }),
      askedAgain: Type.Array(Type.String()),
      outcome: Type.Optional(Type.String()),
      refusal: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
    }),
  ),
});
export const MessageResult = Type.Object({
  id: Type.String(),
  instances: Type.Array(Type.String(), { description: 'Those that have had it.' }),
  keptUntilMs: Type.Optional(Instant),
});

export type MessageBody = Static<typeof MessageBody>;
export type MessageResult = Static<typeof MessageResult>;
export type MigrationBody = Static<typeof MigrationBody>;
export type MigrationResult = Static<typeof MigrationResult>;
export type ReplaceBody = Static<typeof ReplaceBody>;
