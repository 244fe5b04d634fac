/** Loads the demo organisation and flows from `examples/` into an engine. */

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Deliver, Engine, Log } from '../engine/index.ts';
import { SIGNING_SECRET, silentLog } from '../engine/index.ts';
import type { Attached } from '../language/index.ts';
import { attachedIn } from '../language/index.ts';
import { DEMO_SINK } from '../server/index.ts';
import type { Store } from '../store/index.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const LOADER = { kind: 'system', cause: 'demo' } as const;

/** The parts of the story that the expense claim tells. */
export type DemoPart = 'employee' | 'manager' | 'finance' | 'legal' | 'cfo';

/** Somebody with a part in the story: whom the first lines of output suggest to act as. */
export interface DemoPerson {
  readonly tenant: string;
  readonly person: string;
  readonly name: string;
  readonly part: DemoPart;
}

interface Person {
  readonly id: string;
  readonly name: { readonly [language: string]: string };
  readonly manager?: string;
  readonly posts?: readonly string[];
  readonly roles?: readonly string[];
  readonly active?: boolean;
}

interface DemoTenant {
  readonly id: string;
  readonly name: { readonly en: string };
  readonly people: readonly Person[];
  readonly substitutes?: readonly {
    readonly principal: string;
    readonly substitute: string;
    readonly days: number;
    readonly flows?: readonly string[];
    readonly limit?: { readonly field: string; readonly max: number };
  }[];
}

/** Idempotent: what is there already stays. `people` are of the first tenant, in the story's order. */
export async function loadDemo(
  engine: Engine,
  log: Log = silentLog,
): Promise<{ readonly people: readonly DemoPerson[]; readonly flows: number }> {
  const { tenants } = parse(read('organisation.yaml')) as { tenants: readonly DemoTenant[] };
  const sources = readdirSync(new URL('flows/', EXAMPLES))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => read(`flows/${file}`))
    .map((text) => ({ text, attached: attachedTo(text) }));
  for (const tenant of tenants) {
    await engine.store.access.saveTenant(tenant.id, tenant.name.en);
    const refusal = await engine.saveDirectory(tenant.id, LOADER, tenant);
    if (refusal) throw new Error(`${refusal.message} ${JSON.stringify(refusal.detail)}`);
    await saveSigningSecret(engine, tenant.id);
    await publishAll(engine, log, tenant, sources);
    await saveSubstitutes(engine, tenant);
  }
  return { people: tenants.slice(0, 1).flatMap(storyOf), flows: sources.length };
}

function storyOf({ id: tenant, people }: DemoTenant): readonly DemoPerson[] {
  const active = people.filter((person) => person.active !== false);
  const managers = new Set(active.map((person) => person.manager));
  const isPlain = ({ id, roles = [], posts = [] }: Person) =>
    !managers.has(id) && posts.length === 0 && !roles.some((role) => role in PART_OF_ROLE);
  const employee = active.find((person) => person.manager !== undefined && isPlain(person));
  const withPart = (part: DemoPart, found: readonly Person[]) =>
    found.map(({ id, name }) => ({
      tenant,
      person: id,
      name: Object.values(name).join(' '),
      part,
    }));
  const withRole = (role: string) => active.filter((person) => person.roles?.includes(role));
  return [
    ...withPart('employee', employee ? [employee] : []),
    ...withPart(
      'manager',
      active.filter(({ id }) => id === employee?.manager),
    ),
    ...withPart('finance', withRole('finance')),
    ...withPart(
      'legal',
      active.filter(({ posts }) => posts?.includes('legal-counsel')),
    ),
    ...withPart('cfo', withRole('cfo')),
  ];
}

const PART_OF_ROLE = { finance: 'finance', cfo: 'cfo' };

function read(file: string): string {
  return readFileSync(new URL(file, EXAMPLES), 'utf8');
}

interface DemoFlow {
  readonly text: string;
  readonly attached: Attached;
}

/** The tables that a flow names. */
function attachedTo(text: string): Attached {
  return Object.fromEntries(attachedIn(text).map((file) => [file, read(`flows/${file}`)]));
}

async function publishAll(
  engine: Engine,
  log: Log,
  tenant: DemoTenant,
  sources: readonly DemoFlow[],
): Promise<void> {
  const designer = tenant.people.find((person) => person.roles?.includes('flow-designer'));
  if (!designer) throw new Error(`nobody of ${tenant.id} is a flow-designer`);
  const caller = { tenant: tenant.id, person: designer.id };
  for (const { text, attached } of sources) {
    const published = await engine.publish(caller, text, attached);
    if (published.ok) continue;
    if (published.refusal.code !== 'flow.taken') throw new Error(JSON.stringify(published.refusal));
    const { metadata } = parse(text) as { readonly metadata: { readonly name: string } };
    log.warn(
      { tenant: tenant.id, flow: metadata.name },
      'this version of a flow is there already, and stays',
    );
  }
}

/** Arrangements of the story, from now on for some days; not again while one stands. */
async function saveSubstitutes(engine: Engine, { id, substitutes = [] }: DemoTenant) {
  const standing = await engine.store.substitutes.standing(id, engine.clock.nowMs(), 200);
  for (const { days, ...arrangement } of substitutes) {
    const { principal } = arrangement;
    if (standing.some((each) => each.principal === principal)) continue;
    const untilMs = engine.clock.nowMs() + days * 86_400_000;
    const caller = { tenant: id, person: principal };
    const set = await engine.substitutes.set(caller, { ...arrangement, untilMs });
    if ('code' in set) throw new Error(JSON.stringify(set));
  }
}

async function saveSigningSecret(engine: Engine, tenant: string): Promise<void> {
  const { access } = engine.store;
  if ((await access.secret(tenant, SIGNING_SECRET)) !== undefined) return;
  const value = `whsec_${randomBytes(24).toString('base64')}`;
  const object = `secret:${SIGNING_SECRET}`;
  const action = 'SaveSecret';
  const audit = { tenant, atMs: engine.clock.nowMs(), actor: LOADER, action, object } as const;
  await access.saveSecret(tenant, SIGNING_SECRET, value, { ...audit, result: 'done' });
}

/**
 * Leads calls to `secret:` addresses that nobody set to this server's own sink, so that they end
 * well; any number of servers over one database deliver so, each to itself.
 */
export function withDemoSink(deliver: Deliver, store: Store, ownUrl: string): Deliver {
  return async (delivery) => {
    const { effect } = delivery;
    const name = /^secret:(.+)$/.exec(effect.url)?.[1];
    if (name === undefined) return deliver(delivery);
    if ((await store.access.secret(effect.tenant, name)) !== undefined) return deliver(delivery);
    return deliver({ ...delivery, effect: { ...effect, url: `${ownUrl}${DEMO_SINK}/${name}` } });
  };
}
