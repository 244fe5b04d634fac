/** Everything that is fuzzed. */

import type { Target } from '../target.ts';
import { audits } from './audits.ts';
import { backups } from './backups.ts';
import { cursors } from './cursors.ts';
import { expressions } from './expressions.ts';
import { flows } from './flows.ts';
import { forms } from './forms.ts';
import { organisations } from './organisations.ts';
import { requests } from './requests.ts';
import { tables } from './tables.ts';
import { wire } from './wire.ts';

export const TARGETS: readonly Target[] = [
  flows,
  requests,
  wire,
  expressions,
  forms,
  tables,
  organisations,
  audits,
  backups,
  cursors,
];
