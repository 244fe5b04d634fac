/** What an error of the driver means for the caller. */

import { InvariantViolation } from '../../../kernel/index.ts';
import { StoreFault } from '../../faults.ts';

/** Where it struck: `commit` once a COMMIT was on its way. */
export type Phase = 'before-commit' | 'commit';

/**
 * `race`: rolled back for another transaction's sake, run it again. `busy`: rolled back for want
 * of something that may come back. `lost`: the connection is gone.
 */
export type ErrorKind = 'race' | 'busy' | 'lost' | 'schema' | 'rejected';

const BY_STATE: Readonly<Record<string, ErrorKind>> = {
  // Two transactions wrote the same key first: the loser, run again, sees the winner.
  '23505': 'race',
  '40001': 'race',
  '40P01': 'race',
  '55P03': 'busy',
  '57014': 'busy',
  '25006': 'busy',
  // No such table, no such role, no such parameter value: the schema is not there.
  '42P01': 'schema',
  '42703': 'schema',
  '22023': 'schema',
  '42704': 'schema',
};

interface PostgresError extends Error {
  readonly code?: string;
  readonly severity?: string;
  readonly constraint?: string;
}

/** Sorts an error by its SQLSTATE; an error without one never reached the database's answer. */
export function errorKind(error: unknown): ErrorKind {
  const { code = '', severity } = error as PostgresError;
  const known = BY_STATE[code];
  if (known === 'schema') return known;
  if (severity === 'FATAL' || severity === 'PANIC') return 'lost';
  if (severity === undefined) return 'lost';
  if (known) return known;
  if (code.startsWith('53')) return 'busy';
  if (code.startsWith('57P') || code.startsWith('08')) return 'lost';
  return 'rejected';
}

/** Turns any error into the fault that the caller is told. */
export function faultOf(error: unknown, phase: Phase): Error {
  if (error instanceof StoreFault || error instanceof InvariantViolation) return error;
  const state = (error as PostgresError).code;
  switch (errorKind(error)) {
    case 'lost':
      return new StoreFault(
        phase === 'commit' ? 'store.unknown-outcome' : 'store.unavailable',
        state,
        error,
      );
    case 'race':
      // Lost again and again: the key is not raced for, it stands.
      if (state === '23505') return rejected(error as PostgresError);
      return new StoreFault('store.unavailable', state, error);
    case 'busy':
      return new StoreFault('store.unavailable', state, error);
    case 'schema':
      return new StoreFault('store.schema-behind', state, error);
    default:
      return rejected(error as PostgresError);
  }
}

/** Tells the state and the constraint's name only: the text may hold values of a row. */
function rejected(error: PostgresError): StoreFault {
  const detail = [error.code, error.constraint].filter(Boolean).join(' ');
  return new StoreFault('store.rejected', detail, error);
}
