/** Follows a log record by record and tells, with the place, what is not as it was written. */

import type { LogHeader, LogRecord, LogTail } from './format.ts';
import { digestOf, EXPORT_FORMAT, NoExport, sealOf, startOf } from './format.ts';

/**
 * `changed`: a record's content and its digest disagree. `broken`: the records of a commit, or their
 * order, are not those that were sealed. `missing`: records are gone. `extra`: a position comes twice
 * or out of turn, or behind the end. `unsealed`: the log ends with records without a seal. `head`: it
 * does not end with the hash it should. `cut`: the export has no end. `log`: another log than the one expected. `rolled-back`: it
 * ends before a checkpoint. `rewritten`: at a checkpoint it is not what it was. `checkpoint`: the
 * checkpoint itself does not hold.
 */
export type FindingKind =
  | 'changed'
  | 'broken'
  | 'missing'
  | 'extra'
  | 'unsealed'
  | 'head'
  | 'cut'
  | 'log'
  | 'rolled-back'
  | 'rewritten'
  | 'checkpoint';

/** Something wrong, and between which positions. */
export interface Finding {
  readonly kind: FindingKind;
  readonly from: number;
  readonly to: number;
}

/** What a log is held against, besides itself: where it stood once. */
export interface Anchor {
  readonly tenant: string;
  readonly log: string;
  readonly position: number;
  readonly hash: string;
}

/** How far a log has been followed. */
export interface Followed {
  readonly tenant: string;
  /** The last position that was read in turn. */
  readonly position: number;
  /**
   * Hashes that the next seal may follow: the seal that stands and, where it is wrong, the one that
   * should; none after records that are gone.
   */
  readonly previous: readonly string[];
  /** Since the last seal. */
  readonly first: number;
  readonly stated: readonly string[];
  readonly counted: readonly string[];
  readonly isWhole: boolean;
}

/** Shape: what was followed, and what was found on the way. */
export interface Step {
  readonly followed: Followed;
  readonly findings: readonly Finding[];
}

/** Begins to follow a log. */
export function follow({ tenant, log }: LogHeader): Followed {
  return sealed(tenant, 0, [startOf(tenant, log)]);
}

function sealed(tenant: string, position: number, previous: readonly string[]): Followed {
  const pending = { first: position + 1, stated: [], counted: [], isWhole: true };
  return { tenant, position, previous, ...pending };
}

/** Follows one record more. */
export function step(before: Followed, record: LogRecord): Step {
  const { position } = record;
  const next = before.position + 1;
  if (position < next) return { followed: before, findings: [at('extra', position, position)] };
  const findings: Finding[] = [];
  if (position > next) findings.push(at('missing', next, position - 1));
  const digest = digestOf(before.tenant, record);
  if (digest !== record.digest) findings.push(at('changed', position, position));
  const followed: Followed = {
    ...before,
    position,
    stated: [...before.stated, record.digest],
    counted: [...before.counted, digest],
    isWhole: before.isWhole && position === next,
  };
  if (record.seal === undefined) return { followed, findings };
  const { first, isWhole, previous } = followed;
  const should = previous.map((hash) => sealOf(hash, first, followed.counted));
  const fits =
    should.includes(record.seal) ||
    previous.some((hash) => sealOf(hash, first, followed.stated) === record.seal);
  const isKnown = isWhole && previous.length > 0;
  if (isKnown && !fits) findings.push(at('broken', first, position));
  const following = isKnown && !fits ? [record.seal, ...should] : [record.seal];
  return { followed: sealed(before.tenant, position, following), findings };
}

/** Ends: what the last line says against what was followed. */
export function end({ position, first, previous, stated }: Followed, tail: LogTail): Finding[] {
  const open = stated.length > 0 ? [at('unsealed', first, position)] : [];
  if (position < tail.position) return [...open, at('missing', position + 1, tail.position)];
  if (open.length > 0) return open;
  if (position > tail.position) return [at('extra', tail.position + 1, position)];
  return previous.includes(tail.hash) ? [] : [at('head', position, position)];
}

function at(kind: FindingKind, from: number, to: number): Finding {
  return { kind, from, to };
}

/** What a log is expected to be. */
export interface Expected {
  /** The id of the log. */
  readonly log?: string;
  /** Where it stood: checkpoints whose signature holds. */
  readonly anchors?: readonly Anchor[];
}

/** What became of a whole log. */
export interface Report {
  readonly tenant: string;
  readonly log: string;
  readonly records: number;
  readonly findings: readonly Finding[];
}

/** Follows a whole log. Shape: the lines of an export in their order → report. Throws `NoExport`. */
export async function verifyLog(
  header: LogHeader,
  lines: AsyncIterable<LogRecord | LogTail> | Iterable<LogRecord | LogTail>,
  expected: Expected = {},
): Promise<Report> {
  const { tenant, log } = header;
  if (header.format !== EXPORT_FORMAT) throw new NoExport(`the format ${header.format} is unknown`);
  const anchors = (expected.anchors ?? []).filter((anchor) => anchor.tenant === tenant);
  const isOther = (expected.log ?? log) !== log || anchors.some((anchor) => anchor.log !== log);
  const findings: Finding[] = isOther ? [at('log', 0, 0)] : [];
  const own = new Map(
    anchors.filter((one) => one.log === log).map(({ position, hash }) => [position, hash]),
  );
  let followed = follow(header);
  let count = 0;
  let tail: LogTail | undefined;
  for await (const record of lines) {
    if (!('digest' in record)) {
      tail = record;
      continue;
    }
    count += 1;
    const stepped = step(followed, record);
    findings.push(...stepped.findings);
    followed = stepped.followed;
    const anchored = own.get(record.position);
    if (anchored === undefined) continue;
    own.delete(record.position);
    if (anchored !== record.seal) findings.push(at('rewritten', 1, record.position));
  }
  findings.push(
    ...(tail ? end(followed, tail) : [at('cut', followed.position, followed.position)]),
  );
  for (const position of own.keys()) {
    if (position > 0) findings.push(at('rolled-back', followed.position + 1, position));
  }
  return { tenant, log, records: count, findings };
}
