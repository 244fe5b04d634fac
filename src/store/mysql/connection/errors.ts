/** What an error of the driver means for the caller. */

import { InvariantViolation } from '../../../kernel/index.ts';
import { StoreFault } from '../../faults.ts';

/** Where it struck: `commit` once a COMMIT was on its way. */
export type Phase = 'before-commit' | 'commit';

/**
 * `race`: rolled back for another transaction's sake, run it again. `busy`: refused for want of
 * something that may come back. `lost`: the connection is gone. `unsure`: the COMMIT itself failed.
 */
export type ErrorKind = 'race' | 'busy' | 'lost' | 'unsure' | 'schema' | 'rejected';

const DUPLICATE = 1062;

const KINDS: Readonly<Record<Exclude<ErrorKind, 'rejected'>, readonly number[]>> = {
  // Two transactions wrote the same key first; a deadlock; a write that a cluster certified away.
  race: [DUPLICATE, 1213, 1020, 3101],
  // Lock wait, statement time, interrupted; read-only; too many connections; no space; no quorum;
  // access denied, which whoever keeps the accounts may mend.
  busy: [1205, 1969, 3024, 1317, 1290, 1836, 1040, 1203, 1226, 1114, 1021, 1047, 1044, 1045, 1698],
  // Shutdown, killed, network errors, idle for too long.
  lost: [1053, 1927, 1152, 1158, 1159, 1160, 1161, 1184, 4031],
  unsure: [1180],
  // No such table, column or database: the schema is not there.
  schema: [1146, 1054, 1049],
};

const BY_NUMBER = new Map(
  Object.entries(KINDS).flatMap(([kind, numbers]) =>
    numbers.map((number) => [number, kind as ErrorKind] as const),
  ),
);

interface MysqlError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
}

/** Sorts an error by its number; one without a state never reached the database's answer. */
export function errorKind(error: unknown): ErrorKind {
  const { errno = 0, sqlState } = error as MysqlError;
  if (!sqlState) return 'lost';
  return BY_NUMBER.get(errno) ?? 'rejected';
}

/** Turns any error into the fault that the caller is told. */
export function faultOf(error: unknown, phase: Phase): Error {
  if (error instanceof StoreFault || error instanceof InvariantViolation) return error;
  if (error instanceof RangeError) return error;
  const { errno, code } = error as MysqlError;
  const detail = code ?? String(errno);
  switch (errorKind(error)) {
    case 'unsure':
      return new StoreFault('store.unknown-outcome', detail, error);
    case 'lost':
      return new StoreFault(
        phase === 'commit' ? 'store.unknown-outcome' : 'store.unavailable',
        detail,
        error,
      );
    case 'race':
      // Lost again and again: the key is not raced for, it stands.
      if (errno === DUPLICATE) return new StoreFault('store.rejected', detail, error);
      return new StoreFault('store.unavailable', detail, error);
    case 'busy':
      return new StoreFault('store.unavailable', detail, error);
    case 'schema':
      return new StoreFault('store.schema-behind', detail, error);
    default:
      // The number only: the text may hold values of a row.
      return new StoreFault('store.rejected', detail, error);
  }
}
