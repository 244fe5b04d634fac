/** FireTimer of held effects: they happen once the vote can be taken back no more (R6.13). */

import type { Effect } from '../effects.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import type { InstanceState } from '../state.ts';

/** Refuses: timer.not-armed, timer.not-due. */
export function release(run: Run, rung: number): Refusal | undefined {
  const held = run.state.held?.find((each) => each.rung === rung);
  if (!held) return refusal('timer.not-armed');
  const { dueAtMs, effects } = held;
  if (run.context.nowMs < dueAtMs) return refusal('timer.not-due', { dueAtMs });
  for (const effect of effects) {
    const wanted = isWanted(run.state, effect);
    const { id } = effect;
    run.emit({ type: 'EffectsReleased', rung, id, ...(wanted ? {} : { dropped: true }) });
    if (wanted) run.effects.push({ ...effect, seq: run.state.seq });
  }
  return undefined;
}

/** What nobody waits for any more, since its visit was retired meanwhile, does not happen. */
function isWanted({ visits }: InstanceState, effect: Effect): boolean {
  if (effect.kind !== 'call' && effect.kind !== 'start-child') return true;
  if (effect.kind === 'call' && effect.purpose !== undefined) return true;
  const { status } = visits[effect.visit - 1]!;
  return !effect.wait || status === 'open';
}
