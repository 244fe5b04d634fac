/** What earlier instances of a flow tell: how long they took, and whether one just like this was begun. */

import type { InstanceState, Json, JsonObject, TenantId } from '../kernel/index.ts';
import type { InstanceHeader, Store } from '../store/port.ts';
import { BoundedMap } from './bounded-map.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';
import type { Caller } from './requests.ts';
import { redact } from './see.ts';
import { stateOf } from './snapshots.ts';
import type { Views } from './views.ts';

type Instances = Pick<Store, 'instances'>;

/** How long something took. Units: milliseconds. */
export interface Pace {
  /** Of how many it is told. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
}

export interface FlowPace {
  /** From the start to the end; absent while too few have ended. */
  readonly whole?: Pace;
  /** From the opening of a step to its end. */
  readonly steps: readonly (Pace & { readonly step: string })[];
}

interface World {
  readonly store: Instances;
  readonly views: Views;
  readonly clock: Clock;
}

interface Believed {
  readonly pace: FlowPace;
  readonly readAtMs: number;
}

export class Precedents {
  readonly #world: World;
  readonly #believed = new BoundedMap<string, Believed>(ENGINE_LIMITS.pacesMax);

  constructor(world: World) {
    this.#world = world;
  }

  /** How long a flow took so far, as it was found a short while ago. */
  async pace(tenant: TenantId, flow: string): Promise<FlowPace> {
    const key = JSON.stringify([tenant, flow]);
    const nowMs = this.#world.clock.nowMs();
    const known = this.#believed.get(key);
    if (known && nowMs - known.readAtMs < ENGINE_LIMITS.paceAgeMaxMs) return known.pace;
    const pace = await paceOf(this.#world.store, tenant, flow);
    this.#believed.set(key, { pace, readAtMs: nowMs });
    return pace;
  }

  /**
   * Instances of the flow that the caller may see, begun within a week, with the same amounts and the
   * same party: every amount is equal, and at least one short text or person. Withdrawn and rejected
   * ones are begun anew with good reason.
   */
  async twins(caller: Caller, { flow, form, schema, isWide }: Asked): Promise<readonly Twin[]> {
    const { store, views, clock } = this.#world;
    const { amounts, parties } = tellingFields(schema);
    if (amounts.length === 0 || amounts.some((name) => form[name] === undefined)) return [];
    const filter = { flow, ...(isWide ? {} : { initiator: caller.person }) };
    const limit = ENGINE_LIMITS.twinsLookedAtMax;
    const headers = await store.instances.list(caller.tenant, filter, { limit });
    const twins: Twin[] = [];
    for (const header of headers.filter((each) => isRecent(each, clock.nowMs()))) {
      const seen = await views.see(caller, header.instance);
      const other = seen && redact(seen.state.form, seen.hidden);
      if (!other || amounts.some((name) => other[name] !== form[name])) continue;
      const same = parties.filter((name) => isSame(other[name], form[name]));
      if (same.length > 0) twins.push(twinFrom(header, [...amounts, ...same]));
    }
    return twins;
  }
}

function twinFrom(header: InstanceHeader, same: readonly string[]): Twin {
  const { instance, subject, startedAtMs, status, outcome } = header;
  return {
    instance,
    subject,
    startedAtMs,
    status,
    ...(outcome === undefined ? {} : { outcome }),
    same,
  };
}

/** Shape: the latest instances of a flow that were approved → how long they and their steps took. */
async function paceOf({ instances }: Instances, tenant: TenantId, flow: string): Promise<FlowPace> {
  const limit = ENGINE_LIMITS.paceInstancesMax;
  const headers = await instances.list(tenant, { flow, status: 'ended' }, { limit });
  const passed = headers.filter(({ outcome }) => outcome === 'approved');
  if (passed.length < ENGINE_LIMITS.paceInstancesMin) return { steps: [] };
  const keys = passed.map(({ instance }) => ({ tenant, instance }));
  const loaded = await instances.load(keys, []);
  const steps = new Map<string, number[]>();
  for (const stored of loaded.instances) {
    if (stored) for (const [step, ms] of stepsOf(stateOf(stored))) push(steps, step, ms);
  }
  return {
    whole: paceFrom(
      passed.map(({ startedAtMs, endedAtMs = startedAtMs }) => endedAtMs - startedAtMs),
    ),
    steps: [...steps]
      .filter(([, times]) => times.length >= ENGINE_LIMITS.paceInstancesMin)
      .map(([step, times]) => ({ step, ...paceFrom(times) })),
  };
}

function stepsOf({ visits }: InstanceState): readonly (readonly [string, number])[] {
  return visits
    .filter(({ status, seats }) => status === 'passed' && seats !== undefined)
    .filter(({ kind }) => kind === 'approval' || kind === 'handle')
    .map(({ step, openedAtMs, closedAtMs = openedAtMs }) => [step, closedAtMs - openedAtMs]);
}

function push(into: Map<string, number[]>, key: string, value: number): void {
  const found = into.get(key);
  if (found) found.push(value);
  else into.set(key, [value]);
}

function paceFrom(times: readonly number[]): Pace {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { count: sorted.length, p50Ms: at(0.5), p90Ms: at(0.9) };
}

/** An instance that says the same of the same, and was begun a short while ago. */
export interface Twin {
  readonly instance: string;
  readonly subject: string;
  readonly startedAtMs: number;
  readonly status: string;
  readonly outcome?: string;
  /** Titles are the form's; these are the names of the fields that are the same. */
  readonly same: readonly string[];
}

interface Asked {
  readonly flow: string;
  readonly form: JsonObject;
  /** The schema of the form. */
  readonly schema: JsonObject;
  /** Whether the caller may look beyond the own. */
  readonly isWide: boolean;
}

const WEEK_MS = 7 * 86_400_000;

function isRecent({ startedAtMs, outcome }: InstanceHeader, nowMs: number): boolean {
  return startedAtMs >= nowMs - WEEK_MS && (outcome === undefined || outcome === 'approved');
}

/** Texts longer than this tell a story; they name nobody. */
const PARTY_CHARS_MAX = 200;

function tellingFields(schema: JsonObject): {
  readonly amounts: readonly string[];
  readonly parties: readonly string[];
} {
  const properties = Object.entries((schema['properties'] ?? {}) as JsonObject);
  const named = (is: (field: JsonObject) => boolean): readonly string[] =>
    properties.filter(([, field]) => is(field as JsonObject)).map(([name]) => name);
  return {
    amounts: named((field) => field['x-kind'] === 'money'),
    parties: named(({ type, format, 'x-kind': kind, enum: choice, maxLength }) => {
      if (type !== 'string' || choice !== undefined || format !== undefined) return false;
      if (kind === 'person' || kind === 'department') return true;
      return kind === undefined && Number(maxLength ?? 0) <= PARTY_CHARS_MAX;
    }),
  };
}

/** However it was spaced or capitalised. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string' || a.trim() === '') return false;
  const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return plain(a) === plain(b);
}
