/** What people wrote, as it may stand among words of others. */

/** Bidirectional marks, embeddings, overrides and isolates: they turn what stands beside them. */
const TURNING = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const ODD = new RegExp(`[\\p{Cc}\\p{Zl}\\p{Zp}${TURNING}]+`, 'gu');
const ODD_IN_LINES = new RegExp(`[${TURNING}]|(?![\\n\\t])\\p{Cc}`, 'gu');

/** One line, without what moves a cursor, colours a terminal or turns the direction of reading. */
export function readableLine(text: string): string {
  return text.replace(ODD, ' ').trim();
}

/** The same, with its lines and tabs. */
export function readableLines(text: string): string {
  return text.replace(ODD_IN_LINES, '');
}
