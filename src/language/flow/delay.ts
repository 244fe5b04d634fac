/** How authors write a delay. */

import type { DelayStep } from '../../kernel/index.ts';
import { record } from '../shape/record.ts';
import { expression, flag } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { calendarName } from './asking.ts';
import { countedBy } from './ladder.ts';
import { base, stepId } from './step-base.ts';

/** A delay step. */
export const delay: Shape<DelayStep> = countedBy((after) =>
  record<DelayStep>({
    expects: 'a delay step',
    about: 'Delay (延时): goes on later.',
    kind: 'delay',
    fields: {
      id: stepId('delay'),
      ...base,
      forMs: { key: 'for', shape: after, about: 'How long, as 30m, 8h or 2d.' },
      working: { shape: flag, about: 'true: only working time counts, of which 1d is 8h.' },
      calendar: { shape: calendarName, about: 'The calendar of its working time.' },
      until: { shape: expression, about: 'CEL timestamp; one that has passed delays nothing.' },
    },
  }),
);
