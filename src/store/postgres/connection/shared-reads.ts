/**
 * Reads that are asked for in one turn of the event loop share a transaction: one begin, one wall, one
 * answer.
 *
 * Only those behind the same walls do. Each keeps its own statement and snapshot; whoever fails takes
 * nobody along. Nothing waits: what is asked for alone goes alone, at the end of the turn.
 * Lost: a transaction a read, where begin, wall and commit cost both sides more than an inbox page; the
 * reads of one callback, which over HTTP are those of one request.
 */

import { STORE_LIMITS } from '../../limits.ts';
import { errorKind } from './errors.ts';
import type { Statement, Walls } from './lanes.ts';

type Rows = readonly unknown[];

interface Waiting {
  readonly statement: Statement;
  readonly done: (rows: Rows) => void;
  readonly fail: (fault: unknown) => void;
}

/** Runs statements in one transaction; faults are of the store. */
type Run = (walls: Walls, statements: readonly Statement[]) => Promise<readonly Rows[]>;

export class SharedReads {
  readonly #run: Run;
  readonly #gathering = new Map<string, { readonly walls: Walls; readonly reads: Waiting[] }>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** Rows of one statement. Faults: those of `run`. */
  read(walls: Walls, statement: Statement): Promise<Rows> {
    return new Promise((done, fail) => {
      if (this.#gathering.size === 0) setImmediate(() => this.#send());
      const key = typeof walls === 'string' ? walls : JSON.stringify(walls);
      const group = this.#gathering.get(key);
      if (group) group.reads.push({ statement, done, fail });
      else this.#gathering.set(key, { walls, reads: [{ statement, done, fail }] });
    });
  }

  #send(): void {
    const groups = [...this.#gathering.values()];
    this.#gathering.clear();
    for (const { walls, reads } of groups) {
      while (reads.length > 0)
        void this.#share(walls, reads.splice(0, STORE_LIMITS.sharedReadsMax));
    }
  }

  async #share(walls: Walls, reads: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.#run(
        walls,
        reads.map(({ statement }) => statement),
      );
      for (const [i, { done }] of reads.entries()) done(rows[i]!);
    } catch (fault) {
      const isOfAll = reads.length === 1 || errorKind((fault as Error).cause ?? fault) === 'lost';
      for (const read of reads) {
        if (isOfAll) read.fail(fault);
        else void this.#share(walls, [read]);
      }
    }
  }
}
