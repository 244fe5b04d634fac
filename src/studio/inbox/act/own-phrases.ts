/** Phrases of one's own: those one saved, and those one used last, kept on the device. */

import type { Device } from '../../remote/device.ts';
import type { Verdict } from './decide.ts';

export interface OwnPhrase {
  readonly text: string;
  /** What it was said with: it is offered for nothing else. */
  readonly verdict: Verdict;
  readonly isSaved: boolean;
}

const KEY = 'phrases';
const RECENT_MAX = 4;
const SAVED_MAX = 12;
/** Longer ones are opinions on one case. */
const CHARS_MAX = 60;

export function ownPhrases(device: Device): readonly OwnPhrase[] {
  try {
    return JSON.parse(device.kept(KEY) ?? '[]') as readonly OwnPhrase[];
  } catch {
    return [];
  }
}

export function canBePhrase(text: string): boolean {
  const bare = text.trim();
  return bare !== '' && bare.length <= CHARS_MAX && !bare.includes('\n');
}

/** The one used last comes first; of each verdict what was saved stays, and the last few others. */
export function withPhrase(
  own: readonly OwnPhrase[],
  comment: string,
  verdict: Verdict,
  isSaved: boolean,
): readonly OwnPhrase[] {
  const text = comment.trim();
  if (!canBePhrase(text)) return own;
  const before = own.find((each) => each.text === text && each.verdict === verdict);
  const next = { text, verdict, isSaved: isSaved || before?.isSaved === true };
  const all = [next, ...own.filter((each) => each !== before)];
  const said = all.filter((each) => each.verdict === verdict);
  const saved = said.filter((each) => each.isSaved).slice(0, SAVED_MAX);
  const recent = said.filter((each) => !each.isSaved).slice(0, RECENT_MAX);
  return all.filter(
    (each) => each.verdict !== verdict || saved.includes(each) || recent.includes(each),
  );
}

export function keepPhrases(device: Device, own: readonly OwnPhrase[]): void {
  device.keep(KEY, own.length === 0 ? undefined : JSON.stringify(own));
}
