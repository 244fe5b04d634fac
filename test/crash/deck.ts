/** Which faults a run is made of, in which order: all of it follows from the seed. */

import type { Chance } from '../../src/testing/simulator/chance.ts';
import type { Failpoint } from './failpoints.ts';
import type { FaultName } from './faults.ts';
import { FAILPOINT_NAMES, FAULTS } from './faults.ts';

export type Card =
  | { readonly kind: 'fault'; readonly name: FaultName }
  | { readonly kind: 'failpoint'; readonly name: Failpoint };

export interface Size {
  /** Kills of servers and of the database, besides those of the other faults. */
  readonly serverKills: number;
  readonly databaseKills: number;
  /** How often each of the other faults comes. */
  readonly rounds: number;
  /** Of the failpoints; all when absent. */
  readonly failpoints?: number;
  /** Of the other faults; all when absent. */
  readonly others?: number;
}

const SERVER_KILLS: readonly FaultName[] = ['kill a server'];
const DATABASE_KILLS: readonly FaultName[] = [
  'kill the database',
  'kill a backend',
  'stop the database at once',
];

/** What a run has to be set up for. */
export const APART: readonly FaultName[] = ['the power fails'];

/** The faults of a run, shuffled. */
export function deckOf(chance: Chance, size: Size, only: readonly string[] = []): readonly Card[] {
  const fault = (name: FaultName): Card => ({ kind: 'fault', name });
  const others = (Object.keys(FAULTS) as FaultName[]).filter(
    (name) =>
      ![...SERVER_KILLS, ...DATABASE_KILLS, ...(only.length > 0 ? [] : APART)].includes(name),
  );
  const cards: Card[] = [];
  for (let n = 0; n < size.serverKills; n++) cards.push(fault(SERVER_KILLS[0]!));
  for (let n = 0; n < size.databaseKills; n++) cards.push(fault(DATABASE_KILLS[n % 3]!));
  for (let n = 0; n < size.rounds; n++) {
    cards.push(...shuffled(others, chance).slice(0, size.others).map(fault));
    const failpoints = shuffled(FAILPOINT_NAMES, chance).slice(0, size.failpoints);
    cards.push(...failpoints.map((name): Card => ({ kind: 'failpoint', name })));
  }
  const wanted = cards.filter(({ name }) => {
    return only.length === 0 || only.some((part) => name.includes(part));
  });
  return shuffled(wanted, chance);
}

function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const left = [...items];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(chance.below(left.length), 1));
  return drawn;
}
