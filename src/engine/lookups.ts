/** Asks outside for people: functions the engine was given, and HTTP services (R3.1). */

import type {
  Event,
  JsonObject,
  Lookup,
  LookupResult,
  PersonId,
  TenantId,
} from '../kernel/index.ts';
import { LIMITS } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import { addressOf, post, targetOf } from './http-target.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock, Log } from './ports.ts';

/**
 * Finds people for a step that names it as `function`.
 * Shape: the ids of the instance, the flow, the step and the initiator, and in `with` what the
 * step names → people's ids. Faults: whatever it throws is an incident at the step.
 */
export type PeopleFunction = (question: {
  readonly tenant: TenantId;
  readonly input: JsonObject;
  readonly signal: AbortSignal;
}) => Promise<readonly PersonId[]> | readonly PersonId[];

export interface LookupWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly resolvers: { readonly [name: string]: PeopleFunction };
  /** Private hosts with port that may be asked. */
  readonly allowedHosts: readonly string[];
}

/** Answers one question for people. */
export type LookUp = (tenant: TenantId, lookup: Lookup) => Promise<LookupResult>;

/** Faults: none; every failure is a result. */
export async function lookUp(
  world: LookupWorld,
  tenant: TenantId,
  lookup: Lookup,
): Promise<LookupResult> {
  const abort = new AbortController();
  const ask = ASKS[lookup.kind];
  const late = world.clock
    .sleep(ENGINE_LIMITS.lookupTimeoutMs, abort.signal)
    .then((): LookupResult => no('gave no answer in time'));
  try {
    const answer = ask(world, tenant, lookup, abort.signal).catch((err): LookupResult => {
      world.log.warn({ err, tenant }, 'a look-up met a fault');
      return no('met a fault');
    });
    const result = await Promise.race([answer, late]);
    if (!result.ok) {
      const { kind, target } = lookup;
      world.log.warn({ tenant, kind, target, reason: result.message }, 'a look-up failed');
    }
    return result;
  } finally {
    abort.abort();
  }
}

/** Open tasks of each who could be asked (R3.8). */
async function askLoad(
  { store }: LookupWorld,
  tenant: TenantId,
  { input }: Lookup,
): Promise<LookupResult> {
  const people = input['people'] as readonly PersonId[];
  const loads = await store.inbox.loads(tenant, people);
  const figures = Object.fromEntries(people.map((person) => [person, loads.get(person) ?? 0]));
  return { ok: true, people, figures };
}

/** The next turn in the line (R3.8). */
async function askTurn(
  { store }: LookupWorld,
  tenant: TenantId,
  { target, input }: Lookup,
): Promise<LookupResult> {
  const turn = await store.turns.take(tenant, target);
  return { ok: true, people: input['people'] as readonly PersonId[], figures: { turn } };
}

/** The journal of an instance, a list of events for each command. */
async function askHistory(
  { store }: LookupWorld,
  tenant: TenantId,
  { target: instance }: Lookup,
): Promise<LookupResult> {
  const history: (readonly Event[])[] = [];
  const limit = ENGINE_LIMITS.journalPage;
  for (let after = 0; ; ) {
    const rows = await store.instances.journal({ tenant, instance }, { limit, after });
    for (const row of rows) history.push(JSON.parse(row.events) as readonly Event[]);
    after = rows.at(-1)?.lastSeq ?? after;
    if (rows.length < limit) return { ok: true, people: [], history };
  }
}

const ASKS = {
  function: askFunction,
  http: askService,
  load: askLoad,
  turn: askTurn,
  history: askHistory,
} as const;

function no(what: string): LookupResult {
  return { ok: false, message: `The service that knows the people ${what}.` };
}

async function askFunction(
  { resolvers, log }: LookupWorld,
  tenant: TenantId,
  { target, input }: Lookup,
  signal: AbortSignal,
): Promise<LookupResult> {
  const find = Object.hasOwn(resolvers, target) ? resolvers[target] : undefined;
  if (!find) return no('is no function of this engine');
  try {
    return peopleIn(await find({ tenant, input, signal }));
  } catch (err) {
    log.warn({ err, function: target }, 'a function that finds people failed');
    return no('failed');
  }
}

async function askService(
  { store, allowedHosts }: LookupWorld,
  tenant: TenantId,
  { target, input }: Lookup,
  signal: AbortSignal,
): Promise<LookupResult> {
  const url = await targetOf(store, tenant, target);
  if (typeof url === 'string') return no(`cannot be asked: ${url}`);
  const address = await addressOf(url, allowedHosts);
  if ('problem' in address) return no(`cannot be asked: ${address.problem}`);
  const answer = await post(url, address, {
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(input),
    signal,
    bytesMax: ENGINE_LIMITS.lookupAnswerBytesMax,
  });
  if (!answer.ok) return no(`cannot be asked: ${answer.reason}`);
  if (answer.status < 200 || answer.status > 299) return no(`answered ${answer.status}`);
  try {
    const said: unknown = JSON.parse(answer.text);
    return peopleIn(isObject(said) ? said['people'] : said);
  } catch {
    return no('answered with something that is no JSON');
  }
}

function peopleIn(value: unknown): LookupResult {
  const isList = Array.isArray(value) && value.length <= LIMITS.seatsPerVisitMax;
  if (!isList || !value.every((id) => typeof id === 'string' && id.length <= 200)) {
    return no('answered with something that is no list of people');
  }
  return { ok: true, people: value };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
