/** One case of a target: the input that its number and the seed lead to. */

import { Chance } from '../../src/testing/simulator/chance.ts';
import type { Session, Target } from './target.ts';

/** Opens the target only to draw. */
export async function caseOf(target: Target, seed: number, at: number): Promise<string> {
  const session = await target.open();
  try {
    return drawn(session, target.name, seed, at);
  } finally {
    await session.close?.();
  }
}

/** The input of a case. */
export function drawn(session: Session, name: string, seed: number, at: number): string {
  return session.draw(new Chance(seedOf(seed, name, at)));
}

/** One seed of its own for each case (FNV-1a). */
function seedOf(seed: number, name: string, at: number): number {
  let mixed = 0x811c9dc5;
  for (const character of `${seed}/${name}/${at}`) {
    mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  }
  return mixed >>> 0;
}
