/** What letters mean in fonts that draw pictures in their places. */

const PICTURES = /^(wingdings( [23])?|webdings|symbol|zapf ?dingbats|marlett|mt extra)$/i;

export function isPictureFont(font: string | undefined): boolean {
  return font !== undefined && PICTURES.test(font.trim());
}

/** Of boxes and ticks, which say yes or no in a form: letters, and what they look like. */
const KNOWN: ReadonlyMap<string, readonly [letters: string, pictures: string]> = new Map([
  ['wingdings', ['o\u00a8\u00fb\u00fc\u00fd\u00fe', '☐☐✗✓☒☑']],
  ['wingdings 2', ['OPQRST\u00a3', '✗✓☒☑☒☒☐']],
]);

/** undefined: not known here. */
export function pictured(font: string, code: number): string | undefined {
  if (code === 0x20) return ' ';
  const [letters = '', pictures = ''] = KNOWN.get(font.trim().toLowerCase()) ?? [];
  const letter = String.fromCharCode(code >= 0xf000 ? code - 0xf000 : code);
  return letters.includes(letter) ? pictures[letters.indexOf(letter)] : undefined;
}
