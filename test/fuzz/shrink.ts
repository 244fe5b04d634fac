/** Cuts an input down as far as it still shows the same mistake. */

import type { Finding } from './finding.ts';
import { Asked } from './watch.ts';

/** What one shrinking may take: what is found within is short enough to look at. */
const QUESTIONS_MAX = 400;
const SHRINK_MS = 15_000;

/** Shape: a finding → the shortest input found that has its signature. */
export async function shrink(
  { target, input, signature }: Pick<Finding, 'target' | 'input' | 'signature'>,
  shape: 'text' | 'json',
  hangMs: number,
): Promise<string> {
  const asked = new Asked(target, hangMs);
  const untilMs = performance.now() + SHRINK_MS;
  let left = QUESTIONS_MAX;
  const shows = async (candidate: string): Promise<boolean> => {
    left = performance.now() < untilMs ? left - 1 : 0;
    const answer = await asked.ask(candidate);
    return answer.kind !== 'fine' && answer.signature === signature;
  };
  let best = input;
  try {
    if (!(await shows(input))) return input;
    for (let isShorter = true; isShorter && left > 0; ) {
      isShorter = false;
      for (const candidate of shape === 'json' ? smallerTrees(best) : smallerTexts(best)) {
        if (left <= 0) break;
        if (candidate.length >= best.length || !(await shows(candidate))) continue;
        best = candidate;
        isShorter = true;
        break;
      }
    }
  } finally {
    asked.close();
  }
  return best;
}

/** The text without pieces of it, large ones first. */
function* smallerTexts(text: string): Generator<string> {
  for (let size = Math.ceil(text.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let at = 0; at < text.length; at += size) {
      yield text.slice(0, at) + text.slice(at + size);
    }
  }
}

/** The tree without branches of it, those near the root first, or with simpler leaves. */
function* smallerTrees(text: string): Generator<string> {
  const root = JSON.parse(text) as unknown;
  const waiting: { readonly value: unknown; readonly put: (by: unknown) => void }[] = [];
  const holder = { root };
  waiting.push({ value: root, put: (by) => Object.assign(holder, { root: by }) });
  const write = () => JSON.stringify(holder.root);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { value, put } = next;
    if (typeof value === 'string') {
      for (const shorter of smallerTexts(value)) {
        put(shorter);
        yield write();
      }
      put(value);
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const inner of Object.values(value)) {
      if (typeof inner !== 'object' || inner === null) continue;
      put(inner);
      yield write();
    }
    put(value);
    const branch = value as Record<string, unknown>;
    for (const key of Object.keys(branch)) {
      const { [key]: _, ...without } = branch;
      put(Array.isArray(value) ? value.filter((_each, at) => at !== Number(key)) : without);
      yield write();
      put(value);
    }
    for (const key of Object.keys(branch)) {
      const own = branch[key];
      waiting.push({
        value: own,
        put: (by) => {
          branch[key] = by;
        },
      });
    }
  }
}
