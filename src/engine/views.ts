/** What people read: an instance as one viewer may see it, its journal, the inbox. */

import type { Roster } from '../identity/index.ts';
import type {
  Child,
  CompiledFlow,
  Delegation,
  Event,
  Incident,
  InstanceId,
  InstanceState,
  InstanceStatus,
  JsonObject,
  PersonId,
  SagaStep,
  SeatGroup,
  Suspension,
  TenantId,
  Text,
  Visit,
} from '../kernel/index.ts';
import { armedIn, runningTimers, taskId } from '../kernel/index.ts';
import type { JournalRow, Store } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Caller } from './requests.ts';
import { hiddenFields, maySee, redact } from './see.ts';
import { stateOf } from './snapshots.ts';
import { titleOf } from './titles.ts';
import { incidentWithout, withoutHidden } from './withheld.ts';

export interface PersonView {
  readonly id: PersonId;
  readonly name: Text;
}

export interface SeatView {
  readonly task: string;
  readonly person: PersonView;
  readonly status: 'waiting' | 'open' | 'voted' | 'closed';
  readonly vote?: string;
  /** Set when somebody else, or the system, acted. */
  readonly actor?: PersonView | { readonly system: string };
  readonly comment?: string;
  readonly openedAtMs?: number;
  readonly closedAtMs?: number;
  readonly closed?: string;
  /** The task that this one took over. */
  readonly from?: string;
  /** The number of the group that it votes in. */
  readonly group?: number;
  /** Who brought the person in by hand. */
  readonly addedBy?: PersonView;
  /** Opinions that its owner asked for (R6.5). */
  readonly delegations?: readonly DelegationView[];
}

export interface DelegationView extends Omit<Delegation, 'to'> {
  readonly to: PersonView;
}

/** A ballot within the visit's: of the flow, or of people who were added (R5.8, R6.6, R6.7). */
export interface GroupView {
  readonly group: number;
  readonly name?: string;
  /** How its votes add up. */
  readonly ballot: string;
  /** The task whose vote waits for it. */
  readonly of?: string;
  readonly where?: 'before' | 'after';
  readonly addedBy?: PersonView;
  readonly pool?: boolean;
  /** The task that claimed the pool's. */
  readonly claimed?: string;
  readonly outcome?: string;
}

export interface VisitView {
  readonly visit: number;
  readonly parent: number;
  readonly branch: number;
  readonly step: string;
  readonly title: Text;
  readonly kind: string;
  readonly status: Visit['status'];
  readonly superseded: boolean;
  readonly openedAtMs: number;
  readonly closedAtMs?: number;
  readonly dueAtMs?: number;
  readonly seats: readonly SeatView[];
  readonly groups?: readonly GroupView[];
  readonly incident?: { readonly code: string; readonly message: string };
  /** Instances that a subflow started. */
  readonly children?: readonly {
    readonly instance: string;
    readonly status: string;
    readonly outcome?: string;
  }[];
}

export interface InstanceView {
  readonly id: string;
  readonly flow: { readonly name: string; readonly version: string; readonly hash: string };
  readonly title: Text;
  readonly subject: string;
  readonly status: InstanceStatus;
  readonly outcome?: string;
  readonly seq: number;
  readonly initiator: PersonView;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
  readonly endedAtMs?: number;
  /** Calls that can be undone, or are to be confirmed, and how far that is. */
  readonly saga?: readonly SagaView[];
  /** The instance whose subflow started this one. */
  readonly parent?: string;
  /** Who suspended it, when and why. */
  readonly suspension?: {
    readonly atMs: number;
    readonly by: PersonView;
    readonly reason: string;
  };
  /** When the next rung of the deadline falls due. */
  readonly dueAtMs?: number;
  readonly form: JsonObject;
  /** What steps computed; kept from a viewer from whom fields are. */
  readonly vars?: JsonObject;
  /** Names of fields kept from this viewer. */
  readonly hidden: readonly string[];
  readonly path: readonly VisitView[];
  readonly notified: readonly PersonView[];
}

/** The events of one command, without what the viewer may not see. */
export interface JournalView {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly atMs: number;
  readonly actor: JournalRow['actor'];
  readonly command: string;
  readonly events: readonly Event[];
}

/** An instance as one viewer may see it, and what it takes to show it. */
export interface Seen {
  readonly state: InstanceState;
  readonly flow: CompiledFlow;
  readonly directory: Roster;
  readonly hidden: ReadonlySet<string>;
}

export class Views {
  readonly #store: Store;
  readonly #knowledge: Knowledge;

  constructor(store: Store, knowledge: Knowledge) {
    this.#store = store;
    this.#knowledge = knowledge;
  }

  /** Refuses: instance.unknown, also for one that is not the viewer's to see (X9). */
  async instance(caller: Caller, instance: string): Promise<InstanceView | AnyRefusal> {
    const seen = await this.see(caller, instance);
    return seen ? viewOf(seen) : refuse('instance.unknown');
  }

  /** Rows with events after `after`, oldest first, as many as wanted. Refuses: instance.unknown. */
  async journal(
    caller: Caller,
    instance: string,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly JournalView[] | AnyRefusal> {
    const seen = await this.see(caller, instance);
    if (!seen) return refuse('instance.unknown');
    const rows: JournalRow[] = [];
    for (let { after } = page; ; after = rows.at(-1)?.lastSeq) {
      const limit = Math.min(page.limit - rows.length, ENGINE_LIMITS.journalPage);
      const more = { limit, ...(after === undefined ? {} : { after }) };
      const found = await this.#store.instances.journal({ tenant: caller.tenant, instance }, more);
      rows.push(...found);
      if (found.length < limit || rows.length === page.limit) break;
    }
    return rows.map((row) => journalView(row, seen.hidden));
  }

  /** Who may see the instance, of whom many are asked about: it is read once. */
  async seenBy(tenant: TenantId, instance: InstanceId): Promise<(person: PersonId) => boolean> {
    const loaded = await this.#store.instances.load([{ tenant, instance }], []);
    const [stored] = loaded.instances;
    if (!stored) return () => false;
    const state = stateOf(stored);
    const directory = await this.#knowledge.directory(tenant);
    return (person) => maySee(state, { person }, directory);
  }

  /** The instance, unless it is not there or not the viewer’s to see (X9). */
  async see(caller: Caller, instance: string): Promise<Seen | undefined> {
    const { tenant } = caller;
    const loaded = await this.#store.instances.load([{ tenant, instance }], []);
    const stored = loaded.instances[0];
    if (!stored) return undefined;
    const state = stateOf(stored);
    const directory = await this.#knowledge.directory(tenant);
    if (!maySee(state, caller, directory)) return undefined;
    const flow = await this.#knowledge.flow(tenant, state.flow.hash);
    if (!flow) return undefined;
    return { state, flow, directory, hidden: hiddenFields(flow, state, caller, directory) };
  }
}

function viewOf(seen: Seen): InstanceView {
  const { state, flow, directory, hidden } = seen;
  const name = (id: PersonId): PersonView => ({ id, name: directory.person(id)?.name ?? id });
  const due = runningTimers(state)[0]?.dueAtMs;
  return {
    id: state.id,
    flow: state.flow,
    title: flow.definition.title ?? flow.definition.name,
    subject: state.subject,
    status: state.status,
    ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
    seq: state.seq,
    initiator: name(state.initiator),
    startedAtMs: state.startedAtMs,
    updatedAtMs: state.updatedAtMs,
    ...(state.endedAtMs === undefined ? {} : { endedAtMs: state.endedAtMs }),
    ...(due === undefined ? {} : { dueAtMs: due }),
    ...(state.saga ? { saga: state.saga.map((step) => sagaView(state, step)) } : {}),
    ...(state.parent ? { parent: state.parent.instance } : {}),
    ...(state.suspension ? { suspension: suspensionView(state.suspension, name) } : {}),
    form: redact(state.form, hidden),
    // What was computed may tell of what is hidden.
    ...(state.vars && hidden.size === 0 ? { vars: state.vars } : {}),
    hidden: [...hidden].filter((field) => Object.hasOwn(state.form, field)),
    path: state.visits.map((visit) => visitView(seen, visit, name)),
    notified: state.notified.map(name),
  };
}

function suspensionView(
  { atMs, by, reason }: Suspension,
  name: (id: PersonId) => PersonView,
): NonNullable<InstanceView['suspension']> {
  return {
    atMs,
    by: by.kind === 'person' ? name(by.id) : { id: by.cause, name: by.cause },
    reason,
  };
}

function visitView(
  { state, flow, hidden }: Seen,
  visit: Visit,
  name: (id: PersonId) => PersonView,
): VisitView {
  const due = armedIn(state, visit)[0]?.dueAtMs;
  return {
    visit: visit.n,
    parent: visit.parent,
    branch: visit.branch,
    step: visit.step,
    title: titleOf(flow, visit.step),
    kind: visit.kind,
    status: visit.status,
    superseded: visit.superseded ?? false,
    openedAtMs: visit.openedAtMs,
    ...(visit.closedAtMs === undefined ? {} : { closedAtMs: visit.closedAtMs }),
    ...(due === undefined ? {} : { dueAtMs: due }),
    seats: (visit.seats ?? []).map((seat) => {
      const { n, person, status, vote, actor, comment, openedAtMs, closedAtMs, closed } = seat;
      const isOwn = actor?.kind === 'person' && actor.id === person;
      return {
        task: taskId(state.id, visit.n, n),
        person: name(person),
        status,
        ...(vote === undefined ? {} : { vote }),
        ...(actor === undefined || isOwn
          ? {}
          : { actor: actor.kind === 'person' ? name(actor.id) : { system: actor.cause } }),
        ...(comment === undefined ? {} : { comment }),
        ...(seat.substitute === undefined ? {} : { substitute: name(seat.substitute) }),
        ...(seat.stale ? { stale: true } : {}),
        ...(seat.evidence
          ? { evidence: taskId(state.id, seat.evidence.visit, seat.evidence.seat) }
          : {}),
        ...(openedAtMs === undefined ? {} : { openedAtMs }),
        ...(closedAtMs === undefined ? {} : { closedAtMs }),
        ...(closed === undefined ? {} : { closed }),
        ...(seat.from === undefined ? {} : { from: taskId(state.id, visit.n, seat.from) }),
        ...(seat.group === undefined ? {} : { group: seat.group }),
        ...(seat.addedBy === undefined ? {} : { addedBy: name(seat.addedBy) }),
        ...(seat.delegations
          ? { delegations: seat.delegations.map((each) => ({ ...each, to: name(each.to) })) }
          : {}),
      };
    }),
    ...(visit.groups
      ? { groups: visit.groups.map((group) => groupView(state, visit, group, name)) }
      : {}),
    ...(visit.children ? { children: visit.children.map(childView) } : {}),
    ...(visit.incident ? { incident: incidentView(visit.incident, hidden) } : {}),
  };
}

function groupView(
  state: InstanceState,
  visit: Visit,
  { n, name: title, ballot, of, where, addedBy, pool, claim, outcome }: SeatGroup,
  name: (id: PersonId) => PersonView,
): GroupView {
  return {
    group: n,
    ...(title === undefined ? {} : { name: title }),
    ballot: ballot.kind,
    ...(of === undefined ? {} : { of: taskId(state.id, visit.n, of) }),
    ...(where === undefined ? {} : { where }),
    ...(addedBy === undefined ? {} : { addedBy: name(addedBy) }),
    ...(pool ? { pool } : {}),
    ...(claim === undefined ? {} : { claimed: taskId(state.id, visit.n, claim) }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

export interface SagaView {
  readonly visit: number;
  readonly step: string;
  readonly status: SagaStep['status'];
  readonly key: string;
  readonly failure?: string;
}

function sagaView({ visits }: InstanceState, { visit, status, key, failure }: SagaStep): SagaView {
  const { step } = visits[visit - 1]!;
  return { visit, step, status, key, ...(failure === undefined ? {} : { failure }) };
}

function childView({ id, status, outcome }: Child) {
  return { instance: id, status, ...(outcome === undefined ? {} : { outcome }) };
}

function incidentView(incident: Incident, hidden: ReadonlySet<string>): Incident {
  const { code, message } = hidden.size === 0 ? incident : incidentWithout(incident);
  return { code, message };
}

function journalView(row: JournalRow, hidden: ReadonlySet<string>): JournalView {
  const events = JSON.parse(row.events) as readonly Event[];
  const { firstSeq, lastSeq, atMs, actor, command } = row;
  return {
    firstSeq,
    lastSeq,
    atMs,
    actor,
    command,
    events: hidden.size === 0 ? events : events.map((event) => withoutHidden(event, hidden)),
  };
}
