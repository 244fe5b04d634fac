/** Connections that run bursts: statements that go out as one packet and cost one round trip. */

import type mysql from 'mysql2';
import { StoreFault } from '../../faults.ts';
import { STORE_LIMITS } from '../../limits.ts';
import type { Row } from '../../rows.ts';
import { orSilent } from '../../silence.ts';
import { connect, type MysqlConfig, socketOf } from './config.ts';
import { errorKind, faultOf, type Phase } from './errors.ts';
import { SharedReads } from './shared-reads.ts';
import { type Sql, sql } from './sql.ts';

/** What a statement answered: rows it read, or the number of those it found to write. */
export interface Answer {
  readonly rows: readonly Row[];
  readonly affected: number;
}

/** What a transaction writes after it has looked, and what it answers; nothing: it is rolled back. */
export interface Decision<T> {
  readonly write: readonly Sql[];
  readonly result: T;
}

const BEGIN = sql`START TRANSACTION`;
const COMMIT = sql`COMMIT`;
const ROLLBACK = sql`ROLLBACK`;
const MOMENT = [
  sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
  sql`START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY`,
];

/** Splits a burst into packets that every server takes. */
function packets(statements: readonly Sql[]): readonly (readonly Sql[])[] {
  const made: Sql[][] = [[]];
  let chars = 0;
  for (const statement of statements) {
    chars += statement.text.length;
    if (chars > STORE_LIMITS.burstCharsMax && made.at(-1)!.length > 0) {
      made.push([]);
      chars = statement.text.length;
    }
    made.at(-1)!.push(statement);
  }
  return made;
}

function answerOf(result: unknown): Answer {
  if (Array.isArray(result)) return { rows: result as Row[], affected: 0 };
  return { rows: [], affected: (result as mysql.ResultSetHeader).affectedRows };
}

/** The driver hands the statement along, and so the values in it: what a log must never hold. */
function withoutValues(error: Error & { sql?: string }): Error {
  delete error.sql;
  return error;
}

/** One connection, opened at first use and again after it was lost; one transaction at a time. */
class Lane {
  readonly #config: MysqlConfig;
  #connection: Promise<mysql.Connection> | undefined;
  /** The connection that `#connection` has become. */
  #live: mysql.Connection | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  waiting = 0;

  constructor(config: MysqlConfig) {
    this.#config = config;
  }

  /** Runs the work when what came before it has ended. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work, work);
    this.#tail = turn.catch(() => {});
    return turn;
  }

  async #connected(): Promise<mysql.Connection> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<mysql.Connection> {
    try {
      const connection = await connect(this.#config);
      // Not destroyed: the driver still tells what was under way that it is lost.
      const forget = (): void => this.#forget(connection);
      connection.on('error', forget);
      connection.on('end', forget);
      this.#live = connection;
      this.#beatLater(connection);
      return connection;
    } catch (error) {
      this.#connection = undefined;
      throw faultOf(error, 'before-commit');
    }
  }

  /** Keeps an idle connection from its wait_timeout, and finds out whether anybody is there. */
  #beatLater(connection: mysql.Connection): void {
    const beat = (): void => {
      if (this.#live !== connection) return;
      const idle = this.waiting === 0;
      const beaten = idle ? this.alone(() => this.#send(connection, [sql`DO 1`])) : undefined;
      void Promise.resolve(beaten)
        .catch(() => this.#drop(connection))
        .then(() => this.#beatLater(connection));
    };
    setTimeout(beat, STORE_LIMITS.listenBeatMs).unref();
  }

  /** Answers of each statement; the first that fails ends the burst. */
  async burst(statements: readonly Sql[]): Promise<readonly Answer[]> {
    const connection = await this.#connected();
    try {
      const answers: Answer[] = [];
      for (const packet of packets(statements)) {
        answers.push(...(await this.#send(connection, packet)));
      }
      return answers;
    } catch (error) {
      if (errorKind(error) === 'lost') this.#drop(connection);
      throw error;
    }
  }

  #send(connection: mysql.Connection, packet: readonly Sql[]): Promise<readonly Answer[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Answer[]>();
    const text = packet.map((statement) => statement.text).join(';\n');
    connection.query(text, (error: Error | null, results: unknown) => {
      if (error) reject(withoutValues(error));
      else resolve(packet.length === 1 ? [answerOf(results)] : (results as []).map(answerOf));
    });
    return orSilent(socketOf(connection), promise);
  }

  /** Ends what a failed transaction left open; a connection that cannot is given up. */
  async rollBack(): Promise<void> {
    if (!this.#live) return;
    await this.burst([ROLLBACK]).catch(() => this.#live && this.#drop(this.#live));
  }

  #forget(connection: mysql.Connection): void {
    if (this.#live !== connection) return;
    this.#live = undefined;
    this.#connection = undefined;
  }

  #drop(connection: mysql.Connection): void {
    this.#forget(connection);
    connection.destroy();
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    this.#live = undefined;
    this.#connection = undefined;
    if (!connection) return;
    await new Promise<void>((resolve) => {
      connection.once('error', () => resolve());
      connection.end(() => resolve());
    });
  }
}

/** A fixed set of lanes; work goes to the one with the fewest ahead of it. */
export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #running = new Set<Promise<unknown>>();
  readonly #reads: SharedReads;
  #closed = false;

  constructor(config: MysqlConfig, count: number) {
    this.#lanes = Array.from({ length: count }, () => new Lane(config));
    this.#reads = new SharedReads(count, (statements) => this.readAll(statements));
  }

  /** Rows of one reading statement; those that wait go together. */
  async read<R = Row>(statement: Sql): Promise<readonly R[]> {
    return (await this.#reads.read(statement)) as readonly R[];
  }

  /** Rows of several reading statements in one round trip, each of its own moment. */
  async readAll(statements: readonly Sql[]): Promise<readonly (readonly Row[])[]> {
    const answers = await this.#run((lane) => lane.burst(statements));
    return answers.map(({ rows }) => rows);
  }

  /** Rows of several reading statements in one round trip, all of one moment. */
  async readMoment(statements: readonly Sql[]): Promise<readonly (readonly Row[])[]> {
    const rows = await this.readAll([...MOMENT, ...statements, COMMIT]);
    return rows.slice(MOMENT.length, -1);
  }

  /** One transaction and one round trip. Run again after a lost race. */
  async write(statements: readonly Sql[]): Promise<readonly Answer[]> {
    return this.#run(async (lane, enter) => {
      enter('commit');
      const answers = await lane.burst([BEGIN, ...statements, COMMIT]);
      return answers.slice(1, -1);
    });
  }

  /**
   * One transaction and two round trips: it looks, decides here, then writes and commits. What it
   * locks by looking it keeps over the way back. Run again after a lost race.
   */
  async transact<T>(
    look: readonly Sql[],
    decide: (answers: readonly Answer[]) => Decision<T>,
  ): Promise<T> {
    return this.#run(async (lane, enter) => {
      const [, ...answers] = await lane.burst([BEGIN, ...look]);
      const { write, result } = decide(answers);
      enter('commit');
      await lane.burst(write.length > 0 ? [...write, COMMIT] : [ROLLBACK]);
      return result;
    });
  }

  async #run<T>(work: (lane: Lane, enter: (phase: Phase) => void) => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreFault('store.closed');
    const done = this.#retried(work);
    this.#running.add(done);
    try {
      return await done;
    } finally {
      this.#running.delete(done);
    }
  }

  async #retried<T>(work: (lane: Lane, enter: (phase: Phase) => void) => Promise<T>): Promise<T> {
    for (let again = 0; ; again++) {
      const lane = this.#freest();
      let phase: Phase = 'before-commit';
      const enter = (next: Phase): void => {
        phase = next;
      };
      lane.waiting++;
      try {
        return await lane.alone(() => orRolledBack(lane, () => work(lane, enter)));
      } catch (error) {
        const raced = !(error instanceof StoreFault) && errorKind(error) === 'race';
        if (raced && again < STORE_LIMITS.raceRetriesMax) continue;
        throw faultOf(error, phase);
      } finally {
        lane.waiting--;
      }
    }
  }

  #freest(): Lane {
    return this.#lanes.reduce((best, lane) => (lane.waiting < best.waiting ? lane : best));
  }

  /** Lets what runs end, then closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#running]);
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}

/** A failed statement leaves the transaction of this server open: it ends before the lane is free. */
async function orRolledBack<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await lane.rollBack();
    throw error;
  }
}
