/** What the memory store remembers: one map a table, rows frozen, keys of tenant and id. */

import type { TaskRow, WaitRow } from '../../kernel/index.ts';
import { logStart, recordDigest, sealedOf, sealHash } from '../audit-chain.ts';
import type {
  ApiKeyRecord,
  AuditEntry,
  AuditHead,
  AuditRecord,
  Draft,
  DueTimer,
  FileHead,
  FlowRecord,
  InstanceHeader,
  JournalRow,
  KeptNews,
  LetterRow,
  MessageRow,
  Notice,
  OutboxRow,
  SealedRecord,
  ShelfItem,
  StoredAnswer,
  StoredInstance,
  SubstitutionRecord,
  TapLink,
} from '../port.ts';

/** An instance with its header and its journal, oldest first. */
export interface InstanceEntry {
  readonly stored: Omit<StoredInstance, 'since'>;
  readonly header: InstanceHeader;
  readonly journal: readonly JournalRow[];
}

/** `readyAtMs`: when it may be leased; the due time at first, then the end of the lease. */
export interface TimerEntry {
  readonly timer: DueTimer;
  readonly readyAtMs: number;
}

/** An effect and where its delivery stands. */
export interface OutboxEntry {
  readonly row: OutboxRow;
  readonly status: 'pending' | 'delivered' | 'dead';
  readonly readyAtMs: number;
  readonly attempts: number;
  readonly fence: number;
  readonly reason?: string;
  readonly settledAtMs?: number;
}

/** A letter and where its delivery stands; `row.readyAtMs` moves with leases and retries. */
export interface LetterEntry {
  readonly row: LetterRow;
  readonly status: 'pending' | 'sent' | 'dropped' | 'dead';
  readonly attempts: number;
  readonly fence: number;
  readonly reason?: string;
  readonly settledAtMs?: number;
}

/** How far a sink has come with a tenant. */
export interface CursorEntry {
  readonly position: number;
  readonly readyAtMs: number;
  readonly attempts: number;
  readonly fence: number;
  readonly reason?: string;
}

/** A tenant's audit log. */
export interface AuditLog {
  head: AuditHead;
  readonly records: AuditRecord[];
  readonly sealed: SealedRecord[];
}

/** Every table by name. */
export interface Tables {
  readonly tenants: Map<string, string>;
  readonly flows: FlowRecord[];
  readonly instances: Map<string, InstanceEntry>;
  readonly answers: Map<string, StoredAnswer>;
  readonly tasks: Map<string, TaskRow>;
  readonly notices: Map<string, Notice>;
  readonly news: Map<string, KeptNews>;
  readonly timers: Map<string, TimerEntry>;
  readonly outbox: Map<string, OutboxEntry>;
  readonly waiting: Map<string, WaitRow>;
  readonly messages: Map<string, { readonly row: MessageRow; readonly isUsed: boolean }>;
  readonly turns: Map<string, number>;
  readonly drafts: Map<string, Draft>;
  /** By whose and which kind, then by name. */
  readonly shelf: Map<string, Map<string, ShelfItem>>;
  readonly sinks: Set<string>;
  readonly cursors: Map<string, CursorEntry>;
  readonly files: Map<string, { readonly head: FileHead; readonly content: Buffer }>;
  /** Tenant, person and digest of every file that somebody kept. */
  readonly fileKeepers: Set<string>;
  readonly letters: Map<string, LetterEntry>;
  readonly links: Map<string, TapLink>;
  readonly preferences: Map<string, string>;
  readonly audit: Map<string, AuditLog>;
  readonly directories: Map<
    string,
    { readonly version: string; readonly content: string; readonly followed: string }
  >;
  readonly apiKeys: Map<string, ApiKeyRecord>;
  readonly secrets: Map<string, string>;
  readonly substitutions: Map<string, SubstitutionRecord>;
}

/** Gives tables without rows. */
export function emptyTables(): Tables {
  return {
    tenants: new Map(),
    flows: [],
    instances: new Map(),
    answers: new Map(),
    tasks: new Map(),
    notices: new Map(),
    news: new Map(),
    timers: new Map(),
    outbox: new Map(),
    waiting: new Map(),
    messages: new Map(),
    turns: new Map(),
    drafts: new Map(),
    shelf: new Map(),
    sinks: new Set(),
    cursors: new Map(),
    files: new Map(),
    fileKeepers: new Set(),
    letters: new Map(),
    links: new Map(),
    preferences: new Map(),
    audit: new Map(),
    directories: new Map(),
    apiKeys: new Map(),
    secrets: new Map(),
    substitutions: new Map(),
  };
}

/** One map key of a tenant and what follows it; JSON, so that no two lists make the same text. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** A frozen copy, all the way down: neither caller nor reader can change what is stored. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) copy[key] = frozen(part);
  return Object.freeze(copy) as T;
}

/** Appends audit records to the logs of their tenants, each tenant's under one seal. */
export function appendAudit(tables: Tables, ...entries: readonly AuditEntry[]): void {
  for (const [tenant, own] of Map.groupBy(entries, (entry) => entry.tenant)) {
    const log = logOf(tables, tenant);
    const first = log.head.position + 1;
    const sealed = own.map((entry, i) => ({ ...sealedOf(entry), position: first + i }));
    const digests = sealed.map((record) => record.digest);
    const hash = sealHash(log.head.hash, first, digests);
    const last = sealed.pop()!;
    log.records.push(...own.map((entry, i) => frozen({ ...entry, position: first + i })));
    log.sealed.push(...sealed.map(frozen), frozen({ ...last, seal: hash }));
    log.head = frozen({ ...log.head, position: last.position, hash });
  }
}

/** The log of a tenant; its name follows from the tenant's, as nothing outlives the process. */
function logOf(tables: Tables, tenant: string): AuditLog {
  const known = tables.audit.get(tenant);
  if (known) return known;
  const name = recordDigest(tenant, NO_RECORD).slice(0, 32);
  const head = { tenant, log: name, position: 0, hash: logStart(tenant, name) };
  const log = { head, records: [], sealed: [] };
  tables.audit.set(tenant, log);
  return log;
}

const NO_RECORD = { atMs: 0, actor: '', action: '', object: '', result: '' };
