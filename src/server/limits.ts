/** Every bound of the HTTP door, by name. */
export const SERVER_LIMITS = {
  bodyBytesMax: 1_048_576,
  /** Objects and arrays inside each other. */
  bodyDepthMax: 32,
  paramCharsMax: 200,
  /** A request's headers and body have to arrive within. */
  requestMs: 30_000,
  /** Requests under way at a stop have to be answered within. */
  closeMs: 4_000,
  /** Characters of an Idempotency-Key. */
  keyCharsMax: 255,
  /** Mistakes that one answer names. */
  problemErrorsMax: 100,
  /** Days of a calendar read at once. */
  calendarDaysMax: 400,
  pageDefault: 50,
  /** Instances of everybody that one search by text looks through. */
  lookedThrough: 20_000,
  /** Words of a search that are looked for apart. */
  searchWords: 12,
  /** People of one name whose requests a search finds by it. */
  searchPeople: 5_000,
  /** Tasks that an inbox opens with. */
  openingTasks: 100,
  /** Flows whose titles it opens with. */
  openingFlows: 100,
  /** Instances whose facts are asked for at once. */
  factsMax: 100,
  /** Snoozed tasks, marks and drafts that one person is given at once. */
  shelfItemsMax: 200,
  /** Filters that one person has saved. */
  filtersMax: 100,
  /** Phrases that one person has saved. */
  phrasesMax: 60,
  /** Characters of the name of a saved filter. */
  filterNameCharsMax: 60,
  /** People asked for by their ids at once. */
  peopleNamedMax: 200,
  /** Records of one piece of an audit log. */
  auditPieceDefault: 500,
  /** Pause between two signs of life on an event stream. */
  heartbeatMs: 15_000,
  /** Event streams open at once, of all and of one person. */
  streamsMax: 5_000,
  streamsPerPersonMax: 50,
  /** Journal entries read at once for a stream. */
  streamPage: 20,
  /** Characters of a comment that comes by a one-tap link. */
  tapCommentCharsMax: 2_000,
  /** Links that are none, of one address within so long; more are told to wait. */
  tapMissesMax: 30,
  tapMissesMs: 60_000,
  /** A browser’s session is good for; then its person signs in anew. */
  sessionMs: 8 * 3_600_000,
  /** The key of a tenant’s sessions may be so old. */
  sessionKeyAgeMs: 30_000,
  /** The way to the issuer and back may take. */
  loginMs: 600_000,
} as const;
