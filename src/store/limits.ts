/** Every bound of this room, by name. */
export const STORE_LIMITS = {
  /** Rows of one page. */
  pageRowsMax: 200,
  /** Units of one call of `commit`. */
  commitUnitsMax: 1_000,
  /** Bytes of one notification; PostgreSQL takes 8000 less one. */
  notifyBytesMax: 7_900,
  /** Signals that wait for a lost connection; older ones are dropped, polling is the net. */
  signalsWaitingMax: 10_000,
  /** Audit records of one piece of a log. */
  auditRowsMax: 5_000,
  /**
   * How long a connection may owe an answer. The server ends every statement before that: one that
   * is silent for longer is not there any more, whatever the network says.
   */
  silenceMs: 35_000,
  /** Pause between two looks at whether the connection that listens still answers. */
  listenBeatMs: 15_000,
  /** Times a transaction is run again after a deadlock or a lost race. */
  raceRetriesMax: 5,
} as const;
