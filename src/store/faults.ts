/** The world's failures as this room tells them; the one catalogue of its codes. */

/** Each code with its text, and whether the same call may succeed later. */
export const STORE_FAULTS = {
  /** Nothing of the call was written. */
  'store.unavailable': { message: 'The database does not answer.', retryable: true },
  /** The connection died between sending a commit and its answer: load before trying again. */
  'store.unknown-outcome': {
    message: 'The database did not say whether the commit was written.',
    retryable: true,
  },
  'store.degraded': {
    message: 'The database is set to lose acknowledged commits.',
    retryable: false,
  },
  'store.schema-behind': {
    message: 'The schema of the database is not the one this version needs.',
    retryable: false,
  },
  /** Restored from an old backup, cut short or written anew: start it only knowingly. */
  'store.log-rolled-back': {
    message: 'An audit log is not the one that the last checkpoint signed.',
    retryable: false,
  },
  /** A backup is restored into an empty database only. */
  'store.not-empty': { message: 'The database holds rows already.', retryable: false },
  /** Restore it with the version that wrote it, then let the newer one migrate. */
  'store.backup-foreign': { message: 'The backup is of another schema.', retryable: false },
  'store.no-backup': {
    message: 'A database of this kind is backed up by its own means.',
    retryable: false,
  },
  /** Cut short or changed: nothing was restored. */
  'store.backup-damaged': { message: 'The backup is not whole.', retryable: false },
  /** The statement itself is wrong: ours to mend. */
  'store.rejected': { message: 'The database refused a statement.', retryable: false },
  'store.closed': { message: 'The store is closed.', retryable: false },
  'store.embedded-failed': {
    message: 'The embedded database did not start.',
    retryable: false,
  },
} as const satisfies Record<string, { message: string; retryable: boolean }>;

/** A code of the catalogue. */
export type StoreFaultCode = keyof typeof STORE_FAULTS;

/** A failure of the database or of the way to it; match on `code`, never on text. */
export class StoreFault extends Error {
  readonly code: StoreFaultCode;
  readonly retryable: boolean;
  constructor(code: StoreFaultCode, detail?: string, cause?: unknown) {
    const { message, retryable } = STORE_FAULTS[code];
    super(detail ? `${message} (${detail})` : message, cause === undefined ? undefined : { cause });
    this.name = 'StoreFault';
    this.code = code;
    this.retryable = retryable;
  }
}
