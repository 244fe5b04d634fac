/** One engine process: it runs, dies with all it had in memory, and is started again. */

import type { Clock, DeliveryResult } from '../../engine/index.ts';
import { Engine } from '../../engine/index.ts';
import type { LookupResult } from '../../kernel/index.ts';
import { distantStore } from './network.ts';
import type { Process } from './schedule.ts';
import type { World } from './world.ts';

const RESTART_MS = 8_000;
const HOUR_MS = 3_600_000;
/** A service's longest sleep: longer ones are looks for work that nobody announced. */
const IDLE_MS = 1_000;

/** The caller was cut off: what became of the command is not known. */
export class Disconnected extends Error {
  constructor() {
    super('the node is gone');
    this.name = 'Disconnected';
  }
}

export class Node {
  readonly #world: World;
  readonly #name: string;
  readonly #callers = new Set<(error: Error) => void>();
  #lives = 0;
  #skewMs = 0;
  #process: Process | undefined;
  #engine: Engine | undefined;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
    this.start();
  }

  get isUp(): boolean {
    return this.#process?.isAlive === true;
  }

  owns(process: Process): boolean {
    return process === this.#process;
  }

  start(): void {
    const process = { name: `${this.#name}.${++this.#lives}`, isAlive: true, frozenUntilMs: 0 };
    this.#process = process;
    const world = this.#world;
    this.#engine = new Engine({
      store: distantStore(world, world.store, process),
      clock: this.#clock(process),
      randomBytes: (size) => world.chance.bytes(size),
      lookUp: () => this.#lookUp(process),
      deliver: (delivery) => this.#deliver(delivery.id, process),
      log: world.log,
    });
  }

  crash(): void {
    if (!this.#process || !this.isUp) return;
    const { schedule, chance } = this.#world;
    this.#process.isAlive = false;
    for (const cut of this.#callers)
      schedule.after(chance.below(20), 'cut off', () => cut(new Disconnected()));
    this.#callers.clear();
    const startAgain = (): void => {
      if (!this.isUp) this.start();
    };
    schedule.after(chance.below(RESTART_MS), `${this.#name} starts again`, startAgain);
  }

  /** Asks the engine; rejects when the node dies first. */
  ask<T>(request: (engine: Engine) => Promise<T>): Promise<T> {
    const engine = this.#engine;
    if (!engine || !this.isUp) return Promise.reject(new Disconnected());
    return new Promise((resolve, reject) => {
      this.#callers.add(reject);
      request(engine)
        .then(resolve, reject)
        .finally(() => this.#callers.delete(reject));
    });
  }

  heal(): void {
    this.#skewMs = 0;
    if (!this.isUp) this.start();
  }

  async drain(): Promise<void> {
    await this.#engine?.drain();
  }

  #clock(process: Process): Clock {
    const { schedule } = this.#world;
    return {
      nowMs: () => {
        if (this.#world.strikes('clockJump', this.#name)) {
          this.#skewMs = this.#world.chance.below(2 * HOUR_MS) - HOUR_MS;
        }
        return Math.round(schedule.nowMs + this.#skewMs);
      },
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          const options = { of: process, isIdle: ms >= IDLE_MS };
          const wake = schedule.after(ms, 'wakes', resolve, options);
          signal.addEventListener('abort', () => {
            wake();
            resolve();
          });
        }),
      turn: () =>
        new Promise((resolve) => void schedule.after(0, 'has a turn', resolve, { of: process })),
    };
  }

  /** Somebody who knows the people, now and then cannot be asked. */
  #lookUp(process: Process): Promise<LookupResult> {
    const { schedule, chance } = this.#world;
    const result: LookupResult = this.#world.strikes('delivery', 'a look-up')
      ? { ok: false, message: 'The service that knows the people does not answer.' }
      : { ok: true, people: [chance.pick(['li-lei', 'han-mei', 'nobody'])] };
    return new Promise((resolve) => {
      const answer = (): void => resolve(result);
      schedule.after(chance.below(300), 'a look-up is answered', answer, { of: process });
    });
  }

  /** A receiver that fails now and then, and now and then only seems to. */
  #deliver(id: string, process: Process): Promise<DeliveryResult> {
    const world = this.#world;
    return new Promise((resolve) => {
      const arrive = (): void => {
        if (!process.isAlive && world.chance.happens(0.5)) return;
        const fails = world.strikes('delivery', id);
        const hears = !fails || world.chance.happens(0.5);
        if (hears) world.received(id);
        const result: DeliveryResult = !fails
          ? { kind: 'delivered', status: 200 }
          : world.chance.happens(0.8)
            ? { kind: 'retry', reason: 'status 503' }
            : { kind: 'refused', reason: 'status 400' };
        const back = (): void => resolve(result);
        world.schedule.after(world.chance.below(300), `answer to ${id}`, back, { of: process });
      };
      world.schedule.after(world.chance.below(300), `delivery of ${id}`, arrive);
    });
  }
}
