/** What the engine asks of a store. One contract suite (test/contract) holds every implementation to it. */

import type {
  Actor,
  Changes,
  Effect,
  FlowHash,
  InstanceId,
  InstanceStatus,
  PersonId,
  TaskRow,
  TenantId,
  WaitRow,
} from '../kernel/index.ts';
import type { AccessStore, AuditEntry, AuditStore, SubstituteStore } from './access-port.ts';
import type { LetterStore, LinkStore, PreferenceStore } from './letter-port.ts';
import type { NewsStore } from './news-port.ts';
import type { ShelfStore } from './shelf-port.ts';
import type { SinkStore } from './sink-port.ts';

export * from './access-port.ts';
export * from './letter-port.ts';
export * from './news-port.ts';
export * from './shelf-port.ts';
export * from './sink-port.ts';

/** What an implementation can do; tests skip by these names, code never asks which database it is. */
export interface Capabilities {
  readonly name: 'memory' | 'postgres' | 'mysql';
  /** Survives the end of the process. */
  readonly durable: boolean;
  /** Other processes see the same data and are woken by changes. */
  readonly shared: boolean;
  /** A second wall between tenants inside the database. */
  readonly rowLevelSecurity: boolean;
  /** Says by itself that something changed; otherwise every process looks, 20 times a second. */
  readonly pushedSignals: boolean;
  /** Keeps the journal by months, so that old ones can be moved away whole. */
  readonly journalMonths: boolean;
  /** Is written to and restored from a file by `vermilion backup`. */
  readonly backups: boolean;
}

export interface Store {
  readonly capabilities: Capabilities;
  readonly flows: FlowStore;
  readonly instances: InstanceStore;
  readonly inbox: InboxStore;
  readonly timers: TimerStore;
  readonly outbox: OutboxStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly sinks: SinkStore;
  readonly drafts: DraftStore;
  readonly files: FileStore;
  readonly letters: LetterStore;
  readonly news: NewsStore;
  readonly links: LinkStore;
  readonly preferences: PreferenceStore;
  readonly shelf: ShelfStore;
  readonly audit: AuditStore;
  readonly access: AccessStore;
  readonly substitutes: SubstituteStore;
  readonly upkeep: UpkeepStore;
  /** Tells whether the database answers and is as durable as it claims (D14). */
  health(): Promise<StoreHealth>;
  /** Epoch milliseconds by the store's own clock, by which leases are judged. */
  nowMs(): Promise<number>;
  /**
   * Calls back after commits of any process, coalesced; at most once per signal batch.
   * An empty list: the way to other processes was renewed, some signals may have been missed.
   */
  watch(listener: (signals: readonly Signal[]) => void): () => void;
  close(): Promise<void>;
}

export interface StoreHealth {
  readonly ok: boolean;
  /**
   * Settings that break the promise of durability, in words; `minor-behind` (a server older than
   * the row-security fix of its major) is a note that leaves `ok` standing.
   */
  readonly degraded: readonly string[];
  readonly version: string;
}

/** Something of an instance changed; `people` are those whose inbox changed. */
export interface Signal {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly seq: number;
  readonly people: readonly PersonId[];
}

// ── flows ────────────────────────────────────────────────────────────────────

/** A published, immutable version (V1). `definition` is its canonical JSON text. */
export interface FlowRecord {
  readonly tenant: TenantId;
  readonly name: string;
  readonly version: string;
  readonly hash: FlowHash;
  readonly definition: string;
  /** The text as the author wrote it. */
  readonly source: string;
  readonly publishedAtMs: number;
  readonly publishedBy: Actor;
}

export interface FlowStore {
  /**
   * `published`: new. `same`: this very hash stood there. `taken`: name and version stand for
   * another hash. The audit entry is written with a new version only.
   */
  publish(record: FlowRecord, audit: AuditEntry): Promise<'published' | 'same' | 'taken'>;
  byHash(tenant: TenantId, hash: FlowHash): Promise<FlowRecord | undefined>;
  byVersion(tenant: TenantId, name: string, version: string): Promise<FlowRecord | undefined>;
  /** The version published last. */
  latest(tenant: TenantId, name: string): Promise<FlowRecord | undefined>;
  /** The latest version of each flow, by name. */
  list(tenant: TenantId, page: Page<string>): Promise<readonly FlowRecord[]>;
  /** Published last, first. */
  versions(tenant: TenantId, name: string): Promise<readonly FlowRecord[]>;
}

/** Keyset paging: rows strictly after `after` in the list's order. */
export interface Page<Key> {
  readonly after?: Key;
  /** 1 to 200. */
  readonly limit: number;
}

// ── instances ────────────────────────────────────────────────────────────────

export interface InstanceKey {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
}

/** An instance as it is stored: a snapshot of its state, and what happened since (D7). */
export interface StoredInstance extends InstanceKey {
  readonly seq: number;
  /** The kernel's state at `snapshotSeq` as JSON text, byte for byte as committed. */
  readonly snapshot: string;
  readonly snapshotSeq: number;
  /** The events of each command since, as in its journal row, in order. */
  readonly since: readonly string[];
}

/** What one instance's commands of a batch leave behind; all of it or none. */
export interface CommitUnit {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  /** 0 for a start. */
  readonly expectedSeq: number;
  readonly seq: number;
  /** The state after the unit; absent, the stored one stays. A start brings one. */
  readonly snapshot?: string;
  readonly header: InstanceHeader;
  readonly journal: readonly JournalRow[];
  readonly changes: Changes;
  readonly outbox: readonly OutboxRow[];
  readonly audit: readonly AuditEntry[];
  readonly answers: readonly StoredAnswer[];
}

/** The instance as lists show it. */
export interface InstanceHeader {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly flow: string;
  readonly version: string;
  readonly hash: FlowHash;
  readonly subject: string;
  readonly initiator: PersonId;
  readonly status: InstanceStatus;
  readonly outcome?: string;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
  readonly endedAtMs?: number;
}

/** The events of one command, as one row. */
export interface JournalRow {
  /** Sequence numbers of the first and the last event, both included. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly atMs: number;
  readonly actor: Actor;
  readonly command: string;
  /** JSON text: an array of events. */
  readonly events: string;
}

/** The answer a repeated command gets (R13.2). */
export interface StoredAnswer {
  readonly key: string;
  /** SHA-256 of the request, to tell a repetition from a reuse (D4). */
  readonly requestHash: string;
  readonly instance: InstanceId;
  /** JSON text. */
  readonly answer: string;
  readonly atMs: number;
}

/**
 * `duplicate`: one of the keys stood there (told before a conflict). `conflict`: the sequence had
 * moved. Nothing of that unit was written.
 */
export type CommitOutcome = 'committed' | 'conflict' | 'duplicate';

export interface InstanceStore {
  /** One round trip; results in the order asked. */
  load(
    instances: readonly InstanceKey[],
    answers: readonly { readonly tenant: TenantId; readonly key: string }[],
  ): Promise<{
    readonly instances: readonly (StoredInstance | undefined)[];
    readonly answers: readonly (StoredAnswer | undefined)[];
  }>;
  /**
   * One transaction for the batch; each unit under compare-and-set on its own, in order: a later
   * unit of an instance sees an earlier one. Returns after the commit (D15). A tenant that commits
   * is registered.
   * Faults: `store.unavailable` (nothing written), `store.unknown-outcome` (load, then decide).
   */
  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]>;
  /** Keeps the answer of a write that is no command; false: the key stood there, nothing changed. */
  remember(tenant: TenantId, answer: StoredAnswer): Promise<boolean>;
  /** Oldest first; `after` is a sequence number. */
  journal(key: InstanceKey, page: Page<number>): Promise<readonly JournalRow[]>;
  header(key: InstanceKey): Promise<InstanceHeader | undefined>;
  /** Newest first. */
  list(
    tenant: TenantId,
    filter: InstanceFilter,
    page: Page<InstancePosition>,
  ): Promise<readonly InstanceHeader[]>;
  /** Where the n-th of a list stands behind a place; undefined: the list is shorter. */
  nth(
    tenant: TenantId,
    filter: Pick<InstanceFilter, 'flow' | 'status'>,
    behind: { readonly after: InstancePosition; readonly n: number },
  ): Promise<InstancePosition | undefined>;
}

export interface InstancePosition {
  readonly startedAtMs: number;
  readonly instance: InstanceId;
}

/** One word of a search: found where any of it is. */
export interface Wanted {
  /** Somewhere in the subject, or the id's end; capital or small is one. */
  readonly text: string;
  /** In the subject, no part of a longer number. Units: `62000`, `1280.5` */
  readonly amount?: string;
  readonly initiators?: readonly PersonId[];
}

export interface InstanceFilter {
  readonly initiator?: PersonId;
  readonly flow?: string;
  readonly status?: InstanceStatus;
  /** How it ended. */
  readonly outcome?: string;
  /** All of these have to be found. */
  readonly about?: readonly Wanted[];
  /** Only so many, the newest of those that fit otherwise, are looked at for it and the outcome. */
  readonly among?: number;
}

// ── inbox ────────────────────────────────────────────────────────────────────

export interface TaskPosition {
  readonly openedAtMs: number;
  /** Of one that is done. */
  readonly closedAtMs?: number;
  readonly id: string;
}

export interface Notice {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly person: PersonId;
  readonly flow: string;
  readonly subject: string;
  readonly atMs: number;
  readonly readAtMs?: number;
}

/** Narrows a list of tasks; looked through row by row, which a person has few of. */
export interface TaskFilter {
  /** All of these have to be found. */
  readonly about?: readonly Wanted[];
}

export interface InboxStore {
  /**
   * `open`: oldest first. `given`: open ones that are the person's while another has them, oldest
   * first. `done`: those the person's own acts settled, the last act first.
   */
  tasks(
    tenant: TenantId,
    person: PersonId,
    view: 'open' | 'given' | 'done',
    page: Page<TaskPosition>,
    filter?: TaskFilter,
  ): Promise<readonly TaskRow[]>;
  task(tenant: TenantId, id: string): Promise<TaskRow | undefined>;
  /** Open tasks of each of these people; who has none may be left out. */
  loads(tenant: TenantId, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, number>>;
  /** People who have open tasks, by id. */
  holders(tenant: TenantId, page: Page<PersonId>): Promise<readonly PersonId[]>;
  /** Exact numbers (P4): open tasks, unread notices, unread news. */
  counts(
    tenant: TenantId,
    person: PersonId,
  ): Promise<{ readonly open: number; readonly unread: number; readonly news: number }>;
  /** Newest first. */
  notices(
    tenant: TenantId,
    person: PersonId,
    page: Page<{ readonly atMs: number; readonly instance: InstanceId }>,
  ): Promise<readonly Notice[]>;
  /** false: there is no such notice, or it was read before. */
  markRead(
    tenant: TenantId,
    person: PersonId,
    instance: InstanceId,
    atMs: number,
  ): Promise<boolean>;
}

// ── timers and outbox: work that is leased ───────────────────────────────────

export interface DueTimer {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  readonly visit: number;
  readonly rung: number;
  readonly dueAtMs: number;
}

/** A timer in somebody's hands. */
export interface LeasedTimer extends DueTimer {
  /** By the store's clock; never before `dueAtMs` (M3). */
  readonly leasedAtMs: number;
}

export interface TimerStore {
  /** Due timers nobody holds; held by `owner` until the lease ends. The fired rung's commit removes the row. */
  lease(request: LeaseRequest): Promise<readonly LeasedTimer[]>;
  /** How long until the next timer may be leased; a leased one counts from the end of its lease. */
  nextDueInMs(): Promise<number | undefined>;
}

/**
 * What is due, and when a lease ends, is judged by the store's own clock: a node whose clock is
 * wrong neither takes work early nor keeps it from the others when it dies (M5).
 */
export interface LeaseRequest {
  readonly owner: string;
  readonly leaseMs: number;
  readonly limit: number;
}

/** One effect to deliver. Rows of one instance are delivered in the order of `position`. */
export interface OutboxRow {
  readonly tenant: TenantId;
  readonly instance: InstanceId;
  /** Stable idempotency key of the message (O4). */
  readonly id: string;
  /** Sequence number of the event that asked for it. */
  readonly position: number;
  readonly effect: Effect;
  readonly createdAtMs: number;
}

export interface LeasedOutboxRow extends OutboxRow {
  /** Deliveries begun before this one. */
  readonly attempts: number;
  /** Rises with each lease; a settlement with an older one is refused (R6). */
  readonly fence: number;
}

export interface DeadLetter extends OutboxRow {
  readonly attempts: number;
  readonly reason: string;
  readonly deadAtMs: number;
}

export type Settlement =
  | { readonly kind: 'delivered'; readonly atMs: number; readonly status: number }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly atMs: number; readonly reason: string };

export interface OutboxStore {
  /** Due rows, only the first pending one of each instance (O2, O6); a dead letter holds up nobody. */
  lease(request: LeaseRequest): Promise<readonly LeasedOutboxRow[]>;
  /** false: the lease was lost to another owner; nothing was written. */
  settle(tenant: TenantId, id: string, fence: number, settlement: Settlement): Promise<boolean>;
  /** How long until the next row may be leased; a leased one counts from the end of its lease. */
  nextDueInMs(): Promise<number | undefined>;
  /** By id. */
  deadLetters(tenant: TenantId, page: Page<string>): Promise<readonly DeadLetter[]>;
  /** Puts a dead letter back in line with its old id, attempts at 0; false when there is none. */
  redrive(tenant: TenantId, id: string, audit: AuditEntry): Promise<boolean>;
  depth(): Promise<{ readonly pending: number; readonly dead: number }>;
}

// ── messages ─────────────────────────────────────────────────────────────────

/** A message from outside. `payload` is JSON text. */
export interface MessageRow {
  readonly tenant: TenantId;
  readonly id: string;
  readonly message: string;
  readonly key: string;
  readonly payload: string;
  readonly atMs: number;
  readonly keepUntilMs: number;
}

export interface MessageStore {
  /** `kept`, `used`: one with this id was there, and stays as it is. */
  save(row: MessageRow): Promise<'saved' | 'kept' | 'used'>;
  /** The visits that wait for it now, by instance. */
  waiting(tenant: TenantId, message: string, key: string): Promise<readonly WaitRow[]>;
  /** Messages that nobody has had, with the visits of any tenant that wait for them; oldest first. */
  matches(
    nowMs: number,
    limit: number,
  ): Promise<readonly { readonly message: MessageRow; readonly wait: WaitRow }[]>;
  /** From now on it matches nobody. */
  use(tenant: TenantId, id: string): Promise<void>;
}

// ── upkeep ───────────────────────────────────────────────────────────────────

/** Of all tenants, judged by the store's clock. */
export interface UpkeepStore {
  /** Makes ready for the months to come; again when it is ready already. */
  prepare(): Promise<void>;
  /**
   * Forgets what need not be kept any more, at most `limit` rows of each kind, the oldest first, and
   * tells how many: answers, delivered effects and sent letters, and news, of this age, messages and
   * links whose time is over. A dead letter stays.
   */
  sweep(keep: {
    readonly answersMs: number;
    readonly deliveredMs: number;
    readonly newsMs: number;
    readonly limit: number;
  }): Promise<
    Readonly<Record<'answers' | 'delivered' | 'messages' | 'letters' | 'links' | 'news', number>>
  >;
}

// ── drafts ───────────────────────────────────────────────────────────────────

export interface DraftKey {
  readonly tenant: TenantId;
  readonly person: PersonId;
  readonly task: string;
}

/** An opinion that was saved and not sent; `content` is JSON text (R6.2). */
export interface Draft {
  readonly content: string;
  readonly atMs: number;
}

/** A draft, and the task that it is on. */
export interface DraftOf extends Draft {
  readonly task: string;
}

export interface DraftStore {
  /** Takes the place of the one saved before. */
  save(key: DraftKey, draft: Draft): Promise<void>;
  read(key: DraftKey): Promise<Draft | undefined>;
  /** An author’s, in the order of their tasks. */
  list(tenant: TenantId, person: PersonId, limit: number): Promise<readonly DraftOf[]>;
  remove(key: DraftKey): Promise<void>;
}

// ── files ────────────────────────────────────────────────────────────────────

/** What is known of a file without reading it; it goes by the SHA-256 of its bytes, in hexadecimal. */
export interface FileHead {
  readonly tenant: TenantId;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** Who kept it; of the file that is there, who kept it first. */
  readonly uploadedBy: PersonId;
  readonly uploadedAtMs: number;
}

export interface FileStore {
  /**
   * Keeps a file, whole or not at all; one that is there already stays as it is, and is from then on
   * its new keeper’s, too.
   */
  save(head: FileHead, content: Buffer, audit: AuditEntry): Promise<void>;
  head(tenant: TenantId, digest: string): Promise<FileHead | undefined>;
  /** Those of the digests, in no order, that stand for files which the person kept. */
  keptBy(
    tenant: TenantId,
    person: PersonId,
    digests: readonly string[],
  ): Promise<readonly string[]>;
  /** Its bytes from the n-th part of `filePartBytes` on, so many parts; none: it has ended. */
  parts(tenant: TenantId, digest: string, from: number, limit: number): Promise<readonly Buffer[]>;
}

// ── turns ────────────────────────────────────────────────────────────────────

export interface TurnStore {
  /** The next number of a line, from 0; nobody gets one twice, and one that is not used is lost. */
  take(tenant: TenantId, line: string): Promise<number>;
}
