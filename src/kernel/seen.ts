/** What a vote is bound to (R10.1): the fields that its step shows. */

import type { ApprovalStep, HandleStep } from './definition.ts';
import { sha256 } from './sha256.ts';
import type { JsonObject } from './words.ts';

/** Hashes by form, then by the fields hidden: a form that changes is another object. */
const known = new WeakMap<JsonObject, Map<string, string>>();

/** The SHA-256 of the fields that a step's voters see, in lower-case hexadecimal. */
export function seenBy(step: AskingStep, form: JsonObject): string {
  const hidden = hiddenAt(step);
  const key = hidden.length === 0 ? '' : JSON.stringify(hidden);
  const ofForm = known.get(form) ?? new Map<string, string>();
  known.set(form, ofForm);
  const hash = ofForm.get(key) ?? hashOf(form, new Set(hidden));
  ofForm.set(key, hash);
  return hash;
}

/** Whether who has seen what one step shows has seen all that another shows. */
export function showsAllOf(one: AskingStep, other: AskingStep): boolean {
  return hiddenAt(one).every((field) => other.rights?.[field] === 'hidden');
}

type AskingStep = ApprovalStep | HandleStep;

function hiddenAt({ rights = {} }: AskingStep): readonly string[] {
  return Object.keys(rights).filter((field) => rights[field] === 'hidden');
}

function hashOf(form: JsonObject, hidden: ReadonlySet<string>): string {
  return sha256(
    Object.keys(form)
      .filter((field) => !hidden.has(field))
      .sort()
      .map((field) => text([field, form[field]]))
      .join('\n'),
  );
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const sorted = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  });
}
