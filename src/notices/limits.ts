/** Every bound of the room, by name. Durations in milliseconds. */
export const NOTICE_LIMITS = {
  /** What happened longer ago is news to nobody: it goes to no channel. */
  ageMaxMs: 24 * 3_600_000,
  /** Letters in hand at once. */
  lettersAtOnce: 50,
  /** A letter that somebody has is free again after. */
  leaseMs: 60_000,
  /** One try may take so long. */
  sendMs: 30_000,
  /** Connections to the mail server at once. */
  mailConnectionsMax: 4,
  /** A mail server has to take a connection, and then to answer, within. */
  mailConnectMs: 10_000,
  mailSilenceMs: 20_000,
  /** Tries before a letter is given up: about a day and a half. */
  attemptsMax: 40,
  /** The pause before the second try, and the longest. */
  backoffFirstMs: 20_000,
  backoffMostMs: 3_600_000,
  /** Pause between two looks for letters that are due. */
  pollMs: 2_000,
  /** A link that decides is good for. */
  linkMs: 3 * 24 * 3_600_000,
  /** Characters of a subject line, and of one value of a form in a letter. */
  subjectCharsMax: 120,
  valueCharsMax: 400,
  /** Characters of what was said that people are shown with news. */
  wordsCharsMax: 200,
  /** People whom one comment tells by naming them. */
  mentionsMax: 50,
  /** News kept with one statement. */
  newsAtOnce: 1_000,
  /** Fields and steps ahead that a letter shows. */
  fieldsMax: 12,
  aheadMax: 4,
  /** Items of one digest. */
  digestMax: 50,
  /** Administrators who are told of an incident. */
  administratorsMax: 10,
  /** Times of a day at which a digest may go out. */
  digestTimesMax: 6,
  /** Days to look ahead for a working day. */
  daysAheadMax: 40,
  /** Characters of a reason that is kept. */
  reasonCharsMax: 300,
  /** Journal rows read at once. */
  journalPage: 200,
  /** Bytes read of a channel’s answer. */
  answerBytesMax: 4_096,
} as const;
