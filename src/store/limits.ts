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
  /** Reads that share a transaction; more are spread over the connections. */
  sharedReadsMax: 16,
  /** Bytes of the parts that a file is kept and read in. */
  filePartBytes: 32_768,
  /** Audit records of one piece of a log. */
  auditRowsMax: 5_000,
  /**
   * How long a connection may owe an answer. The server ends every statement before that: one that
   * is silent for longer is not there any more, whatever the network says.
   */
  silenceMs: 35_000,
  /** Pause between two looks at whether the connection that listens still answers. */
  listenBeatMs: 15_000,
  /** Characters of a packet to MySQL; at four bytes each it is within the smallest default, 16 MiB. */
  burstCharsMax: 3_000_000,
  /** Pause between two looks at what other processes told, where the database does not say so itself. */
  signalPollMs: 50,
  /** Signals that are kept for those who look: who is further behind is told of a gap. */
  signalRowsMax: 1_000,
  /** Times a transaction is run again after a deadlock or a lost race. */
  raceRetriesMax: 5,
} as const;
