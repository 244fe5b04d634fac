/** Shapes of what people wish to be told outside the studio, and of letters that were given up. */

import { type Static, Type } from 'typebox';
import { Instant, Person, PersonIdText, Text } from './schemas.ts';

const When = Type.Union([Type.Literal('now'), Type.Literal('digest'), Type.Literal('never')]);

/** By what has happened: at once, with others at the hours of the digest, or not. */
const Wishes = Type.Object(
  {
    task: When,
    reminder: When,
    escalation: When,
    returned: When,
    told: When,
    ended: When,
    incident: When,
  },
  { additionalProperties: false },
);

const LocalTime = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'By the clock on the wall: `09:00`.',
});

export const NoticeWishesBody = Type.Object(
  {
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    timeZone: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'IANA name; else the tenant’s.' }),
    ),
    channels: Type.Object(
      { mail: Type.Optional(Wishes), chat: Type.Optional(Wishes) },
      { additionalProperties: false },
    ),
    digest: Type.Object(
      {
        at: Type.Array(LocalTime, { minItems: 1, maxItems: 6 }),
        onWorkingDays: Type.Boolean(),
      },
      { additionalProperties: false },
    ),
    quiet: Type.Optional(
      Type.Object(
        { from: LocalTime, until: LocalTime },
        { additionalProperties: false, description: 'Nothing goes out in between.' },
      ),
    ),
    urgentPasses: Type.Boolean({
      description: 'Whether escalations and incidents go out in quiet hours.',
    }),
  },
  { additionalProperties: false },
);

export const NoticeWishes = Type.Object({
  ...NoticeWishesBody.properties,
  channels: Type.Object({ mail: Wishes, chat: Wishes }),
  /** Channels of this server that reach the person. */
  reachedBy: Type.Array(Type.Union([Type.Literal('mail'), Type.Literal('chat')])),
  /** What holds where nothing was chosen. */
  usual: Type.Object({
    language: Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]),
    timeZone: Type.String(),
  }),
});

/** What a person is told in the studio of one event. */
export const NewsItem = Type.Object({
  id: Type.String(),
  instance: Type.String(),
  seq: Type.Integer({ description: 'Of the event: the moment in the story of the instance.' }),
  kind: Type.Union([
    Type.Literal('reminder'),
    Type.Literal('escalation'),
    Type.Literal('transferred'),
    Type.Literal('delegated'),
    Type.Literal('opinion'),
    Type.Literal('asked-again'),
    Type.Literal('returned'),
    Type.Literal('told'),
    Type.Literal('mentioned'),
    Type.Literal('ended'),
  ]),
  by: Type.Optional(Person),
  words: Type.Optional(Type.String({ description: 'What was said with it, or its beginning.' })),
  outcome: Type.Optional(Type.String()),
  subject: Type.String(),
  title: Text,
  task: Type.Optional(
    Type.String({ description: 'The caller’s task that it is about, while it is open.' }),
  ),
  atMs: Instant,
  readAtMs: Type.Optional(Instant),
});

export const Mentions = Type.Object({
  people: Type.Array(
    Type.Object({
      ...Person.properties,
      takesPart: Type.Boolean({
        description: 'false: the person hears of it only with a right to read every instance.',
      }),
    }),
  ),
  tooMany: Type.Integer({ minimum: 0, description: 'How many more are named than are told.' }),
  nobody: Type.Array(Type.String({ description: 'Behind an @, and nobody’s name.' })),
});

export const NewsReadBody = Type.Object(
  {
    untilMs: Type.Integer({
      description: 'Of the newest one that was looked at.',
      minimum: 0,
      maximum: 8_640_000_000_000_000,
    }),
  },
  { additionalProperties: false },
);

/** A letter that was given up. */
export const DeadLetterToPerson = Type.Object({
  id: Type.String(),
  person: PersonIdText,
  channel: Type.String(),
  kind: Type.String(),
  instance: Type.String(),
  attempts: Type.Integer(),
  reason: Type.String(),
  deadAtMs: Instant,
});

export type NoticeWishesBody = Static<typeof NoticeWishesBody>;
export type NoticeWishes = Static<typeof NoticeWishes>;
export type Mentions = Static<typeof Mentions>;
export type NewsItem = Static<typeof NewsItem>;
export type NewsReadBody = Static<typeof NewsReadBody>;
export type DeadLetterToPerson = Static<typeof DeadLetterToPerson>;
