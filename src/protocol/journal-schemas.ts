/** How a journal is read. */

import { Type } from 'typebox';
import { Page } from './schemas.ts';

/** Rows of a journal are small and many. */
export const JournalPage = Type.Object(
  {
    ...Page.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: 50 })),
  },
  { additionalProperties: false },
);
