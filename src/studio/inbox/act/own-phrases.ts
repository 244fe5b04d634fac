/** Phrases of one's own that one used last, kept on the device; those one saved are on the server. */

import type { Device } from '../../remote/device.ts';
import type { Verdict } from './decide.ts';

/** Said with its verdict, and offered for nothing else. */
export interface UsedPhrase {
  readonly text: string;
  readonly verdict: Verdict;
}

const KEY = 'phrases';
const USED_MAX = 4;
/** Longer ones are opinions on one case. */
const CHARS_MAX = 60;

export function usedPhrases(device: Device): readonly UsedPhrase[] {
  try {
    return JSON.parse(device.kept(KEY) ?? '[]') as readonly UsedPhrase[];
  } catch {
    return [];
  }
}

export function canBePhrase(text: string): boolean {
  const bare = text.trim();
  return bare !== '' && bare.length <= CHARS_MAX && !bare.includes('\n');
}

/** The one used last comes first; of each verdict the last few stay. */
export function withUsed(
  used: readonly UsedPhrase[],
  comment: string,
  verdict: Verdict,
): readonly UsedPhrase[] {
  const text = comment.trim();
  if (!canBePhrase(text)) return used;
  const rest = used.filter((each) => each.text !== text || each.verdict !== verdict);
  const said = rest.filter((each) => each.verdict === verdict).slice(0, USED_MAX - 1);
  const others = rest.filter((each) => each.verdict !== verdict);
  return [{ text, verdict }, ...said, ...others];
}

export function keepUsed(device: Device, used: readonly UsedPhrase[]): void {
  device.keep(KEY, used.length === 0 ? undefined : JSON.stringify(used));
}
