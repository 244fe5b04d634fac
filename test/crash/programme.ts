/** Plays a deck on a world, wave by wave, and says what came of it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../../src/testing/simulator/chance.ts';
import type { Violation } from './checks.ts';
import type { Card, Size } from './deck.ts';
import { deckOf } from './deck.ts';
import type { Edit } from './failpoints.ts';
import type { Fault } from './faults.ts';
import { FAULTS, strikeFailpoint } from './faults.ts';
import type { Settled } from './settle.ts';
import { settle } from './settle.ts';
import { World } from './world.ts';

export interface Programme {
  readonly seed: number;
  readonly results: string;
  readonly size: Size;
  /** Parts of the names of the faults wanted; all when empty. */
  readonly only?: readonly string[];
  readonly edits?: readonly Edit[];
  /** Faults between two rests. */
  readonly wave?: number;
  readonly say?: (line: string) => void;
  /** On a disk that the power can fail on, with these settings of the database. */
  readonly onLoop?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly violations: readonly Violation[];
  readonly exercised: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
  readonly settled: Settled | undefined;
  readonly drains: readonly number[];
  readonly rests: readonly number[];
  readonly seconds: number;
}

const WAVE = 24;
const GAP_MS = 250;

/** Runs all of it; ends at the first rest that finds something broken. */
export async function runProgramme(programme: Programme): Promise<Outcome> {
  const { seed, results, size, only = [], edits = [], wave = WAVE, say = () => {} } = programme;
  const startMs = performance.now();
  const { onLoop } = programme;
  const deck = deckOf(new Chance(seed), size, only);
  const settings = { max_connections: '60', ...onLoop };
  const isOnLoop = onLoop !== undefined;
  const world = await World.open({ seed, results, edits, settings, isOnLoop });
  let settled: Settled | undefined;
  try {
    await sleep(1_000);
    for (let at = 0; at < deck.length && world.violations.length === 0; at += wave) {
      await playWave(world, deck.slice(at, at + wave));
      settled = await settle(world);
      const seconds = Math.round((performance.now() - startMs) / 1_000);
      const played = Math.min(at + wave, deck.length);
      say(`${seconds} s: ${played} of ${deck.length} faults, ${settled.acknowledged} acknowledged`);
    }
    await world.clients.stop();
  } catch (error) {
    world.promises.breaks('harness', error instanceof Error ? error.stack! : String(error));
  } finally {
    await world.close();
  }
  const lives = world.servers.reduce((sum, server) => sum + server.lives, 0);
  world.count('lives of servers', lives);
  const { violations, counts, drains, rests } = world;
  const { exercised } = world.promises;
  const seconds = (performance.now() - startMs) / 1_000;
  return { violations, exercised, counts, settled, drains, rests, seconds };
}

async function playWave(world: World, cards: readonly Card[]): Promise<void> {
  for (let at = 0; at < cards.length; at++) {
    const card = cards[at]!;
    const next = cards[at + 1];
    const together = next && isShared(card) && isShared(next) && world.chance.happens(0.3);
    if (together) at += 1;
    await Promise.all((together ? [card, next] : [card]).map((one) => play(world, one)));
    await sleep(world.chance.below(2 * GAP_MS));
  }
}

function isShared(card: Card): boolean {
  return card.kind === 'fault' && (FAULTS[card.name] as Fault).isShared === true;
}

async function play(world: World, card: Card): Promise<void> {
  world.count(card.kind === 'failpoint' ? 'failpoints' : card.name);
  if (card.kind === 'failpoint') await strikeFailpoint(world, card.name);
  else await FAULTS[card.name].strike(world);
}
