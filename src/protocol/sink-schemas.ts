/** What crosses the wire about sinks. */

import { type Static, Type } from 'typebox';

export const SinkStanding = Type.Object({
  sink: Type.String(),
  position: Type.Integer({ description: 'Records of the audit log that it has taken' }),
  head: Type.Integer({ description: 'Records that there are' }),
  attempts: Type.Integer({ description: 'Tries that failed since it took something' }),
  reason: Type.Optional(Type.String({ description: 'Why the last one failed' })),
});

export type SinkStanding = Static<typeof SinkStanding>;
