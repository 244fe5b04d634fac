/** The files that a field has named before, told by the journal. */

import type { Json, JsonObject } from '../../../kernel/index.ts';
import type { JournalEntry } from '../../../protocol/index.ts';
import { namedFile } from './file-value.ts';

/** A file that was there until somebody changed the field. */
export interface EarlierFile {
  readonly value: string;
  readonly untilMs: number;
}

/** Shape: a journal and a field → files that it names no more, the one that went last first. */
export function earlierFiles(
  journal: readonly JournalEntry[],
  field: string,
): readonly EarlierFile[] {
  const found: EarlierFile[] = [];
  let now: readonly string[] = [];
  for (const { events, atMs } of journal) {
    for (const event of events as readonly JsonObject[]) {
      const form = event['form'] as JsonObject | undefined;
      const isWhole = event['type'] === 'InstanceStarted' || event['replace'] === true;
      if (!form || (!isWhole && !(field in form))) continue;
      const next = filesIn(form[field]);
      for (const value of now) if (!next.includes(value)) found.unshift({ value, untilMs: atMs });
      now = next;
    }
  }
  return found.filter(({ value }) => !now.includes(value));
}

function filesIn(value: Json | undefined): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string' && namedFile(each)) as string[];
}
