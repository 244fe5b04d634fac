/** Pipelined connections: a whole transaction is one burst of messages and one round trip. */

import type { Socket } from 'node:net';
import pg from 'pg';
import { StoreFault } from '../../faults.ts';
import { STORE_LIMITS } from '../../limits.ts';
import { orSilent } from '../../silence.ts';
import { errorKind, faultOf } from './errors.ts';
import { SharedReads } from './shared-reads.ts';

/** A statement the server parses once a connection, by its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Whose rows a transaction may see: the tenants named, every registered one (workers that serve
 * all), or nobody's (registries only).
 */
export type Walls = readonly string[] | 'every-tenant' | 'registries';

const EVERY_TENANT =
  "SELECT set_config('vermilion.tenants', coalesce((SELECT array_agg(tenant)::text FROM tenant), ''), true)";

/** An array as PostgreSQL writes one, every element quoted. */
function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** One simple message: begin, and the wall for this transaction only. */
function beginning(walls: Walls, write: boolean): string {
  const begin = write ? 'BEGIN' : 'BEGIN READ ONLY';
  if (walls === 'registries') return begin;
  if (walls === 'every-tenant') return `${begin}; ${EVERY_TENANT}`;
  const tenants = pg.escapeLiteral(arrayText([...new Set(walls)]));
  return `${begin}; SET LOCAL vermilion.tenants = ${tenants}`;
}

/**
 * A plan made while the tables were small may look up by the wrong index: all of them start with
 * the tenant, and an empty one costs nothing. Until statistics exist nothing makes the server plan
 * again, so a connection does at the 4th, 16th, 64th … use of a statement.
 */
function isReplanned(use: number): boolean {
  return use >= 4 && Number.isInteger(Math.log2(use) / 2);
}

/**
 * Parses a statement and runs nothing. Sent outside any transaction, so that no failure before it
 * keeps it from being prepared: the driver, which takes it for prepared from here on, is right.
 */
class Preparation extends pg.Query {
  readonly #statement: Statement;

  constructor(statement: Statement, done: (error: Error | undefined) => void) {
    super({ name: statement.name, text: statement.text }, done);
    this.#statement = statement;
  }

  /** Called by the driver in place of parse, bind, execute. */
  prepare(connection: PreparingConnection): void {
    const { name, text } = this.#statement;
    connection.submittedNamedStatements[name] = text;
    connection.parse({ name, text, types: [] }, true);
    connection.sync();
  }
}

/** A connection, with what the driver keeps of the statements whose parse is on its way. */
interface PreparingConnection extends pg.Connection {
  readonly submittedNamedStatements: Record<string, string>;
}

/** A client, with the socket it writes to. */
type CorkedClient = pg.Client & { readonly connection: pg.Connection & { stream: Socket } };

/** One connection, opened at first use and again after it was lost. */
class Lane {
  readonly #config: pg.ClientConfig;
  #client: Promise<pg.Client> | undefined;
  /** The client that `#client` is, or will be. */
  #live: pg.Client | undefined;
  waiting = 0;
  readonly #prepared = new Set<string>();
  /** How often this connection has run each statement. */
  readonly #uses = new Map<string, number>();

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, pipeline: true });
    this.#live = client;
    const forget = (): void => this.#drop(client);
    client.on('error', forget);
    client.on('end', forget);
    try {
      await client.connect();
      this.#prepared.clear();
      this.#uses.clear();
      return client;
    } catch (error) {
      forget();
      throw faultOf(error, 'before-commit');
    }
  }

  /** Sends all of it without waiting in between; no other transaction's messages come between. */
  async run(walls: Walls, write: boolean, statements: readonly Statement[]) {
    const client = await this.#connected();
    const { stream } = (client as CorkedClient).connection;
    // One write for the burst: each of its own wakes the server to read a part.
    stream.cork();
    const prepared = statements.flatMap((statement) => this.#prepare(client, statement));
    if (this.#countUses(statements)) client.query('DISCARD PLANS').catch(() => {});
    const sent: Promise<pg.QueryResult>[] = [client.query(beginning(walls, write))];
    for (const { name, text, values } of statements) {
      sent.push(client.query({ name, text, values: [...values] }));
    }
    sent.push(client.query('COMMIT'));
    stream.uncork();
    const answers = Promise.all([Promise.allSettled(sent), Promise.allSettled(prepared)]);
    const [settled, unprepared] = await orSilent(stream, answers);
    // The first error tells why; what follows it only says that the transaction had failed.
    const failed = [...unprepared, ...settled].find((one) => one.status === 'rejected');
    if (failed) {
      if (errorKind(failed.reason) === 'lost') this.#drop(client);
      throw failed.reason;
    }
    return settled
      .slice(1, -1)
      .map((one) => (one as PromiseFulfilledResult<pg.QueryResult>).value.rows as unknown[]);
  }

  /** Nothing for a statement that the connection knows. */
  #prepare(client: pg.Client, statement: Statement): readonly Promise<void>[] {
    if (this.#prepared.has(statement.name)) return [];
    this.#prepared.add(statement.name);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = (error: Error | undefined): void => {
      if (error) {
        this.#prepared.delete(statement.name);
        reject(error);
      } else resolve();
    };
    client.query(new Preparation(statement, done));
    return [promise];
  }

  /** Tells whether one of the statements is to be planned again. */
  #countUses(statements: readonly Statement[]): boolean {
    let again = false;
    for (const { name } of statements) {
      const use = (this.#uses.get(name) ?? 0) + 1;
      this.#uses.set(name, use);
      again ||= isReplanned(use);
    }
    return again;
  }

  /** Once for each client: what a dead one still says must not cost its successor the lane. */
  #drop(client: pg.Client): void {
    if (this.#live !== client) return;
    this.#live = undefined;
    this.#client = undefined;
    client.end().catch(() => {});
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => {});
  }
}

/**
 * A fixed set of lanes. Transactions are fixed lists of statements, so that none holds a lane over
 * a round trip; one goes to the lane with the fewest ahead of it.
 */
export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #running = new Set<Promise<unknown>>();
  readonly #reads = new SharedReads((walls, statements) => this.#run(walls, false, statements));
  #closed = false;

  constructor(config: pg.ClientConfig, count: number) {
    this.#lanes = Array.from({ length: count }, () => new Lane(config));
  }

  /** Rows of one reading statement; those asked for in one turn may share a transaction. */
  async read<Row>(walls: Walls, statement: Statement): Promise<readonly Row[]> {
    return (await this.#reads.read(walls, statement)) as readonly Row[];
  }

  /** Rows of several reading statements, in one transaction and one round trip. */
  async readAll(walls: Walls, statements: readonly Statement[]): Promise<readonly unknown[][]> {
    return this.#run(walls, false, statements);
  }

  /** Rows of each statement, after the commit. Run again after a lost race. */
  async write(walls: Walls, statements: readonly Statement[]): Promise<readonly unknown[][]> {
    return this.#run(walls, true, statements);
  }

  async #run(walls: Walls, write: boolean, statements: readonly Statement[]) {
    if (this.#closed) throw new StoreFault('store.closed');
    const work = this.#retried(walls, write, statements);
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  async #retried(walls: Walls, write: boolean, statements: readonly Statement[]) {
    for (let again = 0; ; again++) {
      const lane = this.#freest();
      lane.waiting++;
      try {
        return await lane.run(walls, write, statements);
      } catch (error) {
        const raced = !(error instanceof StoreFault) && errorKind(error) === 'race';
        if (raced && again < STORE_LIMITS.raceRetriesMax) continue;
        throw faultOf(error, write ? 'commit' : 'before-commit');
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
