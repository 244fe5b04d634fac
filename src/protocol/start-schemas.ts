/** What helps whoever starts something: forms that were begun, what is like it, how long it takes. */

import { type Static, Type } from 'typebox';
import { closed, Instant, Text } from './schemas.ts';

const Form = Type.Record(Type.String(), Type.Unknown());

const begun = {
  form: Form,
  choices: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
  field: Type.Optional(
    Type.String({ maxLength: 200, description: 'In which field its author was last.' }),
  ),
};

/** A form that is being filled. */
export const StartDraftBody = Type.Object(begun, closed);
export const StartDraft = Type.Object({ ...begun, atMs: Instant });

/** A form that was begun, as a list shows it. */
export const BegunStart = Type.Object({ flow: Type.String(), title: Text, atMs: Instant });

export const TwinBody = Type.Object({ form: Form }, closed);

export const Twin = Type.Object({
  instance: Type.String(),
  subject: Type.String(),
  startedAtMs: Instant,
  status: Type.String(),
  outcome: Type.Optional(Type.String()),
  same: Type.Array(Type.String(), { description: 'Names of the fields that are the same.' }),
});

const figures = {
  count: Type.Integer({ description: 'Of how many instances it is told.' }),
  p50Ms: Type.Integer(),
  p90Ms: Type.Integer(),
};

/** How long a flow took so far. */
export const FlowPace = Type.Object({
  whole: Type.Optional(
    Type.Object(figures, { description: 'From start to end; absent while too few have ended.' }),
  ),
  steps: Type.Array(Type.Object({ step: Type.String(), ...figures })),
});

export type StartDraftBody = Static<typeof StartDraftBody>;
export type StartDraft = Static<typeof StartDraft>;
export type BegunStart = Static<typeof BegunStart>;
export type TwinBody = Static<typeof TwinBody>;
export type Twin = Static<typeof Twin>;
export type FlowPace = Static<typeof FlowPace>;
