/** Small builders of what a store takes: one instance's units, rows and entries. */

import type { CallEffect, Changes, TaskRow, TimerRow } from '../../src/kernel/index.ts';
import type {
  AuditEntry,
  CommitUnit,
  FlowRecord,
  InstanceHeader,
  JournalRow,
  LetterRow,
  NewsRow,
  OutboxRow,
  StoredAnswer,
  TapLink,
} from '../../src/store/index.ts';

/** A person of the tests as an actor. */
export const ANN = { kind: 'person', id: 'ann' } as const;

export const T0 = 1_760_000_000_000;

export const noChanges: Changes = {
  tasks: [],
  released: [],
  timersArmed: [],
  timersGone: [],
  waitsOpened: [],
  waitsGone: [],
  notices: [],
};

export function audit(tenant: string, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    tenant,
    atMs: T0,
    actor: ANN,
    action: 'ApproveTask',
    object: 'instance:one',
    result: 'done',
    ...more,
  };
}

export function header(
  tenant: string,
  instance: string,
  more: Partial<InstanceHeader> = {},
): InstanceHeader {
  return {
    tenant,
    instance,
    flow: 'expense',
    version: '1.0.0',
    hash: 'ab'.repeat(32),
    subject: `Expense of ${instance}`,
    initiator: 'ann',
    status: 'running',
    startedAtMs: T0,
    updatedAtMs: T0,
    ...more,
  };
}

export function journalRow(firstSeq: number, lastSeq: number): JournalRow {
  return {
    firstSeq,
    lastSeq,
    atMs: T0 + firstSeq,
    actor: ANN,
    command: 'ApproveTask',
    events: `[{"type":"Commented","n":${firstSeq},"text":"\\"quoted\\", \\\\ and 同意"}]`,
  };
}

/** A unit that writes nothing but state and journal; `more` adds or replaces. */
export function unit(
  tenant: string,
  instance: string,
  expectedSeq: number,
  more: Partial<CommitUnit> = {},
): CommitUnit {
  const seq = more.seq ?? expectedSeq + 2;
  return {
    tenant,
    instance,
    expectedSeq,
    seq,
    snapshot: `{"id":"${instance}","seq":${seq},"note":"审批 {\\"deep\\"} \\\\ end"}`,
    header: header(tenant, instance),
    journal: [journalRow(expectedSeq + 1, seq)],
    changes: noChanges,
    outbox: [],
    audit: [],
    answers: [],
    ...more,
  };
}

export function task(
  tenant: string,
  instance: string,
  person: string,
  more: Partial<TaskRow> = {},
): TaskRow {
  return {
    tenant,
    id: `${instance}.1.1`,
    instance,
    person,
    flow: 'expense',
    step: 'manager',
    kind: 'approval',
    status: 'open',
    subject: 'Lunch',
    initiator: 'ann',
    openedAtMs: T0,
    ...more,
  };
}

export function timer(
  tenant: string,
  instance: string,
  dueAtMs: number,
  more: Partial<TimerRow> = {},
): TimerRow {
  return { tenant, instance, visit: 2, rung: 0, dueAtMs, ...more };
}

export function call(tenant: string, instance: string, visit = 3): CallEffect {
  return {
    kind: 'call',
    tenant,
    instance,
    visit,
    id: `${instance}.${visit}`,
    seq: visit,
    method: 'POST',
    url: 'https://example.test/pay',
    body: { amount: 12.5, who: '安' },
    attemptsMax: 3,
    backoffMs: [1_000, 60_000],
    wait: true,
  };
}

export function outboxRow(
  tenant: string,
  instance: string,
  position: number,
  more: Partial<OutboxRow> = {},
): OutboxRow {
  return {
    tenant,
    instance,
    id: `${instance}.${position}`,
    position,
    effect: call(tenant, instance, position),
    createdAtMs: T0,
    ...more,
  };
}

export function answer(instance: string, key: string, more: Partial<StoredAnswer> = {}) {
  return {
    key,
    requestHash: 'cd'.repeat(32),
    instance,
    answer: `{"ok":true,"key":"${key}"}`,
    atMs: T0,
    ...more,
  } satisfies StoredAnswer;
}

export function flow(
  tenant: string,
  name: string,
  version: string,
  more: Partial<FlowRecord> = {},
): FlowRecord {
  return {
    tenant,
    name,
    version,
    hash: `${name}@${version}`,
    definition: `{"name":"${name}"}`,
    source: `name: ${name}\n# 审批\n`,
    publishedAtMs: T0,
    publishedBy: ANN,
    ...more,
  };
}

/** A letter that is due, to bob by mail. */
export function letter(tenant: string, id: string, more: Partial<LetterRow> = {}): LetterRow {
  const about = { person: 'bob', channel: 'mail', notice: '{"kind":"task"}' };
  return { tenant, id, ...about, createdAtMs: T0, readyAtMs: T0, ...more };
}

/** bob is told of an event. */
export function news(
  tenant: string,
  instance: string,
  seq: number,
  more: Partial<NewsRow> = {},
): NewsRow {
  const about = { person: 'bob', content: '{"kind":"reminder"}' };
  return { tenant, instance, seq, ...about, atMs: T0, ...more };
}

/** A link of bob’s that nobody has used. */
export function link(tenant: string, hash: string, more: Partial<TapLink> = {}): TapLink {
  const about = { person: 'bob', task: 'i1.2.1', seen: 'cafe', seq: 3 };
  return { tenant, hash, ...about, expiresAtMs: T0 + 1, ...more };
}
