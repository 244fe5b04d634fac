/** How authors write where an instance goes back to. */

import type { ReturnTarget } from '../../kernel/index.ts';
import { mapped } from '../shape/collections.ts';
import { text } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';

/** `initiator`, `previous` or a step's id. */
export const returnTarget: Shape<ReturnTarget> = mapped(
  text({ expects: "initiator, previous or a step's id" }),
  (said): ReturnTarget =>
    said === 'initiator' || said === 'previous' || said === 'parent' ? said : { step: said },
  (value) => (typeof value === 'string' ? value : value.step),
);
