/** Begins the cases of `examples/cases.yaml`, so that a new demo has something to decide. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Log } from '../engine/index.ts';
import type { CommandResult, InstanceAct, StartBody } from '../protocol/index.ts';
import { Client } from '../protocol/index.ts';
import type { Store } from '../store/index.ts';

const CASES = new URL('../../examples/cases.yaml', import.meta.url);
const DAY_MS = 86_400_000;

interface Case {
  readonly by: string;
  readonly flow: string;
  readonly form: Readonly<Record<string, unknown>>;
  readonly then?: readonly Deed[];
}

type Verdict = Parameters<Client['decide']>[1];

type Deed =
  | { readonly verdict: Verdict; readonly comment: string }
  | { readonly act: InstanceAct; readonly by: string; readonly comment: string };

/**
 * Not where anything was begun before; a case that is refused is left out.
 * Shape: the server's address and its store, a tenant → how many were begun.
 */
export async function beginCases(
  url: string,
  store: Store,
  tenant: string,
  log: Log,
): Promise<number> {
  if ((await store.instances.list(tenant, {}, { limit: 1 })).length > 0) return 0;
  const as = (person: string) => new Client({ url, authorization: `Demo ${tenant}/${person}` });
  const cases = parse(readFileSync(CASES, 'utf8')) as readonly Case[];
  let begun = 0;
  for (const { by, flow, form, then = [] } of cases) {
    try {
      let stands = await as(by).start({ flow, form: dated(form) as StartBody['form'] });
      for (const deed of then) stands = await done(as, stands, deed);
      begun += 1;
    } catch (error) {
      log.warn({ tenant, by, flow, reason: String(error) }, 'a case of the demo was left out');
    }
  }
  return begun;
}

async function done(
  as: (person: string) => Client,
  { instance, waitingFor: [asked] }: CommandResult,
  deed: Deed,
): Promise<CommandResult> {
  const { comment } = deed;
  if ('act' in deed) return as(deed.by).actOn(instance, deed.act, { comment });
  if (!asked) throw new Error(`nobody is asked in ${instance}`);
  return as(asked.person).decide(asked.task, deed.verdict, { comment });
}

/** Shape: `today+3T22:00` → the day in three days, and the rest as it is. Units: days of UTC. */
function dated(form: Case['form']): Case['form'] {
  const day = (_: string, days: string): string =>
    new Date(Date.now() + Number(days) * DAY_MS).toISOString().slice(0, 10);
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/^today([+-]\d+)/, day) : value,
    ]),
  );
}
