/** Shapes of who the caller is, and of what waits for them. */

import { type Static, Type } from 'typebox';
import { Instant, Text } from './schemas.ts';

export const Counts = Type.Object({
  open: Type.Integer({ description: 'Tasks that wait.' }),
  unread: Type.Integer({ description: 'Copies (抄送) that were not opened.' }),
  news: Type.Integer({ description: 'News that were not read.' }),
});

export const Me = Type.Object({
  tenant: Type.String(),
  id: Type.String(),
  name: Text,
  organisation: Text,
  roles: Type.Array(Type.String()),
  roleTitles: Type.Record(Type.String(), Text, {
    description: 'What roles are called, where the directory says so.',
  }),
  rights: Type.Array(Type.String()),
  ...Counts.properties,
});

export const Notice = Type.Object({
  instance: Type.String(),
  flow: Type.String(),
  subject: Type.String(),
  atMs: Instant,
  readAtMs: Type.Optional(Instant),
});

export type Counts = Static<typeof Counts>;
export type Me = Static<typeof Me>;
export type Notice = Static<typeof Notice>;
