/** A choice of inputs that follows from the inputs themselves. */

/** Whether a text is one of the few, about one in so many, that a costly property is held to. */
export function isOneIn(count: number, text: string): boolean {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) | 0;
  return Math.abs(sum) % count === 0;
}
