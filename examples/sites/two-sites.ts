/** Two sites decide on one instance while nothing joins them: run `npm run sites`. */

import { readFileSync } from 'node:fs';
import type { Caller, Heard, PersonCommand, SiteBase } from 'vermilion';
import { Engine, openStore, Site, stateOf } from 'vermilion';
import { parse } from 'yaml';

const here = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const who = (person: string): Caller => ({ tenant: 'relief', person });
/** Whatever joins the sites when something does: all that crosses it is JSON. */
const wire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;
const must = <T extends { readonly ok: boolean }>(answer: T) => {
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer as Extract<T, { readonly ok: true }>;
};

/** Each site has an engine of its own, with the same flow and the same people. */
async function engineOfSite(): Promise<Engine> {
  const { store } = await openStore({ kind: 'memory' });
  const engine = new Engine({ store });
  await store.access.saveTenant('relief', 'Relief');
  const setup = { kind: 'system', cause: 'setup' } as const;
  await engine.saveDirectory('relief', setup, parse(here('people.yaml')));
  must(await engine.publish(who('olga'), here('shipment.yaml')));
  return engine;
}

/** The instance as a site decides on it, by the flow and the people of its own engine. */
async function siteOf(name: string, engine: Engine, base: SiteBase): Promise<Site> {
  const flow = await engine.knowledge.flow('relief', base.state.flow.hash);
  if (!flow) throw new Error(`${name} does not have the flow`);
  const directory = await engine.knowledge.directory('relief');
  const directories = (version: string) => (version === directory.version ? directory : undefined);
  return new Site({ name, flow, base, directories });
}

/** Somebody votes at a site, by what the site knows. */
async function vote(
  site: Site,
  engine: Engine,
  person: string,
  type: 'ApproveTask' | 'RejectTask',
) {
  const { n: visit, seats = [] } = site.state.visits.at(-1)!;
  const seat = seats.find((each) => each.person === person)!.n;
  const directory = await engine.knowledge.directory('relief');
  const actor = { kind: 'person', id: person } as const;
  site.decide({ type, visit, seat }, { nowMs: engine.clock.nowMs(), actor, directory });
  console.log(`${site.name}: ${person} ${type === 'ApproveTask' ? 'approves' : 'rejects'}`);
}

function tell(name: string, heard: Heard): void {
  if (heard.kind !== 'agreed') throw new Error(heard.kind);
  for (const { decision, refusal } of heard.dropped) {
    const { actor } = decision;
    const person = actor.kind === 'person' ? actor.id : actor.cause;
    console.log(`${name}: what ${person} said at ${decision.site} does not hold: ${refusal?.code}`);
  }
}

const [north, south] = [await engineOfSite(), await engineOfSite()];
const started = must(
  await north.start(who('sam'), { flow: 'shipment', form: { goods: 'blankets' } }),
);
const { instance } = started.result;

// While the sites are apart, nothing else happens to the instance where it lives.
const [stored] = (await north.store.instances.load([{ tenant: 'relief', instance }], [])).instances;
const base: SiteBase = { state: stateOf(stored!), version: {} };
const apart: PersonCommand = { type: 'SuspendInstance', reason: 'decided at two sites' };
must(await north.act(who('olga'), instance, apart));
const atNorth = await siteOf('north', north, base);
const atSouth = await siteOf('south', south, wire(base));

await vote(atNorth, north, 'ana', 'ApproveTask');
await vote(atNorth, north, 'ben', 'ApproveTask');
await vote(atSouth, south, 'chi', 'ApproveTask');
await vote(atSouth, south, 'ben', 'RejectTask');
await vote(atSouth, south, 'dag', 'RejectTask');

// The link is back.
const [fromNorth, fromSouth] = [wire(atNorth.decisions), wire(atSouth.decisions)];
tell('south', atSouth.hear(fromNorth));
const heard = atNorth.hear(fromSouth);
tell('north', heard);
const agreed = JSON.stringify(atNorth.state) === JSON.stringify(atSouth.state);
console.log(`both agree: ${agreed}, ${atNorth.state.outcome}`);

// What holds is carried out where the instance lives, in the agreed order, each once.
must(await north.act(who('olga'), instance, { type: 'ResumeInstance', reason: 'they agree' }));
for (const { actor, command, site, version } of heard.kind === 'agreed' ? heard.held : []) {
  const person = actor.kind === 'person' ? actor.id : '';
  const key = `site:${instance}:${site}:${version[site]}`;
  must(await north.act(who(person), instance, command as PersonCommand, key));
}
const header = await north.store.instances.header({ tenant: 'relief', instance });
console.log(`north: ${header?.status}, ${header?.outcome}`);
await Promise.all([north.drain(), south.drain()]);
