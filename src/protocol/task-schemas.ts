/** Many tasks decided at once, and opinions that are not sent yet (R6.12, R6.2). */

import { type Static, Type } from 'typebox';
import { ActBody, CommandResult, closed, Instant, OpinionBody, ProblemBody } from './schemas.ts';

const BatchItem = Type.Object(
  {
    task: Type.String({ maxLength: 100 }),
    act: Type.Union([
      Type.Literal('approve'),
      Type.Literal('reject'),
      Type.Literal('abstain'),
      Type.Literal('complete'),
    ]),
    ...ActBody.properties,
    key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Its own idempotency key; from that of the request when absent.',
      }),
    ),
  },
  closed,
);

export const DraftBody = Type.Object({ ...OpinionBody.properties }, closed);
export const Draft = Type.Object({ ...OpinionBody.properties, atMs: Instant });

export const BatchBody = Type.Object(
  { items: Type.Array(BatchItem, { minItems: 1, maxItems: 100 }) },
  closed,
);

export const BatchResult = Type.Object({
  results: Type.Array(
    Type.Object({
      task: Type.String(),
      ok: Type.Boolean(),
      result: Type.Optional(CommandResult),
      problem: Type.Optional(ProblemBody),
    }),
    { description: 'In the order of the items; one that is refused undoes no other.' },
  ),
});

/** Whether the vote on a task can be taken back at this moment. */
export const WayBack = Type.Object({
  can: Type.Boolean(),
  untilMs: Type.Optional(
    Type.Integer({ description: 'Until when what follows outside is held; epoch milliseconds.' }),
  ),
  refused: Type.Optional(ProblemBody),
});

export type WayBack = Static<typeof WayBack>;
export type DraftBody = Static<typeof DraftBody>;
export type Draft = Static<typeof Draft>;
export type BatchItem = Static<typeof BatchItem>;
export type BatchBody = Static<typeof BatchBody>;
export type BatchResult = Static<typeof BatchResult>;
