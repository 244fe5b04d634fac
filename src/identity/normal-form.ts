/** Texts as they are compared when somebody is looked for. */

/** Without case, width, blanks and marks between words. */
export function normalized(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·.'-]+/g, '');
}
