/** Advice that names the nearest known word. */

const EDITS_MAX = 3;

/** Finds the candidate most like a mistyped word, or nothing when none is near. */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.min(EDITS_MAX, Math.floor(word.length / 2))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Says "did you mean x?", or lists the words when none is near and they are few. */
export function advise(word: string, candidates: Iterable<string>): string | undefined {
  const words = [...candidates].filter((candidate) => candidate !== '');
  const near = nearest(word, words);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (words.length === 0 || words.length > 20) return undefined;
  return `Known here: ${words.join(', ')}.`;
}

function editDistance(left: string, right: string): number {
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + change),
      );
    }
    last = current;
  }
  return last[right.length]!;
}
