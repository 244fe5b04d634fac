/** Tasks and instances by the few characters a person likes to type. */

import { InvalidArgumentError } from 'commander';
import type { Client } from '../protocol/index.ts';
import { ProblemError } from '../protocol/index.ts';
import { CliFailure, EXIT } from './failures.ts';

const PAGE = { limit: 200 } as const;
const ABOUT_CHARS_MAX = 100;
const INSTANCE_ID = /^[0-9a-f]{32}$/;
const TASK_ID = /^[0-9a-f]{32}\.\d+\.\d+$/;

/** The open task that the reference means: its id, its step, or a beginning or end that only it has. */
export function taskOf(client: Client, reference: string): Promise<string> {
  return taskIn(client, 'open', reference);
}

/** The task that the caller is done with and the reference means, in the same ways. */
export function doneTaskOf(client: Client, reference: string): Promise<string> {
  return taskIn(client, 'done', reference);
}

async function taskIn(client: Client, view: 'open' | 'done', reference: string): Promise<string> {
  if (TASK_ID.test(reference)) return reference;
  const { items } = await client.tasks(view, PAGE);
  const meant = items.filter(({ id, step }) => step === reference || isMeant(id, reference));
  const found = meant.map(({ id }) => id);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw ambiguous(reference, `${view} tasks`, found);
  throw new CliFailure(
    EXIT.notFound,
    `None of your ${view} tasks is of a step ${reference}, or begins or ends so.`,
    `\`vermilion tasks${view === 'done' ? ' --done' : ''}\` lists them.`,
  );
}

/**
 * The instance that the reference means: its id, a task's id, its flow, or a beginning or end that
 * only it has among the caller's tasks and instances, and for those who may read all, among all.
 */
export async function instanceOf(client: Client, reference: string): Promise<string> {
  const name = plainNumber(instancePart(reference));
  if (INSTANCE_ID.test(name)) return name;
  const [open, done, mine] = await Promise.all([
    client.tasks('open', PAGE),
    client.tasks('done', PAGE),
    client.instances({ ...PAGE, scope: 'mine' }),
  ]);
  const known = [...open.items, ...done.items, ...mine.items];
  const ofFlow = new Set(known.filter(({ flow }) => flow === name).map(({ instance }) => instance));
  if (ofFlow.size === 1) return [...ofFlow][0]!;
  const own = known.map(({ instance }) => instance);
  let found = matching(own, name);
  if (found.length === 0) found = matching(await allInstances(client, name), name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw ambiguous(name, 'instances', found);
  return name;
}

/** `7F3A9-C2B14` as the studio writes it: the end of the id. */
function plainNumber(text: string): string {
  return /^[0-9a-f]{5}-[0-9a-f]{5}$/i.test(text) ? text.replace('-', '').toLowerCase() : text;
}

/** A visit's number as a person types it. Faults: InvalidArgumentError. */
export function visitNumber(value: string): number {
  const visit = Number(value);
  if (Number.isInteger(visit) && visit > 0) return visit;
  throw new InvalidArgumentError('A visit is a number from 1; `vermilion show` has it.');
}

/** The instance's id in a task's `<instance>.<visit>.<seat>`; an instance's own id stays. */
export function instancePart(reference: string): string {
  return reference.replace(/\..*$/, '');
}

/** The newest ones, and those that a search for the reference finds. */
async function allInstances(client: Client, reference: string): Promise<readonly string[]> {
  const about = reference.slice(0, ABOUT_CHARS_MAX);
  try {
    const pages = await Promise.all([
      client.instances({ ...PAGE, scope: 'all' }),
      client.instances({ ...PAGE, scope: 'all', about }),
    ]);
    return pages.flatMap(({ items }) => items.map(({ instance }) => instance));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 403) return [];
    throw error;
  }
}

function matching(ids: readonly string[], reference: string): readonly string[] {
  return [...new Set(ids)].filter((id) => isMeant(id, reference));
}

function isMeant(id: string, reference: string): boolean {
  if (id.startsWith(reference) || id.endsWith(reference)) return true;
  // `9f3a01bc` for `…9f3a01bc.2.1`, as long as it is the only one.
  return instancePart(id).endsWith(reference);
}

function ambiguous(reference: string, what: string, found: readonly string[]): CliFailure {
  const shown = found.slice(0, 5).join(', ');
  return new CliFailure(EXIT.usage, `${reference} fits ${found.length} ${what}: ${shown}`);
}
