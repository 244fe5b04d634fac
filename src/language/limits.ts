/** Every bound of the language room, by name. */
export const languageLimits = {
  /** Characters of one text. */
  textCharsMax: 1_048_576,
  /** Mappings and lists inside each other. */
  nestingMax: 64,
  /** Diagnostics of one text; the rest are counted, not listed. */
  diagnosticsMax: 200,
  /** Longest time a ladder or a back-off may name: ten years. */
  durationMsMax: 10 * 365 * 86_400_000,
  /** Deliveries of one call. */
  attemptsMax: 100,
  /** Characters of a name or an id. */
  nameCharsMax: 64,
  /** Characters of a title. */
  titleCharsMax: 200,
} as const;
