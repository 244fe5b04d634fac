/** Shapes of API keys. */

import { type Static, Type } from 'typebox';
import { closed, Instant, Page, Person } from './schemas.ts';

export const KeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(Type.String({ maxLength: 50 }), { minItems: 1, maxItems: 50 }),
    expiresAtMs: Type.Optional(
      Type.Integer({
        description: 'Epoch milliseconds, UTC.',
        minimum: 0,
        maximum: 8_640_000_000_000_000,
      }),
    ),
  },
  closed,
);

export const IssuedKey = Type.Object({
  name: Type.String(),
  key: Type.Optional(
    Type.String({ description: 'Shown this once; a repeated request is answered without it.' }),
  ),
});

export const KeyQuery = Type.Object(
  {
    ...Page.properties,
    scope: Type.Optional(
      Type.Union([Type.Literal('mine'), Type.Literal('all')], {
        description: '`all` takes the right `key.revoke`.',
      }),
    ),
  },
  closed,
);

export const ApiKey = Type.Object({
  id: Type.String({ description: 'Names it, and lets nobody in.' }),
  name: Type.String(),
  start: Type.Optional(Type.String({ description: 'The first characters of the key itself.' })),
  person: Person,
  scopes: Type.Array(Type.String()),
  createdAtMs: Type.Optional(Instant),
  usedAtMs: Type.Optional(
    Type.Integer({ description: 'About when it was used last, to the hour.' }),
  ),
  expiresAtMs: Type.Optional(Instant),
});

export type KeyBody = Static<typeof KeyBody>;
export type IssuedKey = Static<typeof IssuedKey>;
export type KeyQuery = Static<typeof KeyQuery>;
export type ApiKey = Static<typeof ApiKey>;
