/** What must hold once the faults are over and the database is at rest, by the numbers of quality. */

import { createHash } from 'node:crypto';
import type { CompiledFlow, Event, InstanceState } from '../../src/kernel/index.ts';
import {
  apply,
  armedIn,
  compileFlow,
  heldTimers,
  InvariantViolation,
  isLive,
  runningTimers,
  taskRow,
} from '../../src/kernel/index.ts';
import { checkLaws } from '../../src/testing/laws.ts';
import type { Database } from './database.ts';
import type { Attempt } from './operations.ts';
import type { Received } from './sink.ts';

/** A promise that was broken. */
export interface Violation {
  readonly id: string;
  readonly message: string;
}

export interface JournalEntry {
  readonly instance: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly actor: string;
  readonly command: string;
  readonly events: readonly Event[];
}

/** An instance with everything that its journal says. */
export interface Folded {
  readonly instance: string;
  readonly flow: string;
  readonly state: InstanceState;
  readonly rows: readonly JournalEntry[];
  /** The state behind each row. */
  readonly states: readonly InstanceState[];
}

interface Stored {
  readonly instance: string;
  readonly seq: number;
  readonly snapshot: string;
  readonly snapshotSeq: number;
  readonly status: string;
  readonly flow: string;
}

interface OutboxEntry {
  readonly id: string;
  readonly instance: string;
  readonly position: number;
  readonly status: string;
  readonly reason: string | null;
}

interface TaskEntry {
  readonly id: string;
  readonly person: string;
  readonly status: string;
}

/** The whole database, read at rest. */
export interface Content {
  readonly instances: readonly Stored[];
  readonly journal: readonly JournalEntry[];
  readonly answers: ReadonlyMap<string, { readonly answer: string; readonly instance: string }>;
  readonly tasks: readonly TaskEntry[];
  readonly timers: readonly { readonly key: string; readonly dueInMs: number }[];
  readonly outbox: readonly OutboxEntry[];
  readonly waiting: number;
  readonly audit: number;
  /** Messages that were written on after they were settled. */
  readonly resettled: string | null;
  readonly flows: ReadonlyMap<string, CompiledFlow>;
}

const READS = [
  `SELECT instance, first_seq AS "firstSeq", last_seq AS "lastSeq", actor, command, events
   FROM journal ORDER BY instance, first_seq`,
  'SELECT key, answer, instance FROM answer',
  'SELECT name, version, hash, definition FROM flow',
  'SELECT instance, seq, snapshot, snapshot_seq AS "snapshotSeq", status, flow FROM instance',
  'SELECT id, person, status FROM task ORDER BY id',
  `SELECT instance || '.' || visit || '.' || rung AS key,
     due_at_ms - (extract(epoch FROM now()) * 1000)::bigint AS "dueInMs" FROM timer`,
  'SELECT id, instance, position, status, reason FROM outbox ORDER BY instance, position, id',
  `SELECT (SELECT count(*) FROM waiting) AS waiting, (SELECT count(*) FROM audit
     WHERE result = 'done' AND object LIKE 'instance:%') AS audit,
     (SELECT string_agg(id, ', ') FROM resettled) AS resettled`,
];

/** Reads everything, as of one moment. */
export async function readContent(database: Database): Promise<Content> {
  const [journal, answers, flows, instances, tasks, timers, outbox, counts] =
    (await database.snapshot(READS)) as unknown as [
      (JournalEntry & { readonly events: string })[],
      { readonly key: string; readonly answer: string; readonly instance: string }[],
      { name: string; version: string; hash: string; definition: string }[],
      Stored[],
      TaskEntry[],
      Content['timers'],
      OutboxEntry[],
      [Pick<Content, 'waiting' | 'audit' | 'resettled'>],
    ];
  return {
    journal: journal.map((row) => ({ ...row, events: JSON.parse(row.events) as Event[] })),
    answers: new Map(answers.map(({ key, ...rest }) => [key, rest])),
    flows: new Map(
      flows.map(({ definition, ...ref }) => [ref.name, compileFlow(JSON.parse(definition), ref)]),
    ),
    ...{ instances, tasks, timers, outbox },
    ...counts[0],
  };
}

/** Holds promises, counts how often each had something to look at, and keeps what was broken. */
export class Promises {
  readonly exercised = new Map<string, number>();
  readonly violations: Violation[] = [];

  holds(id: string, condition: boolean, message: () => string): void {
    this.count(id, 1);
    if (!condition) this.breaks(id, message());
  }

  /** Notes that something was looked at elsewhere. */
  count(id: string, times: number): void {
    this.exercised.set(id, (this.exercised.get(id) ?? 0) + times);
  }

  breaks(id: string, message: string): void {
    if (this.violations.length < 50) this.violations.push({ id, message });
  }
}

/** Folds every journal, holding each step to the laws and the stored rows to the state. */
export function checkContent(promises: Promises, content: Content): readonly Folded[] {
  const byInstance = Map.groupBy(content.journal, ({ instance }) => instance);
  const folded: Folded[] = [];
  const stored = new Set(content.instances.map(({ instance }) => instance));
  for (const [instance] of byInstance) {
    promises.holds('D5', stored.has(instance), () => `${instance} has events and no state`);
  }
  for (const row of content.instances) {
    const one = foldInstance(promises, content, row, byInstance.get(row.instance) ?? []);
    if (one) folded.push(one);
  }
  checkTasks(promises, content, folded);
  checkTimers(promises, content, folded);
  const commands = content.journal.length;
  promises.holds('D4', content.answers.size === commands, () => {
    return `${content.answers.size} answers are kept of ${commands} commands`;
  });
  promises.holds('A1', content.audit === commands, () => {
    return `${content.audit} records of ${commands} commands`;
  });
  return folded;
}

function foldInstance(
  promises: Promises,
  content: Content,
  { instance, snapshot, snapshotSeq, seq, flow: name, status }: Stored,
  rows: readonly JournalEntry[],
): Folded | undefined {
  let state: InstanceState | undefined;
  const states: InstanceState[] = [];
  const flow = content.flows.get(name)!;
  for (const row of rows) {
    const before = state;
    const from = (before?.seq ?? 0) + 1;
    promises.holds(
      'D5',
      row.firstSeq === from,
      () => `${instance} has a gap before ${row.firstSeq}`,
    );
    for (const event of row.events) state = apply(state, event);
    if (!state) return undefined;
    states.push(state);
    const isWhole = row.lastSeq === state.seq;
    promises.holds('D3', isWhole, () => `${instance} has half a command at ${row.firstSeq}`);
    checkFiring(promises, instance, row, before, state);
    try {
      checkLaws({ flow, before, events: row.events, after: state }, promises.exercised as never);
    } catch (error) {
      const id = error instanceof InvariantViolation ? error.id : 'K';
      promises.breaks(id, `${instance}: ${error}`);
    }
  }
  if (!state) {
    promises.breaks('D5', `${instance} has a state and no events`);
    return undefined;
  }
  const last = state;
  const then = states.find((each) => each.seq === snapshotSeq);
  promises.holds(
    'D7',
    JSON.stringify(then) === snapshot,
    () => `the snapshot of ${instance} at ${snapshotSeq} is not its fold`,
  );
  promises.holds(
    'D5',
    last.seq === seq,
    () => `${instance} is at ${seq}, its journal at ${last.seq}`,
  );
  promises.holds('P1', last.status === status, () => `${instance} is listed as ${status}`);
  return { instance, flow: name, state: last, rows, states };
}

/** M2, M3: a rung fires once, and not before it is due. */
function checkFiring(
  promises: Promises,
  instance: string,
  { events }: JournalEntry,
  before: InstanceState | undefined,
  after: InstanceState,
): void {
  for (const event of events) {
    if (event.type !== 'TimerFired') continue;
    const armed = before?.visits[event.visit - 1]?.timers?.find(({ rung }) => rung === event.rung);
    promises.holds('M2', armed !== undefined, () => {
      return `${instance}.${event.visit}.${event.rung} fired and was not armed`;
    });
    const isDue = (armed?.dueAtMs ?? 0) <= after.updatedAtMs;
    promises.holds('M3', isDue, () => `${instance}.${event.visit}.${event.rung} fired early`);
  }
}

function checkTasks(promises: Promises, content: Content, folded: readonly Folded[]): void {
  const derived = folded.flatMap(({ state }) =>
    state.visits.flatMap((visit) =>
      (visit.seats ?? []).flatMap((seat) => {
        if ((seat.openedAtMs ?? seat.askedAtMs) === undefined) return [];
        const { id, person, status } = taskRow(state, visit, seat);
        return [{ id, person, status }];
      }),
    ),
  );
  const kept = new Map(content.tasks.map((task) => [task.id, task]));
  for (const task of derived) {
    const row = kept.get(task.id);
    const isSame = row?.person === task.person && row.status === task.status;
    promises.holds('P1', isSame, () => `task ${task.id}: ${JSON.stringify([task, row])}`);
    kept.delete(task.id);
  }
  promises.holds('L4', kept.size === 0, () => `tasks of nobody: ${[...kept.keys()].slice(0, 5)}`);
}

function checkTimers(promises: Promises, content: Content, folded: readonly Folded[]): void {
  const armed = folded.flatMap(({ instance, state }) => [
    ...state.visits.flatMap((visit) =>
      armedIn(state, visit).map(({ rung }) => `${instance}.${visit.n}.${rung}`),
    ),
    ...[...runningTimers(state), ...heldTimers(state)].map(({ rung }) => `${instance}.0.${rung}`),
  ]);
  const kept = content.timers.map(({ key }) => key).sort();
  promises.holds('M8', JSON.stringify(kept) === JSON.stringify(armed.sort()), () => {
    return `armed ${armed.slice(0, 5)}, kept ${kept.slice(0, 5)}`;
  });
  const late = content.timers.filter(({ dueInMs }) => dueInMs < -LATE_MS_MAX);
  promises.holds('M1', late.length === 0, () => `${late.length} timers never fired`);
}

/** Past every lease of a crash run. */
const LATE_MS_MAX = 20_000;

/** D1 to D4, D15: what was answered is there, what was refused is not. */
export function checkAttempts(
  promises: Promises,
  content: Content,
  folded: readonly Folded[],
  attempts: readonly Attempt[],
): void {
  const rows = new Map(
    folded.flatMap(({ instance, rows }) => rows.map((row) => [`${instance} ${row.lastSeq}`, row])),
  );
  for (const { key, person, act, result, answer, instance, lost, isReplayed } of attempts) {
    if (act.kind === 'read') continue;
    const stored = content.answers.get(`${person.length}:${person}:${key}`);
    if (result.kind === 'ok') {
      promises.holds('D1', stored?.answer === answer, () => `the answer to ${key} is not kept`);
      const row = rows.get(`${instance} ${result.sight.seq}`);
      const actor = row && (JSON.parse(row.actor) as { id?: string }).id;
      promises.holds('D1', actor === person, () => `what ${key} did on ${instance} is lost`);
      const once = () => `${key} was answered ${answer} and stands as ${stored?.answer}`;
      if (isReplayed) promises.holds('D4', stored?.answer === answer, once);
      if (lost > 0) promises.holds('D15', stored?.answer === answer, once);
    } else if (result.kind === 'rejected') {
      promises.holds('D2', stored === undefined, () => `${key} was refused and done`);
    } else if (stored) {
      const { seq } = JSON.parse(stored.answer) as { seq: number };
      const isThere = rows.has(`${stored.instance} ${seq}`);
      promises.holds('D3', isThere, () => `${key} is done by half`);
    }
  }
}

/** L2: whatever runs waits for somebody or something that will come. */
export function checkLiveness(
  promises: Promises,
  content: Content,
  folded: readonly Folded[],
): void {
  const pending = new Set(
    content.outbox.filter(({ status }) => status === 'pending').map(({ instance }) => instance),
  );
  for (const { instance, state } of folded) {
    const live = state.visits.filter(isLive);
    if (state.status === 'ended') {
      promises.holds('L4', live.length === 0, () => `${instance} has ended with open visits`);
      continue;
    }
    const isAsked = live.some(({ seats, incident }) => {
      return incident !== undefined || seats?.some(({ status }) => status === 'open');
    });
    const waits = isAsked || pending.has(instance) || state.status === 'suspended';
    promises.holds('L2', waits, () => `${instance} waits for nothing: ${JSON.stringify(live)}`);
  }
}

/** O1 to O4, O7: each call is written out, delivered in order, under one name, signed. */
export function checkOutbox(
  promises: Promises,
  content: Content,
  folded: readonly Folded[],
  received: readonly Received[],
): void {
  const rows = new Map(content.outbox.map((row) => [row.id, row]));
  for (const { instance, rows: journal } of folded) {
    for (const event of journal.flatMap(({ events }) => events)) {
      if (event.type !== 'CallRequested') continue;
      const id = `${instance}.${event.visit}`;
      promises.holds('O1', rows.has(id), () => `the call ${id} was never written out`);
    }
  }
  const heard = new Map<string, number>();
  for (const [index, { id, status, isSigned }] of received.entries()) {
    promises.holds('O4', rows.has(id), () => `${id} was received and is in no outbox`);
    promises.holds('O7', isSigned, () => `${id} came without a valid signature`);
    if (status === 200 && !heard.has(id)) heard.set(id, index);
  }
  for (const { id, status, reason } of content.outbox) {
    promises.holds('O3', status !== 'pending', () => `${id} is neither delivered nor dead`);
    if (status === 'delivered') {
      promises.holds('O3', heard.has(id), () => `${id} is delivered and was not received`);
    }
    if (status === 'dead') promises.holds('O3', Boolean(reason), () => `${id} died for no reason`);
  }
  const { resettled } = content;
  promises.holds('R6', resettled === null, () => `settled by a lost lease: ${resettled}`);
  for (const [instance, own] of Map.groupBy(content.outbox, (row) => row.instance)) {
    const order = own.map(({ id }) => heard.get(id)).filter((at) => at !== undefined);
    const isSorted = order.every((at, n) => n === 0 || order[n - 1]! < at);
    promises.holds('O2', isSorted, () => `messages of ${instance} came as ${order}`);
  }
}

/** D9: what once stood in the journal stands there unchanged. */
export class Memory {
  readonly #hashes = new Map<string, { readonly rows: number; readonly hash: string }>();

  check(promises: Promises, folded: readonly Folded[]): void {
    for (const { instance, rows } of folded) {
      const before = this.#hashes.get(instance);
      if (before) {
        const isSame = hashOf(rows.slice(0, before.rows)) === before.hash;
        promises.holds('D9', isSame, () => `the journal of ${instance} has changed`);
      }
      this.#hashes.set(instance, { rows: rows.length, hash: hashOf(rows) });
    }
  }
}

function hashOf(rows: readonly JournalEntry[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
