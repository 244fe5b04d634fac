/** The path ahead. */

import { type Static, Type } from 'typebox';
import { Because, Person, ProblemBody, Text } from './schemas.ts';

export const Forecast = Type.Object({
  steps: Type.Array(
    Type.Object({
      visit: Type.Integer(),
      parent: Type.Integer(),
      branch: Type.Integer(),
      step: Type.String(),
      title: Text,
      kind: Type.String(),
      when: Type.Union([Type.Literal('now'), Type.Literal('later')]),
      status: Type.String(),
      people: Type.Array(Person),
      added: Type.Optional(
        Type.Array(Type.Object({ person: Person, by: Person }), {
          description: 'Those among them whom somebody brought in by hand.',
        }),
      ),
      settled: Type.Optional(
        Type.Array(Person, { description: 'Of these, who will have approved before.' }),
      ),
      because: Type.Optional(Because),
      rows: Type.Optional(
        Type.Array(Type.Integer(), { description: 'Rows of a decision table that will hold.' }),
      ),
      open: Type.Optional(
        Type.Object(
          {
            kind: Type.String({ description: '`choose`, `function` or `http`.' }),
            by: Type.Optional(Type.String({ description: '`initiator` or `previous`.' })),
            from: Type.Optional(Type.Array(Person)),
            min: Type.Optional(Type.Integer()),
            max: Type.Optional(Type.Integer()),
            target: Type.Optional(Type.String()),
          },
          { description: 'Why nobody can say yet who it will be.' },
        ),
      ),
      dependsOn: Type.Array(Type.String(), {
        description: 'Form fields that may still change and that decide about this step.',
      }),
    }),
  ),
  outcome: Type.Optional(Type.String()),
  unknown: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Fields still to be filled in without which nobody can say how it ends.',
    }),
  ),
  stuck: Type.Optional(Type.Object({ step: Type.String(), title: Text, code: Type.String() })),
  refused: Type.Optional(ProblemBody),
  brings: Type.Optional(
    Type.Union(
      [
        Type.Object({ kind: Type.Literal('end'), outcome: Type.String() }),
        Type.Object({
          kind: Type.Literal('back'),
          step: Type.String(),
          title: Text,
          people: Type.Array(Person),
        }),
      ],
      { description: 'What the verdict that was tried brings at once: the end, or a way back.' },
    ),
  ),
});
export type Forecast = Static<typeof Forecast>;
