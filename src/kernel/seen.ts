/** What a vote is bound to (R10.1): the fields that its step shows. */

import type { ApprovalStep, HandleStep } from './definition.ts';
import { sha256 } from './sha256.ts';
import type { JsonObject } from './words.ts';

/** The SHA-256 of the fields that a step's voters see, in lower-case hexadecimal. */
export function seenBy(step: ApprovalStep | HandleStep, form: JsonObject): string {
  const shown = Object.keys(form).filter((field) => step.rights?.[field] !== 'hidden');
  return sha256(
    shown
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
