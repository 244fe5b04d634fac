/** Enters a wait: for a message of a name and a key, with a limit of time (等待消息). */

import type { Entry, Todo } from '../agenda.ts';
import type { WaitStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import { LIMITS } from '../limits.ts';
import type { Run } from '../run.ts';
import { evaluate, programOf } from '../scope.ts';
import { armLimit } from '../time-limit.ts';
import { open, stop } from '../visits.ts';

export function enterWait(run: Run, entry: Entry<WaitStep>): readonly Todo[] {
  const { step, here } = entry;
  const key = evaluate(programOf(run.flow, step.key), run.scope());
  if (!key.ok) return stop(run, entry, key);
  if (typeof key.value !== 'string' || !fits(key.value)) {
    return stop(run, entry, incident('wait.bad-key'));
  }
  const arming = armLimit(run, step);
  if (!arming.ok) return stop(run, entry, arming);
  const { timers, calendar } = arming;
  const awaits = { message: step.message, key: key.value };
  open(run, entry, { back: here?.back, timers, calendar, awaits, because: key.because });
  return [];
}

function fits(key: string): boolean {
  return key !== '' && key.length <= LIMITS.messageKeyCharsMax;
}
