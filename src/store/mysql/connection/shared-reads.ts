/**
 * Reads that wait for a connection go together: one packet, one round trip, each with its own answer.
 *
 * There is no pipeline to MySQL: what is asked for while every lane has a burst of reads under way would
 * wait anyway. Each statement is of its own moment, as if it had gone alone; whoever fails takes nobody
 * along. What is asked for while a lane is free goes at once.
 */

import { STORE_LIMITS } from '../../limits.ts';
import { errorKind } from './errors.ts';
import type { Sql } from './sql.ts';

type Rows = readonly unknown[];

interface Waiting {
  readonly statement: Sql;
  readonly done: (rows: Rows) => void;
  readonly fail: (fault: unknown) => void;
}

/** Runs statements in one round trip; faults are of the store. */
type Run = (statements: readonly Sql[]) => Promise<readonly Rows[]>;

export class SharedReads {
  readonly #run: Run;
  readonly #lanes: number;
  #waiting: Waiting[] = [];
  #bursts = 0;

  /** `lanes`: bursts that may be under way at once. */
  constructor(lanes: number, run: Run) {
    this.#lanes = lanes;
    this.#run = run;
  }

  /** Rows of one statement. Faults: those of `run`. */
  read(statement: Sql): Promise<Rows> {
    return new Promise((done, fail) => {
      if (this.#waiting.length === 0) process.nextTick(() => this.#send());
      this.#waiting.push({ statement, done, fail });
    });
  }

  #send(): void {
    while (this.#bursts < this.#lanes && this.#waiting.length > 0) {
      const reads = this.#waiting.splice(0, STORE_LIMITS.sharedReadsMax);
      this.#bursts += 1;
      void this.#share(reads).then(() => {
        this.#bursts -= 1;
        this.#send();
      });
    }
  }

  async #share(reads: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.#run(reads.map(({ statement }) => statement));
      for (const [i, { done }] of reads.entries()) done(rows[i]!);
    } catch (fault) {
      const isOfAll = reads.length === 1 || errorKind((fault as Error).cause ?? fault) === 'lost';
      if (isOfAll) for (const { fail } of reads) fail(fault);
      else await Promise.all(reads.map((read) => this.#share([read])));
    }
  }
}
