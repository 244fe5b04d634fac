/** Every bound of the engine, by name. Durations in milliseconds. */
export const ENGINE_LIMITS = {
  /** Commands in one batch; beyond about a hundred only latency grows. */
  batchCommandsMax: 64,
  /** Commands that are not split into two batches, though two could run. */
  batchCommandsMin: 16,
  /** Batches under way at once, each on its own connection. */
  batchesInFlight: 2,
  /** Commands waiting, and the characters of those not answered; more is refused as overload. */
  queueLengthMax: 2_000,
  /** While nobody waits for less than this, the line is full with few in it already. */
  queueTargetMs: 500,
  queueLengthMin: 128,
  /** While nothing new waits for longer, it keeps step with what is begun. */
  queueCalmMs: 250,
  queueCharsMax: 128 * 1_048_576,
  /** A command that waited longer is turned away: whoever sent it has gone, or will send it again. */
  queueWaitMsMax: 5_000,
  /** Priorities of commands, from the one that waits for all others to the one that waits for none. */
  priorityMin: -100,
  priorityMax: 100,
  /** A batch that has been handling for so long lets others have a turn. */
  handleMsMax: 10,
  /** Tries of one command before the fault goes to the caller. */
  commandTriesMax: 20,
  /** Pause before a command is tried again after a fault of the store. */
  retryPauseMs: 50,
  /** People whom a list names of those whose turn it is. */
  waitsPeopleMax: 3,
  /** Instances kept hot in memory, and the characters of their states. */
  hotInstancesMax: 10_000,
  hotCharsMax: 64 * 1_048_576,
  /** Characters of events that are folded at each load before they are worth a new snapshot. */
  snapshotCharsMin: 4_096,
  /** Ended instances that tell how long a flow takes, and fewer tell nothing. */
  paceInstancesMax: 100,
  paceInstancesMin: 10,
  /** How long what they told is believed, and of how many flows. */
  paceAgeMaxMs: 600_000,
  pacesMax: 1_000,
  /** Instances begun last among which one just like another is looked for. */
  twinsLookedAtMax: 50,
  /** Parts of a file that are in memory at once while it is read. */
  filePartsAtOnce: 16,
  /** Compiled flow versions kept, and the characters of their definitions. */
  compiledFlowsMax: 1_000,
  compiledCharsMax: 16 * 1_048_576,
  /** Tenants whose directory is kept. */
  directoriesMax: 1_000,
  /** Arrangements of substitutes of a tenant that are not over, and the longest. */
  substitutionsMax: 5_000,
  substitutionMsMax: 366 * 86_400_000,
  /** How exactly it is known when an API key was used last. */
  keyUseMs: 3_600_000,
  /** Age at which a tenant's directory is read again. */
  directoryAgeMaxMs: 2_000,
  /** API keys kept, for as long as a directory. */
  apiKeysMax: 10_000,
  /** Age at which a flow's latest version is looked up again; the node that publishes knows at once. */
  flowAgeMaxMs: 1_000,
  /** Timers or outbox rows leased at once, and for how long. */
  leaseBatch: 100,
  leaseMs: 30_000,
  /** Shortest pause between two looks at the timers, unless there are more than one look takes. */
  timerPauseMs: 25,
  /** Longest sleep of a service that nothing wakes. */
  idlePollMs: 1_000,
  /** Pause before a command between instances is repeated after a fault. */
  insidePauseMs: 500,
  /** People, flows and tasks looked at together after a change of the directory. */
  reassignPage: 64,
  /** How often directories are looked for that another node replaced. */
  reassignPollMs: 5_000,
  /** How often old rows are looked for, and how many of a kind are forgotten at once. */
  housekeepingMs: 60_000,
  sweepRows: 500,
  /** How long the answer of a command is known to its key (D4), and a delivered effect is kept (O3). */
  answersKeptMs: 8 * 86_400_000,
  deliveredKeptMs: 8 * 86_400_000,
  /** How long people find in the studio what they were told. */
  newsKeptMs: 90 * 86_400_000,
  /** How often the store makes ready for the time to come. */
  prepareMs: 86_400_000,
  /** Least time between two checkpoints of the audit logs. */
  checkpointMs: 60_000,
  /** Deliveries under way at once. */
  deliveriesInFlight: 16,
  /** A delivery's answer has to come within. */
  deliveryTimeoutMs: 15_000,
  /** A service that is asked for people has to answer within, and in so many bytes. */
  lookupTimeoutMs: 5_000,
  lookupAnswerBytesMax: 65_536,
  /** Bytes read of an answer's body. */
  deliveryAnswerBytesMax: 65_536,
  /** Tenants whose events a sink takes at once, and audit records looked through for each. */
  sinkTenantsAtOnce: 8,
  sinkRecords: 200,
  /** A sink has to keep what it was given within; less than a lease. */
  sinkTimeoutMs: 10_000,
  /** The first and the longest pause before a sink is tried again. */
  sinkPausesMs: [1_000, 60_000],
  /** Instances of which a process knows how far a sink has taken them. */
  sinkInstancesMax: 50_000,
  /** Mistakes of an organisation file that one refusal names. */
  problemsMax: 100,
  /** Journal rows read at once when all of them are needed. */
  journalPage: 200,
  /** How long a stop waits for deliveries under way, and for commands that wait their turn. */
  drainMs: 2_000,
} as const;
