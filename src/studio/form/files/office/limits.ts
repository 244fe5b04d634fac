/** What an office file may cost to look at: whoever sent it may mean harm. */
export const OFFICE_LIMITS = {
  /** Parts of a package. */
  entriesMax: 1_000,
  /** What all the parts that are read may unpack to, in bytes. */
  unpackedBytesMax: 25 * 1024 * 1024,
  /** Unpacked over packed, for parts that are not small. */
  ratioMax: 100,
  ratioFromBytes: 1024 * 1024,
  /** Elements of a part inside each other. */
  depthMax: 200,
  /** Paragraphs and tables of a document that are shown. */
  blocksMax: 2_000,
  sheetsMax: 20,
  rowsMax: 200,
  columnsMax: 40,
  /** Areas of cells that are drawn as one. */
  areasMax: 500,
  /** Characters of a cell or a paragraph that are shown. */
  charsMax: 4_000,
  /** How long the reading may take. */
  timeMs: 10_000,
} as const;
