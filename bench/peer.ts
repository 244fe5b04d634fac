/** What is compared: each does the same two-level approval in its own way, on its own database. */

import type { PostgresAddress } from '../src/store/index.ts';
import type { Figures } from './load.ts';
import type { Reading } from './probe.ts';

export interface Peer {
  /** Runs the load with so many clients in flight, for about the time given. */
  drive(inFlight: number, milliseconds: number): Promise<Figures>;
  /** What its database did so far, where that is another one than the peers share. */
  readonly read?: () => Promise<Reading>;
  close(): Promise<void>;
}

/** Makes a peer on an empty database. */
export type OpenPeer = (database: PostgresAddress) => Promise<Peer>;
