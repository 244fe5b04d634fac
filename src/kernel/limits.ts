/** Every bound of the kernel, by name. */
export const LIMITS = {
  /** Steps entered for one command (R2.4). */
  stepsPerCommandMax: 10_000,
  /** Visits one instance may have in its life. */
  visitsPerInstanceMax: 10_000,
  /** Times one step may be visited by one instance. */
  visitsPerStepMax: 100,
  /** People one visit may ask. */
  seatsPerVisitMax: 500,
  /** Weight of one vote; shares of sums stay exact in 53 bits (C5). */
  weightMax: 1_000_000,
  /** Added people who add people before or after their own vote, and so on (R6.6). */
  addDepthMax: 4,
  /** People added to one step ahead. */
  addedAheadMax: 100,
  /** How often those who are asked may be reminded by hand, where the flow does not say (R6.11). */
  remindEveryMs: 3_600_000,
  /** People told of one instance. */
  notifiedMax: 5_000,
  /** Delegates of delegates: one asks, one answers (R6.5). */
  delegationDepthMax: 1,
  /** Opinions that one voter may ask for on one task. */
  delegationsPerSeatMax: 20,
  /** Managers walked upwards before the chain counts as a loop. */
  managerLevelsMax: 32,
  /** Lists of steps inside each other. */
  nestingDepthMax: 32,
  /** Steps of one definition. */
  stepsPerFlowMax: 5_000,
  /** Characters of a comment, a reason or an opinion. */
  commentCharsMax: 4_000,
  /** Characters of a signature. */
  signatureCharsMax: 10_000,
  /** Cost of one expression, in the units of the cel room. */
  expressionCostMax: 100_000,
  /** Cost of all formulas of one form, rows of tables included. */
  formulasCostMax: 300_000,
  /** Fields that lists show of a request. */
  factsMax: 5,
  /** Deliveries of a call that names no retry, and its first and longest pause. */
  callAttempts: 8,
  callBackoffMs: [1_000, 300_000],
  /** Acts that a forecast plays. */
  forecastActsMax: 2_000,
  /** Days on end without working time after which a calendar counts as having none. */
  calendarIdleDaysMax: 366,
  /** Days that counting in working time walks: a hundred years. */
  calendarDaysMax: 36_525,
  /** Time zones that are kept; the tz database names about six hundred. */
  zonesMax: 200,
  /** Weeks whose offsets a time zone keeps. */
  zoneWeeksMax: 6_000,
  /** Children of one visit of a subflow. */
  childrenPerVisitMax: 100,
  /** Children of children of one visit, and so on: each child gets its share of what is left. */
  familyMax: 10_000,
  /** Subflows inside each other. */
  subflowDepthMax: 8,
  /** Characters of the key of a message. */
  messageKeyCharsMax: 200,
  /** Characters of a subject line; longer ones are cut. */
  subjectCharsMax: 200,
} as const;
