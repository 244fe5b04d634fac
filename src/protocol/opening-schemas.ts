/** What an inbox opens with, in one answer. */

import { type Static, Type } from 'typebox';
import { Me } from './me-schemas.ts';
import { Flow, PageOf, Task } from './schemas.ts';
import { Facts, Filters, Marks, OwnDrafts } from './shelf-schemas.ts';

export const Opening = Type.Object({
  me: Me,
  tasks: PageOf(Task),
  marks: Marks,
  filters: Filters,
  drafts: OwnDrafts,
  facts: Facts,
  /** For those who may read flows. */
  flows: Type.Optional(PageOf(Flow)),
});

export type Opening = Static<typeof Opening>;
