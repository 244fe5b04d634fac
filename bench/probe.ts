/** What the database did meanwhile: the columns that no noise moves. */

import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { PostgresAddress } from '../src/store/index.ts';

export interface Reading {
  /** Processor time of the server and its backends; undefined where `/proc` is missing. */
  readonly cpuMs: number | undefined;
  readonly walBytes: number;
  readonly flushes: number;
  readonly commits: number;
}

/** Milliseconds of a tick of `/proc/<pid>/stat` (USER_HZ is 100 on Linux). */
const TICK_MS = 10;

export class Probe {
  readonly #client: pg.Client;
  #postmaster = 0;

  constructor(database: PostgresAddress) {
    this.#client = new pg.Client(database);
  }

  async open(): Promise<this> {
    await this.#client.connect();
    const { rows } = await this.#client.query('SELECT pg_backend_pid() AS pid');
    this.#postmaster = statOf(rows[0].pid)?.parent ?? 0;
    return this;
  }

  async read(database: string): Promise<Reading> {
    const { rows } = await this.#client.query(
      `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS wal,
         (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal')::float8 AS flushes,
         (SELECT xact_commit FROM pg_stat_database WHERE datname = $1)::float8 AS commits`,
      [database],
    );
    const [{ wal, flushes, commits }] = rows;
    return { cpuMs: this.#cpuMs(), walBytes: wal, flushes, commits };
  }

  #cpuMs(): number | undefined {
    if (this.#postmaster === 0) return undefined;
    let ticks = 0;
    for (const name of readdirSync('/proc')) {
      const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
      if (stat?.parent === this.#postmaster) ticks += stat.ticks;
      // What ended backends had used is in the postmaster's account of its children.
      if (stat && Number(name) === this.#postmaster) ticks += stat.ticks + stat.reaped;
    }
    return ticks * TICK_MS;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

/** Processor time of a process that has none beside it; undefined where `/proc` is missing. */
export function cpuMsOf(pid: number): number | undefined {
  const stat = statOf(pid);
  return stat && stat.ticks * TICK_MS;
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
  readonly reaped: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: state, parent, …; user and system time are the 12th and 13th,
    // those of children that were waited for the 14th and 15th.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
    return {
      parent: Number(fields[1]),
      ticks: user! + system!,
      reaped: childUser! + childSystem!,
    };
  } catch {
    return undefined;
  }
}
