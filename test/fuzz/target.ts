/** What is fuzzed: where inputs come from, and what must hold for each. */

import type { Chance } from '../../src/testing/simulator/chance.ts';

/** Something of the product that takes what others wrote. */
export interface Target {
  readonly name: string;
  /** Inputs of every thousand in a run of all targets. */
  readonly share: number;
  /** Processor time that one input may take. Units: milliseconds. */
  readonly cpuMsMax: number;
  /** Inputs after which everything is opened anew, where something is remembered between them. */
  readonly life: number;
  /** What has to be held to some input of every run, or the run proves nothing. */
  readonly properties: readonly string[];
  /** How an input can be cut down: as text, or as the JSON that it is. */
  readonly shape: 'text' | 'json';
  open(): Promise<Session> | Session;
}

/** One opened target. */
export interface Session {
  /** The next input. Rules: follows from the chance alone. */
  draw(chance: Chance): string;
  /** Gives the product an input and throws when something does not hold. */
  hold(input: string, witness: Witness): Promise<void> | void;
  close?(): Promise<void>;
}

/** A property that does not hold for an input. */
export class Broken extends Error {
  readonly property: string;
  constructor(property: string, message: string) {
    super(message);
    this.name = 'Broken';
    this.property = property;
  }
}

/** Counts what was held to inputs. */
export class Witness {
  readonly counts: Record<string, number> = {};

  /** Throws unless the condition holds. */
  holds(property: string, condition: boolean, message: () => string): asserts condition {
    this.counts[property] = (this.counts[property] ?? 0) + 1;
    if (!condition) throw new Broken(property, message());
  }
}
