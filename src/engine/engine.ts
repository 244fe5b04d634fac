/** The engine: takes requests, keeps the services running, hands out what people read. */

import type { AccessRight } from '../identity/index.ts';
import { hasRight, readOrganisation } from '../identity/index.ts';
import type {
  Actor,
  Choices,
  Command,
  FlowRef,
  Json,
  JsonObject,
  MachineCommand,
  TenantId,
} from '../kernel/index.ts';
import type { Attached } from '../language/index.ts';
import { canonicalize, check, inlineTables } from '../language/index.ts';
import type { AuditEntry, CommitUnit, FlowRecord, Store } from '../store/port.ts';
import { ApiKeys } from './api-keys.ts';
import { Batcher } from './batcher.ts';
import { BoundedMap } from './bounded-map.ts';
import type { CalledBack } from './callback.ts';
import { callbackToken, readCallbackToken } from './callback.ts';
import type { AnyRefusal, EngineFault } from './codes.ts';
import { refuse } from './codes.ts';
import { Feed } from './feed.ts';
import { refuseForeignFiles } from './files.ts';
import { Foresight } from './foresight.ts';
import type { Checkpoint } from './housekeeping.ts';
import { housekeepingWork, signMoved } from './housekeeping.ts';
import { httpDeliver } from './http-deliver.ts';
import { newId, sha256 } from './ids.ts';
import { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { PRIORITY } from './line.ts';
import type { LookUp, PeopleFunction } from './lookups.ts';
import { lookUp } from './lookups.ts';
import type { IncomingMessage, MessageOutcome, MessageWorld } from './message-service.ts';
import { messageWork, publishMessage } from './message-service.ts';
import type { Migrated, MigrationRequest, MigrationWorld } from './migration.ts';
import { migrateMany } from './migration.ts';
import { outboxWork } from './outbox-service.ts';
import type { Clock, Deliver, Log, Metrics, RandomBytes } from './ports.ts';
import { noMetrics, silentLog, systemClock, systemRandom } from './ports.ts';
import { reassignmentWork } from './reassignment.ts';
import type { Answer, Caller } from './requests.ts';
import type { Service } from './services.ts';
import { runService } from './services.ts';
import type { Sink } from './sink-service.ts';
import { sinkWork } from './sink-service.ts';
import { type Hot, stateOf } from './snapshots.ts';
import { Substitutes } from './substitutes.ts';
import { timerWork } from './timer-service.ts';
import { Views } from './views.ts';
import type { WayBack } from './way-back.ts';
import { wayBackOf } from './way-back.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly clock?: Clock;
  readonly randomBytes?: RandomBytes;
  readonly log?: Log;
  readonly metrics?: Metrics;
  /** How outbox messages leave; by default over HTTP, to public https addresses only. */
  readonly deliver?: Deliver;
  /** Private hosts with port that may be asked for people and, by the default delivery, called. */
  readonly allowedHosts?: readonly string[];
  /** Functions that flows name to find people. */
  readonly resolvers?: { readonly [name: string]: PeopleFunction };
  /** Keeps where the audit logs stand, every minute in which they moved and at the end. */
  readonly checkpoint?: Checkpoint;
  /** Who is given what happens, in this process or another one on the same store. */
  readonly sinks?: readonly Sink[];
  /** How people are asked for outside; by default through `resolvers` and over HTTP. */
  readonly lookUp?: LookUp;
}

/** A command of a person on an instance that runs. */
export type PersonCommand = Exclude<
  Command,
  { readonly type: 'StartInstance' | 'FireTimer' | MachineCommand['type'] }
>;

export type Published =
  | { readonly ok: true; readonly flow: FlowRef; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: AnyRefusal };

export class Engine {
  readonly store: Store;
  readonly clock: Clock;
  readonly knowledge: Knowledge;
  readonly views: Views;
  readonly foresight: Foresight;
  /** Whether a vote could be taken back now. Refuses: instance.unknown. */
  readonly wayBack: (caller: Caller, task: string) => Promise<WayBack | AnyRefusal>;
  readonly feed: Feed;
  readonly substitutes: Substitutes;
  readonly apiKeys: ApiKeys;
  readonly #randomBytes: RandomBytes;
  readonly #batcher: Batcher;
  readonly #timers: Service;
  readonly #outbox: Service;
  readonly #messages: Service;
  readonly #housekeeping: Service;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #posting: MessageWorld;
  readonly #people: Service;
  readonly #sinks: readonly Service[];
  readonly #stopped = new AbortController();

  constructor(options: EngineOptions) {
    const { store, clock = systemClock, log = silentLog, metrics = noMetrics } = options;
    this.store = store;
    this.clock = clock;
    this.#randomBytes = options.randomBytes ?? systemRandom();
    this.knowledge = new Knowledge(store, clock);
    this.views = new Views(store, this.knowledge);
    const { knowledge, views } = this;
    this.foresight = new Foresight({ store, knowledge, views, clock });
    this.feed = new Feed(store);
    const refuseUnless = (caller: Caller, right: AccessRight) => this.refuseUnless(caller, right);
    const arranging = { store, knowledge, clock, randomBytes: this.#randomBytes, refuseUnless };
    this.substitutes = new Substitutes(arranging);
    const audit = this.audit.bind(this);
    this.apiKeys = new ApiKeys({ ...arranging, audit });
    const hot = new BoundedMap<string, Hot>(
      ENGINE_LIMITS.hotInstancesMax,
      ENGINE_LIMITS.hotCharsMax,
    );
    const committed = (unit: CommitUnit) => this.#wakeFor(unit);
    const randomBytes = this.#randomBytes;
    const owner = newId(clock.nowMs(), randomBytes);
    const { allowedHosts = [], resolvers = {} } = options;
    const outside = { store, clock, log, resolvers, allowedHosts };
    const asking: LookUp = (tenant, question) => lookUp(outside, tenant, question);
    const ask = options.lookUp ?? asking;
    const known = { store, knowledge, clock, randomBytes, hot, committed, lookUp: ask };
    this.wayBack = (caller, task) => wayBackOf({ views, clock, lookUp: ask }, caller, task);
    const batcher = new Batcher(known, metrics, log);
    const world = { store, batcher, clock, metrics, log, owner };
    const tokenOf = (call: CalledBack) => callbackToken(store, randomBytes, call);
    const deliver = options.deliver ?? httpDeliver({ store, allowedHosts, tokenOf });
    const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
    this.#batcher = batcher;
    this.#people = runService(reassignmentWork({ store, knowledge, batcher }), clock, log);
    this.#posting = { store, batcher, clock, randomBytes };
    this.#messages = runService(messageWork(this.#posting), clock, log);
    const { checkpoint } = options;
    this.#checkpoint = checkpoint;
    const house = { store, clock, ...(checkpoint ? { checkpoint } : {}) };
    this.#housekeeping = runService(housekeepingWork(house), clock, log);
    this.#timers = runService(timerWork(world), clock, log);
    this.#outbox = runService(
      outboxWork({ ...world, deliver, random, stopped: this.#stopped.signal }),
      clock,
      log,
    );
    const feeding = { store, clock, log, owner, stopped: this.#stopped.signal };
    this.#sinks = (options.sinks ?? []).map((sink) =>
      runService(sinkWork(feeding, sink), clock, log),
    );
    for (const sink of this.#sinks) this.feed.listen(sink.wake, sink.wake);
  }

  /**
   * Starts an instance of a flow's latest version, or of the version named.
   * Refuses: flow.unknown, person.unknown, start.*, form.invalid, file.not-yours, key.reused.
   */
  async start(
    caller: Caller,
    start: {
      readonly flow: string;
      readonly version?: string;
      readonly form: JsonObject;
      readonly choices?: Choices;
      readonly key?: string;
    },
  ): Promise<Answer> {
    const denied = await this.refuseUnless(caller, 'instance.start');
    if (denied) return { ok: false, refusal: denied };
    const { tenant } = caller;
    const record = await this.knowledge.version(tenant, start.flow, start.version);
    if (!record) return { ok: false, refusal: refuse('flow.unknown') };
    const instance = newId(this.clock.nowMs(), this.#randomBytes);
    const foreign = await this.#refuseForeignFiles(caller, instance, 'StartInstance', start.form);
    if (foreign) return { ok: false, refusal: foreign };
    return this.#batcher.submit({
      ...requestOf(caller, start.key),
      instance,
      flowHash: record.hash,
      asked: { flow: start.flow, ...(start.version ? { version: start.version } : {}) },
      command: {
        type: 'StartInstance',
        tenant,
        instance,
        form: start.form,
        ...(start.choices ? { choices: start.choices } : {}),
      },
    });
  }

  /** The fault with which a command of the caller would be turned away, were it here now. */
  noRoomFor({ tenant, priority }: Caller, isStart: boolean): EngineFault | undefined {
    return this.#batcher.noRoomFor(tenant, priority ?? (isStart ? PRIORITY.new : PRIORITY.begun));
  }

  /**
   * Acts on an instance. Refuses: instance.unknown, file.not-yours, key.reused, and what the kernel
   * refuses.
   */
  async act(
    caller: Caller,
    instance: string,
    command: PersonCommand,
    key?: string,
  ): Promise<Answer> {
    const form = 'form' in command ? command.form : undefined;
    const foreign = form && (await this.#refuseForeignFiles(caller, instance, command.type, form));
    if (foreign) return { ok: false, refusal: foreign };
    return this.#batcher.submit({ ...requestOf(caller, key), instance, command });
  }

  /** Brings a message to whoever waits for it. Refuses: message.nobody-waits. */
  async sendMessage(
    { tenant, person }: Caller,
    message: Omit<IncomingMessage, 'tenant'>,
  ): Promise<MessageOutcome | AnyRefusal> {
    const { idempotencyKey, ...rest } = message;
    const own =
      idempotencyKey === undefined ? {} : { idempotencyKey: `${person} ${idempotencyKey}` };
    return publishMessage(this.#posting, { tenant, ...rest, ...own });
  }

  /** Takes instances to another version, or says what would become of each. Refuses: flow.unknown. */
  migrate(caller: Caller, request: MigrationRequest): Promise<readonly Migrated[] | AnyRefusal> {
    const { store, knowledge, clock } = this;
    const act: MigrationWorld['act'] = (by, instance, command) => this.act(by, instance, command);
    return migrateMany({ store, knowledge, clock, act }, caller, request);
  }

  /** The answer to a call, by whoever has its token. Refuses: callback.unknown, message.not-awaited. */
  async callBack(token: string, payload: Json): Promise<AnyRefusal | undefined> {
    const called = await readCallbackToken(this.store, token);
    if (!called) return refuse('callback.unknown');
    const { tenant, instance, visit } = called;
    const answer = await this.#batcher.submit({
      tenant,
      instance,
      actor: { kind: 'system', cause: 'callback' },
      command: { type: 'ReceiveMessage', visit, message: 'callback', payload },
      key: `callback:${instance}.${visit}`,
    });
    return answer.ok ? undefined : answer.refusal;
  }

  /** The token by which the receiver of a call answers it later. */
  callbackToken(call: CalledBack): Promise<string> {
    return callbackToken(this.store, this.#randomBytes, call);
  }

  /**
   * Publishes a version for ever; `attached` has the files that it names, which become part of it.
   * Refuses: access.denied, flow.invalid, flow.taken.
   */
  async publish(caller: Caller, source: string, attached: Attached = {}): Promise<Published> {
    const denied = await this.refuseUnless(caller, 'flow.publish');
    if (denied) return { ok: false, refusal: denied };
    const { definition, hash, diagnostics } = check(source, attached);
    if (!definition || hash === undefined) {
      return { ok: false, refusal: refuse('flow.invalid', { diagnostics }) };
    }
    const { name, version } = definition;
    const record: FlowRecord = {
      tenant: caller.tenant,
      name,
      version,
      hash,
      definition: canonicalize(definition),
      source: inlineTables(source, attached),
      publishedAtMs: this.clock.nowMs(),
      publishedBy: { kind: 'person', id: caller.person },
    };
    const audit = this.audit(caller, 'PublishFlow', `flow:${name}@${version}`);
    const outcome = await this.store.flows.publish(record, audit);
    this.knowledge.forgetLatest(caller.tenant, name);
    if (outcome === 'taken') return { ok: false, refusal: refuse('flow.taken') };
    return { ok: true, flow: { name, version, hash }, isNew: outcome === 'published' };
  }

  /**
   * Replaces a tenant's directory; open tasks of people who left or moved follow soon (R3.2).
   * Refuses: organisation.invalid.
   */
  async saveDirectory(
    tenant: TenantId,
    by: Actor,
    content: unknown,
  ): Promise<AnyRefusal | undefined> {
    const given = typeof content === 'object' ? content : {};
    const reading = readOrganisation({ ...given, id: tenant });
    if (!reading.ok) {
      const problems = reading.problems
        .slice(0, ENGINE_LIMITS.problemsMax)
        .map(({ path, message }) => `${path}: ${message}`);
      return refuse('organisation.invalid', { detail: { problems } });
    }
    const text = JSON.stringify(reading.organisation);
    const version = sha256(text);
    const known = await this.store.access.directory(tenant);
    if (known?.version === version) return undefined;
    const object = `directory:${tenant}@${version.slice(0, 12)}`;
    await this.store.access.saveDirectory(tenant, version, text, {
      tenant,
      atMs: this.clock.nowMs(),
      actor: by,
      action: 'SaveDirectory',
      object,
      result: 'done',
    });
    this.knowledge.forgetDirectory(tenant);
    this.#people.wake();
    return undefined;
  }

  /**
   * Puts a dead letter back in line, unless its step was tried again or left since: then the world
   * would be told twice. Refuses: message.*.
   */
  async redrive(caller: Caller, id: string): Promise<AnyRefusal | undefined> {
    const { tenant } = caller;
    const [, instance, visit, purpose] = /^([^.]+)\.(\d+)(\.undo|\.confirm)?$/.exec(id) ?? [];
    if (instance === undefined) return refuse('message.unknown');
    const { instances } = await this.store.instances.load([{ tenant, instance }], []);
    const state = instances[0] && stateOf(instances[0]);
    const status = state?.visits[Number(visit) - 1]?.status;
    const isLeft = status === 'cancelled' || status === 'returned';
    if (isLeft && purpose === undefined) return refuse('message.superseded');
    const audit = this.audit(caller, 'RedriveMessage', `message:${id}`);
    const found = await this.store.outbox.redrive(tenant, id, audit);
    return found ? undefined : refuse('message.unknown');
  }

  /** Puts a letter to a person that was given up back in line. Refuses: letter.unknown. */
  async redriveLetter(caller: Caller, id: string): Promise<AnyRefusal | undefined> {
    const audit = this.audit(caller, 'RedriveLetter', `letter:${id}`);
    const found = await this.store.letters.redrive(caller.tenant, id, audit);
    return found ? undefined : refuse('letter.unknown');
  }

  /** The refusal of a caller who lacks a right, recorded; undefined when the right is there (R6.17). */
  async refuseUnless(caller: Caller, right: AccessRight): Promise<AnyRefusal | undefined> {
    const directory = await this.knowledge.directory(caller.tenant);
    if (hasRight(directory, caller.person, right, caller.scopes)) return undefined;
    const entry = this.audit(caller, right, `tenant:${caller.tenant}`);
    await this.store.audit.append([{ ...entry, result: 'refused', code: 'access.denied' }]);
    return refuse('access.denied', { detail: { right } });
  }

  /** The refusal of a form that names a file which is not the caller's to name, recorded. */
  async #refuseForeignFiles(
    caller: Caller,
    instance: string,
    action: Command['type'],
    form: JsonObject,
  ): Promise<AnyRefusal | undefined> {
    const named = { form, instance };
    const refusal = await refuseForeignFiles(this.store, this.views, caller, named);
    if (!refusal) return undefined;
    const entry = this.audit(caller, action, `instance:${instance}`);
    await this.store.audit.append([{ ...entry, result: 'refused', code: refusal.code }]);
    return refusal;
  }

  /** An audit entry of something that a caller did. */
  audit(caller: Caller, action: string, object: string): AuditEntry {
    return {
      tenant: caller.tenant,
      atMs: this.clock.nowMs(),
      actor: { kind: 'person', id: caller.person },
      action,
      object,
      result: 'done',
    };
  }

  /** Work that this commit made due; that of other processes is found by polling. */
  #wakeFor({ outbox, changes }: CommitUnit): void {
    if (outbox.length > 0) this.#outbox.wake();
    if (changes.waitsOpened.length > 0) this.#messages.wake();
    const soonMs = this.clock.nowMs() + ENGINE_LIMITS.idlePollMs;
    if (changes.timersArmed.some((timer) => timer.dueAtMs < soonMs)) this.#timers.wake();
  }

  /** Takes nothing new, finishes what is under way (R7); the store stays open. */
  async drain(): Promise<void> {
    const drained = new AbortController();
    void this.clock.sleep(ENGINE_LIMITS.drainMs, drained.signal).then(() => {
      if (drained.signal.aborted) return;
      this.#stopped.abort();
      this.#batcher.dismiss();
    });
    const services = [this.#timers, this.#outbox, this.#messages, this.#people, this.#housekeeping];
    await Promise.all([...services, ...this.#sinks].map((service) => service.stop()));
    await this.#batcher.drain();
    if (this.#checkpoint) await signMoved(this.store, this.#checkpoint).catch(() => {});
    drained.abort();
    this.feed.close();
  }
}

function requestOf(caller: Caller, key: string | undefined) {
  return {
    tenant: caller.tenant,
    actor: { kind: 'person', id: caller.person } as const,
    ...(caller.scopes ? { scopes: caller.scopes } : {}),
    ...(caller.priority === undefined ? {} : { priority: caller.priority }),
    ...(caller.via === undefined ? {} : { via: caller.via }),
    // The length keeps one person's keys apart from another's and from those of the services.
    ...(key === undefined ? {} : { key: `${caller.person.length}:${caller.person}:${key}` }),
  };
}
