/** Runs one batch: load, handle, one commit, answers. What cannot be answered yet comes back. */

import { hasRight } from '../identity/index.ts';
import type {
  CompiledFlow,
  Context,
  Decision,
  Directory,
  FlowHash,
  InstanceState,
  Lookup,
  LookupResult,
  Right,
} from '../kernel/index.ts';
import { changes, handle } from '../kernel/index.ts';
import type {
  AuditEntry,
  CommitUnit,
  JournalRow,
  OutboxRow,
  Store,
  StoredAnswer,
} from '../store/port.ts';
import type { BoundedMap } from './bounded-map.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { LookUp } from './lookups.ts';
import type { Clock, RandomBytes } from './ports.ts';
import type { Answer, Request } from './requests.ts';
import { resultOf } from './requests.ts';
import { maySee } from './see.ts';
import { advanced, type Hot, hotOf } from './snapshots.ts';
import { inSpan } from './telemetry.ts';

/** A request on its way, with everything its answer needs. */
export interface Ticket {
  readonly request: Request;
  /** What tells this request from others under its key; empty without one. */
  readonly requestHash: string;
  readonly acceptedAtMs: number;
  tries: number;
  /** Read instance and key from the store, trust no memory. */
  fresh: boolean;
  /** The journal row that the last try may have left; what a request without a key is found by. */
  attempt: Pick<JournalRow, 'firstSeq' | 'events'> | undefined;
  /** Run in a batch of its own, after a batch broke an invariant. */
  alone: boolean;
  /** What outside services said, by question. */
  readonly lookups: Map<string, LookupResult>;
  /** Questions that have to be asked before the command is handled again. */
  asks: readonly Lookup[];
  answer(answer: Answer): void;
  fail(fault: Error): void;
}

export interface BatchWorld {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly hot: BoundedMap<string, Hot>;
  /** Asks an outside service for people. */
  readonly lookUp: LookUp;
  /** Told of every unit that was committed here. */
  readonly committed: (unit: CommitUnit) => void;
}

/** One instance's share of a batch. */
interface Group {
  readonly key: string;
  readonly tickets: readonly Ticket[];
  before: Hot | undefined;
  /** true: from memory, so a refusal has to be checked against the store. */
  remembered: boolean;
}

interface Handled {
  readonly group: Group;
  readonly unit: CommitUnit | undefined;
  readonly after: Hot | undefined;
  readonly answers: readonly { readonly ticket: Ticket; readonly answer: Answer }[];
  readonly denials: readonly AuditEntry[];
  readonly again: readonly Ticket[];
}

/** Shape: tickets → tickets to try again; all others were answered after the commit (D15). */
export async function runBatch(
  world: BatchWorld,
  tickets: readonly Ticket[],
): Promise<readonly Ticket[]> {
  const { groups, replayed } = await load(world, tickets);
  for (const { ticket, answer } of replayed) ticket.answer(answer);
  const handled: Handled[] = [];
  let sinceMs = world.clock.nowMs();
  for (const group of groups) {
    handled.push(await handleGroup(world, group));
    if (world.clock.nowMs() - sinceMs < ENGINE_LIMITS.handleMsMax) continue;
    await world.clock.turn();
    sinceMs = world.clock.nowMs();
  }
  const again = handled.flatMap((one) => one.again);
  const denials = handled.flatMap((one) => (one.unit ? [] : one.denials));
  if (denials.length > 0) await world.store.audit.append(denials);
  const writing = handled.filter((one) => one.unit);
  const outcomes = await commit(
    world,
    writing.map((one) => one.unit!),
  );
  for (const one of handled) {
    const outcome = one.unit ? outcomes[writing.indexOf(one)] : 'committed';
    if (outcome === 'committed') {
      if (one.after && one.unit) {
        const { snapshotChars, sinceChars } = one.after;
        world.hot.set(one.group.key, one.after, snapshotChars + sinceChars);
        world.committed(one.unit);
      }
      for (const { ticket, answer } of one.answers) ticket.answer(answer);
      continue;
    }
    world.hot.delete(one.group.key);
    again.push(...one.answers.map(({ ticket }) => renew(ticket)));
  }
  return again;
}

/** To be tried again on what the store has; the last try left nothing. */
function renew(ticket: Ticket): Ticket {
  ticket.fresh = true;
  ticket.attempt = undefined;
  return ticket;
}

async function commit(world: BatchWorld, units: readonly CommitUnit[]) {
  if (units.length === 0) return [];
  return inSpan('store.commit', { 'vermilion.units': units.length }, () =>
    world.store.instances.commit(units),
  );
}

/** The key of an instance across tenants. */
export function instanceKey(request: Pick<Request, 'tenant' | 'instance'>): string {
  return `${request.tenant}/${request.instance}`;
}

async function load(world: BatchWorld, tickets: readonly Ticket[]) {
  const byInstance = Map.groupBy(tickets, (ticket) => instanceKey(ticket.request));
  const groups: Group[] = [];
  const cold: Group[] = [];
  for (const [key, members] of byInstance) {
    const fresh = members.some((ticket) => ticket.fresh);
    const known = fresh ? undefined : world.hot.get(key);
    const group: Group = { key, tickets: members, before: known, remembered: !fresh };
    groups.push(group);
    const starts = members[0]!.request.command.type === 'StartInstance';
    if (!known && (fresh || !starts)) cold.push(group);
  }
  if (cold.length === 0) return { groups, replayed: [] };
  const asked = cold.flatMap((group) => group.tickets.filter(isKeyed));
  const loaded = await inSpan('store.load', { 'vermilion.instances': cold.length }, () =>
    world.store.instances.load(
      cold.map(({ tickets: [first] }) => pick(first!)),
      asked.map(({ request: { tenant, key } }) => ({ tenant, key: key! })),
    ),
  );
  for (const [index, group] of cold.entries()) {
    const stored = loaded.instances[index];
    group.before = stored && hotOf(stored);
    group.remembered = false;
  }
  const found = answerRepeated(groups, asked, loaded.answers);
  const attempted = await answerAttempted(world, found.groups);
  return { groups: attempted.groups, replayed: [...found.replayed, ...attempted.replayed] };
}

/**
 * Answers requests without a key whose try met a fault and was written all the same (D3): their row
 * stands in the journal where they would have put it, to the letter.
 */
async function answerAttempted(world: BatchWorld, groups: readonly Group[]) {
  const replayed: Replayed[] = [];
  for (const { before: hot, tickets } of groups) {
    const before = hot?.state;
    for (const ticket of tickets) {
      const { attempt } = ticket;
      if (!attempt || isKeyed(ticket) || !before || before.seq < attempt.firstSeq) continue;
      const page = { after: attempt.firstSeq - 1, limit: 1 };
      const [row] = await world.store.instances.journal(pick(ticket), page);
      if (row?.firstSeq !== attempt.firstSeq || row.events !== attempt.events) continue;
      replayed.push({ ticket, answer: { ok: true, result: resultOf(before), replayed: false } });
    }
  }
  return { groups: without(groups, replayed), replayed };
}

function isKeyed({ request }: Ticket): boolean {
  return request.key !== undefined;
}

function pick({ request }: Ticket) {
  return { tenant: request.tenant, instance: request.instance };
}

/** Answers requests whose key stands in the store with the first answer (R13.2, D4). */
function answerRepeated(
  groups: readonly Group[],
  asked: readonly Ticket[],
  stored: readonly (StoredAnswer | undefined)[],
) {
  const replayed: Replayed[] = [];
  for (const [index, ticket] of asked.entries()) {
    const first = stored[index];
    if (!first) continue;
    const same = first.requestHash === ticket.requestHash;
    const answer: Answer = same
      ? { ok: true, result: JSON.parse(first.answer), replayed: true }
      : { ok: false, refusal: refuse('key.reused') };
    replayed.push({ ticket, answer });
  }
  return { groups: without(groups, replayed), replayed };
}

/** A request that was done before, with the answer to it. */
interface Replayed {
  readonly ticket: Ticket;
  readonly answer: Answer;
}

function without(groups: readonly Group[], replayed: readonly Replayed[]): readonly Group[] {
  if (replayed.length === 0) return groups;
  const done = new Set(replayed.map(({ ticket }) => ticket));
  return groups
    .map((group) => ({ ...group, tickets: group.tickets.filter((ticket) => !done.has(ticket)) }))
    .filter((group) => group.tickets.length > 0);
}

async function handleGroup(world: BatchWorld, group: Group): Promise<Handled> {
  const { request } = group.tickets[0]!;
  const directory = await world.knowledge.directory(request.tenant);
  const versionOf = async (hash: FlowHash | undefined) =>
    hash === undefined ? undefined : world.knowledge.flow(request.tenant, hash);
  const substitutions = await world.knowledge.substitutions(request.tenant);
  const writing = new Writing(world, group);
  let flow = await versionOf(group.before?.state.flow.hash ?? request.flowHash);
  for (const ticket of group.tickets) {
    const { command } = ticket.request;
    const target =
      command.type === 'MigrateInstance' ? await versionOf(command.to.hash) : undefined;
    const known = { directory, substitutions, ...(target ? { target } : {}) };
    writing.take(ticket, flow, known);
    if (target || command.type === 'UndoMigration')
      flow = await versionOf(writing.hash ?? flow?.ref.hash);
  }
  return writing.finish();
}

/** What is known of the tenant's people. */
type Known = Required<Pick<Context, 'directory' | 'substitutions'>> & Pick<Context, 'target'>;

/** The commands of one group, one after the other on the state in memory. */
class Writing {
  readonly #world: BatchWorld;
  readonly #group: Group;
  #state: InstanceState | undefined;
  readonly #answers: { ticket: Ticket; answer: Answer }[] = [];
  readonly #again: Ticket[] = [];
  readonly #journal: JournalRow[] = [];
  readonly #outbox: OutboxRow[] = [];
  readonly #audit: AuditEntry[] = [];
  readonly #stored: StoredAnswer[] = [];

  constructor(world: BatchWorld, group: Group) {
    this.#world = world;
    this.#group = group;
    this.#state = group.before?.state;
  }

  /** The version that the instance runs in by now. */
  get hash(): FlowHash | undefined {
    return this.#state?.flow.hash;
  }

  take(ticket: Ticket, flow: CompiledFlow | undefined, known: Known): void {
    const { request } = ticket;
    const { directory } = known;
    const nowMs = Math.max(this.#world.clock.nowMs(), request.notBeforeMs ?? 0);
    const hidden = !flow || (this.#state && !isKnownTo(request, this.#state, directory));
    const decision: Decision | undefined = hidden
      ? undefined
      : handle(flow, this.#state, request.command, contextOf(ticket, known, nowMs));
    if (decision?.ok) {
      this.#accept(ticket, decision, nowMs);
      return;
    }
    if (decision?.lookups) {
      ticket.asks = decision.lookups;
      this.#again.push(ticket);
      return;
    }
    if (this.#group.remembered) {
      this.#again.push(renew(ticket));
      return;
    }
    const refusal: AnyRefusal = decision?.refusal ?? refuse('instance.unknown');
    this.#answers.push({ ticket, answer: { ok: false, refusal } });
    // The engine looks at people of its own accord; that nothing had to change is no denial.
    if (request.command.type === 'ReassignTasks') return;
    this.#audit.push(auditOf(request, nowMs, refusal));
  }

  #accept(ticket: Ticket, decision: Decision & { readonly ok: true }, nowMs: number): void {
    const { request } = ticket;
    const { state, events, effects } = decision;
    const row: JournalRow = {
      firstSeq: state.seq - events.length + 1,
      lastSeq: state.seq,
      atMs: state.updatedAtMs,
      actor: request.actor,
      command: request.command.type,
      events: JSON.stringify(events),
    };
    this.#state = state;
    this.#journal.push(row);
    ticket.attempt = row;
    for (const effect of effects) {
      this.#outbox.push({
        tenant: request.tenant,
        instance: request.instance,
        id: effect.id,
        position: effect.seq,
        effect,
        createdAtMs: nowMs,
      });
    }
    const result = resultOf(state);
    this.#audit.push(auditOf(request, nowMs));
    this.#answers.push({ ticket, answer: { ok: true, result, replayed: false } });
    if (request.key === undefined) return;
    this.#stored.push({
      key: request.key,
      requestHash: ticket.requestHash,
      instance: request.instance,
      answer: JSON.stringify(result),
      atMs: nowMs,
    });
  }

  finish(): Handled {
    const state = this.#journal.length > 0 ? this.#state : undefined;
    const next = state && advanced(this.#group.before, state, this.#journal);
    const unit = next && this.#unit(next.hot.state, next.snapshot);
    return {
      group: this.#group,
      unit,
      after: next?.hot,
      answers: this.#answers,
      denials: unit ? [] : this.#audit,
      again: this.#again,
    };
  }

  #unit(state: InstanceState, snapshot: string | undefined): CommitUnit {
    const before = this.#group.before?.state;
    const { tenant, id: instance, flow, subject, initiator, status } = state;
    return {
      tenant,
      instance,
      expectedSeq: before?.seq ?? 0,
      seq: state.seq,
      ...(snapshot === undefined ? {} : { snapshot }),
      header: {
        tenant,
        instance,
        flow: flow.name,
        version: flow.version,
        hash: flow.hash,
        subject,
        initiator,
        status,
        ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
        startedAtMs: state.startedAtMs,
        updatedAtMs: state.updatedAtMs,
        ...(state.endedAtMs === undefined ? {} : { endedAtMs: state.endedAtMs }),
      },
      journal: this.#journal,
      changes: changes(before, state),
      outbox: this.#outbox,
      audit: this.#audit,
      answers: this.#stored,
    };
  }
}

/** "Not found" and "not yours" look alike (X9). */
function isKnownTo(request: Request, state: InstanceState, directory: Directory): boolean {
  const { actor, scopes } = request;
  if (actor.kind === 'system') return true;
  return maySee(state, { person: actor.id, ...(scopes ? { scopes } : {}) }, directory);
}

function contextOf({ request, lookups }: Ticket, known: Known, nowMs: number): Context {
  const { directory } = known;
  const { actor, scopes } = request;
  const may = (right: Right) =>
    actor.kind === 'system' || hasRight(directory, actor.id, right, scopes);
  return { nowMs, actor, ...known, may, lookups };
}

function auditOf(request: Request, atMs: number, refusal?: AnyRefusal): AuditEntry {
  return {
    tenant: request.tenant,
    atMs,
    actor: request.actor,
    action: request.command.type,
    object: `instance:${request.instance}`,
    result: refusal ? 'refused' : 'done',
    ...(refusal ? { code: refusal.code } : {}),
    ...(request.via === undefined ? {} : { reason: request.via }),
  };
}
