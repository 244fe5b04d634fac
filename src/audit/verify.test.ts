/** Every place of a log of 10 000 records, tampered with in every way. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type AuditEntry, createMemoryStore } from '../store/index.ts';
import type { LogHeader, LogRecord, LogTail } from './format.ts';
import { digestOf, EXPORT_FORMAT, sealOf } from './format.ts';
import { end, type Finding, type Followed, follow, step, verifyLog } from './verify.ts';

const RECORDS = 10_000;

let header: LogHeader & LogTail;
let log: readonly LogRecord[];
/** What was followed before each record; the last one: at the end. */
let states: Followed[];

function entry(n: number): AuditEntry {
  return {
    tenant: '甲',
    atMs: 1_760_000_000_000 + n,
    actor: { kind: 'person', id: `p${n % 7}` },
    action: n % 3 ? 'ApproveTask' : 'RejectTask',
    object: `instance:${n}`,
    result: n % 5 ? 'done' : 'refused',
    ...(n % 5 ? {} : { code: 'task.closed' }),
    ...(n % 2 ? {} : { reason: `同意 ${n}, 1:2,` }),
  };
}

beforeAll(async () => {
  const store = createMemoryStore();
  for (let n = 1; n <= RECORDS; ) {
    // Commits of one to three records.
    const size = Math.min(1 + (n % 3), RECORDS - n + 1);
    await store.audit.append(Array.from({ length: size }, (_, i) => entry(n + i)));
    n += size;
  }
  const piece = await store.audit.log('甲', { limit: RECORDS });
  header = { format: EXPORT_FORMAT, ...piece.head! };
  log = piece.records;
  states = [follow(header)];
  for (const record of log) states.push(step(states.at(-1)!, record).followed);
});

/** Follows the tampered records and what comes after them, to the end of the next commit. */
function findings(from: number, tampered: readonly LogRecord[], resumeAt: number): Finding[] {
  let followed = states[from]!;
  const found: Finding[] = [];
  let sealsLeft = 2;
  let left = log.length - resumeAt;
  const rest = log.slice(resumeAt, resumeAt + 8);
  for (const record of [...tampered, ...rest]) {
    if (!tampered.includes(record)) {
      if (sealsLeft === 0) break;
      left -= 1;
    }
    const stepped = step(followed, record);
    found.push(...stepped.findings);
    followed = stepped.followed;
    if (!tampered.includes(record) && record.seal) sealsLeft -= 1;
  }
  if (left === 0) found.push(...end(followed, header));
  // From here on the log reads as if nothing had happened: the place is where it was found.
  if (sealsLeft === 0) {
    expect(followed.previous).toContain(log[followed.position - 1]!.seal);
    expect(followed.stated).toEqual([]);
  }
  return found;
}

const spans = (found: readonly Finding[], position: number): boolean =>
  found.some(({ from, to }) => from <= position && position <= to);

/** The records of the commit that holds a position. */
function commitOf(position: number): { readonly first: number; readonly last: number } {
  const first = states[position - 1]!.first;
  const last = log.findIndex((record) => record.position >= position && record.seal) + 1;
  return { first, last };
}

const flipHex = (text: string): string => (text[0] === '0' ? '1' : '0') + text.slice(1);

const FLIPS: Readonly<Record<string, (record: LogRecord) => LogRecord>> = {
  atMs: (record) => ({ ...record, atMs: record.atMs + 1 }),
  actor: (record) => ({ ...record, actor: record.actor.replace('person', 'system') }),
  action: (record) => ({ ...record, action: `${record.action} ` }),
  object: (record) => ({ ...record, object: record.object.replace('instance', 'Instance') }),
  result: (record) => ({ ...record, result: record.result === 'done' ? 'refused' : 'done' }),
  code: ({ code, ...record }) => (code === undefined ? { ...record, code: '' } : record),
  reason: ({ reason, ...record }) => (reason === undefined ? { ...record, reason: '' } : record),
  digest: (record) => ({ ...record, digest: flipHex(record.digest) }),
};

describe('A2 at every position of a log of 10 000 records', () => {
  test('an untouched log has no finding', async () => {
    expect((await verifyLog(header, [...log, header])).findings).toEqual([]);
    expect(log).toHaveLength(RECORDS);
  });

  test.each(Object.keys(FLIPS))('a flipped %s is found in its record', (field) => {
    for (const record of log) {
      const { position } = record;
      const found = findings(position - 1, [FLIPS[field]!(record)], position);
      expect(found).toContainEqual({ kind: 'changed', from: position, to: position });
      expect(found).toHaveLength(1);
    }
  });

  test('a record changed along with its digest is found in its commit', () => {
    for (const record of log) {
      const { position } = record;
      const changed = { ...record, object: 'instance:other' };
      const forged = { ...changed, digest: digestOf('甲', changed) };
      const { first, last } = commitOf(position);
      const found = findings(position - 1, [forged], position);
      expect(found).toEqual([{ kind: 'broken', from: first, to: last }]);
    }
  });

  test('a record changed along with digest and seal is found at the next commit', () => {
    for (const record of log.slice(0, -3)) {
      const { position, seal } = record;
      if (seal === undefined) continue;
      const changed = { ...record, object: 'instance:other' };
      const digest = digestOf('甲', changed);
      const before = states[position - 1]!;
      const digests = [...before.counted, digest];
      const forged = {
        ...changed,
        digest,
        seal: sealOf(before.previous[0]!, before.first, digests),
      };
      const found = findings(position - 1, [forged], position);
      const next = commitOf(position + 1);
      expect(found).toEqual([{ kind: 'broken', from: next.first, to: next.last }]);
    }
  });

  test('a flipped, added or removed seal is found in its commit', () => {
    for (const record of log) {
      const { position, seal, ...open } = record;
      const other: LogRecord =
        seal === undefined
          ? { ...record, seal: record.digest }
          : { ...record, seal: flipHex(seal) };
      expect(spans(findings(position - 1, [other], position), position)).toBe(true);
      if (seal === undefined) continue;
      expect(spans(findings(position - 1, [{ position, ...open }], position), position)).toBe(true);
    }
  });

  test('a deleted record is named', () => {
    for (const { position } of log) {
      const found = findings(position - 1, [], position);
      expect(found).toContainEqual({ kind: 'missing', from: position, to: position });
    }
  });

  test('a record inserted beside another, or behind the end, is found', () => {
    for (const record of log) {
      const { position } = record;
      const found = findings(position - 1, [record, { ...record, action: 'New' }], position);
      expect(found).toContainEqual({ kind: 'extra', from: position, to: position });
    }
    const last = log.at(-1)!;
    const { followed } = step(states.at(-1)!, { ...last, position: RECORDS + 1 });
    expect(end(followed, header)).toEqual([{ kind: 'extra', from: RECORDS + 1, to: RECORDS + 1 }]);
  });

  test('neighbours that changed places are found, with and without their positions', () => {
    for (let at = 0; at + 1 < log.length; at++) {
      const [one, two] = [log[at]!, log[at + 1]!];
      const moved = findings(at, [two, one], at + 2);
      expect(spans(moved, one.position), `${at}`).toBe(true);
      const swapped = [
        { ...two, position: one.position },
        { ...one, position: two.position },
      ];
      expect(spans(findings(at, swapped, at + 2), one.position)).toBe(true);
      // The seals stay where they are: nothing but the order is wrong.
      const [{ seal: first, ...oneOpen }, { seal: second, ...twoOpen }] = [one, two];
      const kept = [
        { ...twoOpen, position: one.position, ...(first ? { seal: first } : {}) },
        { ...oneOpen, position: two.position, ...(second ? { seal: second } : {}) },
      ];
      expect(spans(findings(at, kept, at + 2), one.position)).toBe(true);
    }
  });

  test('an export without its last line is cut short', async () => {
    const { findings } = await verifyLog(header, log);
    expect(findings).toEqual([{ kind: 'cut', from: RECORDS, to: RECORDS }]);
  });

  test('A3 a log cut off anywhere is found, though its head be moved, against a checkpoint', async () => {
    for (let at = 1; at < RECORDS; at++) {
      const [finding] = end(states[at]!, header);
      expect(finding!.to).toBeGreaterThanOrEqual(at);
    }
    const { position, seal } = log.slice(0, 5_000).findLast((record) => record.seal)!;
    const cut = { ...header, position, hash: seal! };
    const rest = [...log.slice(0, position), cut];
    const alone = await verifyLog(cut, rest);
    expect(alone.findings).toEqual([]);
    const anchored = await verifyLog(cut, rest, { anchors: [header] });
    expect(anchored.findings).toEqual([{ kind: 'rolled-back', from: position + 1, to: RECORDS }]);
  });

  test('A3 a log written anew from any place on is found against a checkpoint', async () => {
    const store = createMemoryStore();
    for (let n = 1; n <= 50; n++) await store.audit.append([entry(n === 20 ? 99 : n)]);
    const { head, records } = await store.audit.log('甲', { limit: 50 });
    const forged = { format: EXPORT_FORMAT, ...head! };
    expect((await verifyLog(forged, [...records, forged])).findings).toEqual([]);
    const truth = createMemoryStore();
    for (let n = 1; n <= 40; n++) await truth.audit.append([entry(n)]);
    const anchor = (await truth.audit.head('甲'))!;
    const report = await verifyLog(forged, [...records, forged], { anchors: [anchor] });
    expect(report.findings).toEqual([{ kind: 'rewritten', from: 1, to: 40 }]);
  });

  test('A6 another log than the one pinned is told, by id and by checkpoint', async () => {
    const pinned = await verifyLog(header, [...log, header], { log: 'another' });
    expect(pinned.findings).toEqual([{ kind: 'log', from: 0, to: 0 }]);
    const anchors = [{ ...header, log: 'another' }];
    expect((await verifyLog(header, [...log, header], { anchors })).findings[0]!.kind).toBe('log');
    const renamed = await verifyLog({ ...header, log: 'another' }, [...log, header], {
      log: 'another',
    });
    expect(renamed.findings).toEqual([{ kind: 'broken', from: 1, to: commitOf(1).last }]);
  });
});
