/** Rows of the database as the port's values: absent where NULL, actors and effects parsed. */

import type { Actor, Effect, TaskRow } from '../kernel/index.ts';
import type {
  ApiKeyRecord,
  AuditHead,
  AuditRecord,
  FlowRecord,
  InstanceHeader,
  InstancePosition,
  JournalRow,
  KeptNews,
  LeasedCursor,
  LetterRow,
  Notice,
  OutboxRow,
  SealedRecord,
  SinkStanding,
  StoredAnswer,
  SubstitutionRecord,
  TapLink,
} from './port.ts';

/** A row as it comes from the driver. */
export type Row = Readonly<Record<string, string | number | null>>;

const string = (row: Row, name: string): string => row[name] as string;
const number = (row: Row, name: string): number => row[name] as number;

/** Columns of a header, in the order they are read. */
export const HEADER = `tenant, instance, flow, version, hash, subject, initiator, status, outcome,
  started_at_ms, updated_at_ms, ended_at_ms`;

/** Where a header stands in a list. */
export function positionOf(row: Row): InstancePosition {
  return { startedAtMs: number(row, 'started_at_ms'), instance: string(row, 'instance') };
}

/** A row of `HEADER` as a header. */
export function headerOf(row: Row): InstanceHeader {
  return {
    tenant: string(row, 'tenant'),
    instance: string(row, 'instance'),
    flow: string(row, 'flow'),
    version: string(row, 'version'),
    hash: string(row, 'hash'),
    subject: string(row, 'subject'),
    initiator: string(row, 'initiator'),
    status: row['status'] as InstanceHeader['status'],
    ...(row['outcome'] !== null && { outcome: string(row, 'outcome') }),
    startedAtMs: number(row, 'started_at_ms'),
    updatedAtMs: number(row, 'updated_at_ms'),
    ...(row['ended_at_ms'] !== null && { endedAtMs: number(row, 'ended_at_ms') }),
  };
}

/** Columns of a task, in the order they are read. */
export const TASK = `tenant, id, instance, person, flow, step, kind, status, subject, initiator,
  opened_at_ms, due_at_ms, closed_at_ms, principal`;

/** A row of `TASK` as a task. */
export function taskOf(row: Row): TaskRow {
  return {
    tenant: string(row, 'tenant'),
    id: string(row, 'id'),
    instance: string(row, 'instance'),
    person: string(row, 'person'),
    ...(row['principal'] !== null && { principal: string(row, 'principal') }),
    flow: string(row, 'flow'),
    step: string(row, 'step'),
    kind: row['kind'] as TaskRow['kind'],
    status: row['status'] as TaskRow['status'],
    subject: string(row, 'subject'),
    initiator: string(row, 'initiator'),
    openedAtMs: number(row, 'opened_at_ms'),
    ...(row['due_at_ms'] !== null && { dueAtMs: number(row, 'due_at_ms') }),
    ...(row['closed_at_ms'] !== null && { closedAtMs: number(row, 'closed_at_ms') }),
  };
}

/** A row of `notice` as a notice. */
export function noticeOf(row: Row): Notice {
  return {
    tenant: string(row, 'tenant'),
    instance: string(row, 'instance'),
    person: string(row, 'person'),
    flow: string(row, 'flow'),
    subject: string(row, 'subject'),
    atMs: number(row, 'at_ms'),
    ...(row['read_at_ms'] !== null && { readAtMs: number(row, 'read_at_ms') }),
  };
}

/** A row of `news` as what its person is told. */
export function newsOf(row: Row): KeptNews {
  return {
    tenant: string(row, 'tenant'),
    person: string(row, 'person'),
    instance: string(row, 'instance'),
    seq: number(row, 'seq'),
    content: string(row, 'content'),
    atMs: number(row, 'at_ms'),
    ...(row['read_at_ms'] !== null && { readAtMs: number(row, 'read_at_ms') }),
  };
}

/** A row of `outbox` as the effect to deliver. */
export function outboxOf(row: Row): OutboxRow {
  return {
    tenant: string(row, 'tenant'),
    instance: string(row, 'instance'),
    id: string(row, 'id'),
    position: number(row, 'position'),
    effect: JSON.parse(string(row, 'effect')) as Effect,
    createdAtMs: number(row, 'created_at_ms'),
  };
}

/** A row of `letter` as the notice to send. */
export function letterOf(row: Row): LetterRow {
  return {
    tenant: string(row, 'tenant'),
    id: string(row, 'id'),
    person: string(row, 'person'),
    channel: string(row, 'channel'),
    notice: string(row, 'notice'),
    createdAtMs: number(row, 'created_at_ms'),
    readyAtMs: number(row, 'ready_at_ms'),
  };
}

/** A row of `link` as the link it stands for. */
export function linkOf(row: Row): TapLink {
  const spentAtMs = row['spent_at_ms'];
  return {
    tenant: string(row, 'tenant'),
    hash: string(row, 'hash'),
    person: string(row, 'person'),
    task: string(row, 'task'),
    seen: string(row, 'seen'),
    seq: number(row, 'seq'),
    expiresAtMs: number(row, 'expires_at_ms'),
    ...(typeof spentAtMs === 'number' ? { spentAtMs } : {}),
  };
}

/** A row of `flow` as a published version. */
export function flowOf(row: Row): FlowRecord {
  return {
    tenant: string(row, 'tenant'),
    name: string(row, 'name'),
    version: string(row, 'version'),
    hash: string(row, 'hash'),
    definition: string(row, 'definition'),
    source: string(row, 'source'),
    publishedAtMs: number(row, 'published_at_ms'),
    publishedBy: JSON.parse(string(row, 'published_by')) as Actor,
  };
}

/** A row of `audit` as a record. */
export function auditOf(row: Row): AuditRecord {
  return {
    tenant: string(row, 'tenant'),
    atMs: number(row, 'at_ms'),
    actor: JSON.parse(string(row, 'actor')) as Actor,
    action: string(row, 'action'),
    object: string(row, 'object'),
    result: row['result'] as AuditRecord['result'],
    ...(row['code'] !== null && { code: string(row, 'code') }),
    ...(row['reason'] !== null && { reason: string(row, 'reason') }),
    position: number(row, 'position'),
  };
}

/** A row of `journal` as the events of a command. */
export function journalOf(row: Row): JournalRow {
  return {
    firstSeq: row['first_seq'] as number,
    lastSeq: row['last_seq'] as number,
    atMs: row['at_ms'] as number,
    actor: JSON.parse(row['actor'] as string) as JournalRow['actor'],
    command: row['command'] as string,
    events: row['events'] as string,
  };
}

/** A row of `answer` as a stored answer. */
export function answerOf(row: Row): StoredAnswer {
  return {
    key: row['key'] as string,
    requestHash: row['request_hash'] as string,
    instance: row['instance'] as string,
    answer: row['answer'] as string,
    atMs: row['at_ms'] as number,
  };
}

/** A row of `substitution` as an arrangement. */
export function substitutionOf(row: Row): SubstitutionRecord {
  const field = row['limit_field'] as string | null;
  const flows = row['flows'] as string | null;
  return {
    tenant: row['tenant'] as string,
    id: row['id'] as string,
    principal: row['principal'] as string,
    substitute: row['substitute'] as string,
    fromMs: Number(row['from_ms']),
    untilMs: Number(row['until_ms']),
    ...(flows === null ? {} : { flows: JSON.parse(flows) as string[] }),
    ...(field === null ? {} : { limit: { field, max: Number(row['limit_max']) } }),
    setBy: JSON.parse(row['set_by'] as string) as SubstitutionRecord['setBy'],
    setAtMs: Number(row['set_at_ms']),
  };
}

/** A row of `audit_head`, its hash in hexadecimal, as where the log stands. */
export function headOf(tenant: string, row: Row): AuditHead {
  const { log, position, hash } = row;
  return { tenant, log, position, hash } as AuditHead;
}

/** A row of `audit`, its digest and seal in hexadecimal, as it is hashed. */
export function sealedRecordOf(row: Row): SealedRecord {
  return {
    position: row['position'] as number,
    atMs: row['at_ms'] as number,
    actor: row['actor'] as string,
    action: row['action'] as string,
    object: row['object'] as string,
    result: row['result'] as string,
    ...(row['code'] !== null && { code: row['code'] as string }),
    ...(row['reason'] !== null && { reason: row['reason'] as string }),
    digest: row['digest'] as string,
    ...(row['seal'] !== null && { seal: row['seal'] as string }),
  };
}

/** Columns of a key, in the order they are read. */
export const API_KEY = `hash, person, name, scopes, start, created_at_ms, used_at_ms, expires_at_ms,
  revoked_at_ms`;

/** A row of `API_KEY` as the key it describes. */
export function apiKeyOf(tenant: string, row: Row): ApiKeyRecord {
  return {
    tenant,
    hash: string(row, 'hash'),
    person: string(row, 'person'),
    name: string(row, 'name'),
    scopes: JSON.parse(string(row, 'scopes')) as string[],
    ...(row['start'] !== null && { start: string(row, 'start') }),
    ...(row['created_at_ms'] !== null && { createdAtMs: number(row, 'created_at_ms') }),
    ...(row['used_at_ms'] !== null && { usedAtMs: number(row, 'used_at_ms') }),
    ...(row['expires_at_ms'] !== null && { expiresAtMs: number(row, 'expires_at_ms') }),
    ...(row['revoked_at_ms'] !== null && { revokedAtMs: number(row, 'revoked_at_ms') }),
  };
}

/** A leased cursor of a sink. */
export function cursorOf(row: Row): LeasedCursor {
  return {
    tenant: string(row, 'tenant'),
    position: number(row, 'position'),
    attempts: number(row, 'attempts'),
    fence: number(row, 'fence'),
  };
}

/** Where a sink stands. */
export function standingOf(row: Row): SinkStanding {
  return {
    sink: string(row, 'sink'),
    position: number(row, 'position'),
    head: number(row, 'head'),
    attempts: number(row, 'attempts'),
    ...(row['reason'] !== null && { reason: string(row, 'reason') }),
  };
}
