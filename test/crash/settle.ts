/** Comes to rest and looks at everything. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceState } from '../../src/kernel/index.ts';
import { holderOf, taskId } from '../../src/kernel/index.ts';
import type { Operation, Sight } from '../../src/testing/history/index.ts';
import {
  checkHistory,
  historyText,
  SYSTEM,
  timeline,
  vacuity,
} from '../../src/testing/history/index.ts';
import { waitingOf } from '../../src/testing/history/machine.ts';
import { checkAudit } from './audit.ts';
import type { Content, Folded } from './checks.ts';
import { checkAttempts, checkContent, checkLiveness, checkOutbox, readContent } from './checks.ts';
import type { Attempt } from './operations.ts';
import { flowNamed, operationOf, stageOf } from './operations.ts';
import { keyOf, PEOPLE } from './organisation.ts';
import type { World } from './world.ts';

/** What the history of a run came to. */
export interface Settled {
  readonly instances: number;
  readonly operations: number;
  readonly acknowledged: number;
  readonly ok: number;
  readonly unknown: number;
  readonly contended: number;
  readonly searched: number;
  /** Reasons why the run proves little. */
  readonly vacuous: readonly string[];
}

/** Ends the faults, waits for rest (R1), then holds the whole database to the promises. */
export async function settle(world: World): Promise<Settled> {
  await world.clients.hold();
  await world.heal();
  await world.rest();
  const { promises, clients, sink } = world;
  const content = await readContent(world.database);
  const folded = checkContent(promises, content);
  world.memory.check(promises, folded);
  checkAttempts(promises, content, folded, clients.attempts);
  checkLiveness(promises, content, folded);
  checkOutbox(promises, content, folded, sink.received);
  await world.stream?.check(promises, world.database, content);
  const seqs = new Map(content.instances.map(({ instance, seq }) => [instance, seq]));
  const behind = await clients.watchers.settle(seqs);
  promises.count('O5', clients.watchers.entries);
  for (const one of [...clients.watchers.gaps, ...behind]) promises.breaks('O5', one);
  for (const one of clients.contradictions) promises.breaks('D3', one);
  promises.count('D3', clients.repeated);
  await checkInboxes(world, folded);
  await checkAudit(world);
  for (const line of world.complaints()) promises.breaks('K', line);
  const settled = checkOperations(world, content, folded);
  clients.release();
  return settled;
}

/** D10, D11, T1, L1: the whole history has an order that keeps real time. */
function checkOperations(world: World, content: Content, folded: readonly Folded[]): Settled {
  const { promises, clients, results } = world;
  const operations = historyOf(clients.attempts, content, folded);
  const verdict = checkHistory(operations);
  writeFileSync(join(results, 'history.jsonl'), historyText(operations));
  for (const id of ['D10', 'D11', 'L7']) promises.count(id, verdict.instances);
  for (const { instance, why, operations: own } of verdict.faults) {
    promises.breaks('D10', `${instance}: ${why}`);
    writeFileSync(join(results, `${instance}.html`), timeline(instance, why, own));
  }
  const { instances, ok, unknown, contended, searched } = verdict;
  const acknowledged = clients.attempts.filter(
    ({ act, result }) => act.kind !== 'read' && result.kind === 'ok',
  ).length;
  return {
    ...{ instances, ok, unknown, contended, searched, acknowledged },
    operations: clients.attempts.length,
    vacuous: vacuity(verdict),
  };
}

/** What the clients know, and what the journal tells of commands that no client sent. */
function historyOf(
  attempts: readonly Attempt[],
  content: Content,
  folded: readonly Folded[],
): readonly Operation[] {
  const placed = attempts.flatMap((attempt) => {
    if (attempt.instance !== '') return [operationOf(attempt)];
    // A start that nobody heard of: the database knows which instance it made, if any.
    const { person, key } = attempt;
    const stored = content.answers.get(`${person.length}:${person}:${key}`);
    return stored ? [{ ...operationOf(attempt), instance: stored.instance }] : [];
  });
  return [...placed, ...folded.flatMap(systemOperations)];
}

function systemOperations({ instance, flow, rows, states }: Folded): readonly Operation[] {
  return rows.flatMap((row, n): Operation[] => {
    const act = systemAct(row, flow);
    if (!act) return [];
    const result = { kind: 'ok', sight: sightOf(states[n]!) } as const;
    return [{ process: SYSTEM, instance, act, invokedAt: 0, returnedAt: Infinity, result }];
  });
}

function systemAct(row: Folded['rows'][number], flow: string): Operation['act'] | undefined {
  for (const event of row.events) {
    if (row.command === 'FireTimer' && event.type === 'TimerFired') {
      const does = flowNamed(flow).rung ?? 'remind';
      return { kind: 'fire', stage: stageOf(event.visit), does };
    }
    if (row.command !== 'SettleCall') continue;
    if (event.type === 'CallSettled') return { kind: 'settle', stage: stageOf(event.visit) };
    if (event.type === 'InputHeld' && event.command.type === 'SettleCall') {
      return { kind: 'settle', stage: stageOf(event.command.visit) };
    }
  }
  return undefined;
}

function sightOf({ seq, status, outcome, visits }: InstanceState): Sight {
  const seats = visits
    .filter(({ kind }) => kind !== 'start')
    .map((visit) => (visit.seats ?? []).map(({ status: seat }) => ({ person: '', status: seat })));
  const waiting = waitingOf({ seats: seats as never });
  return { seq, status, ...(outcome === undefined ? {} : { outcome }), waiting };
}

/** P3, P4: everybody's list holds exactly their open tasks, and the badge counts them. */
async function checkInboxes(world: World, folded: readonly Folded[]): Promise<void> {
  const { promises } = world;
  const open = new Map<string, string[]>(PEOPLE.map((person) => [person, []]));
  for (const { instance, state } of folded) {
    for (const visit of state.visits) {
      for (const seat of visit.seats ?? []) {
        if (seat.status !== 'open') continue;
        open.get(holderOf(seat))?.push(taskId(instance, visit.n, seat.n));
      }
    }
  }
  for (const [person, tasks] of open) {
    const url = world.clients.urls[0]!;
    const listed = await listOf(url, person);
    const same = JSON.stringify(listed.sort()) === JSON.stringify(tasks.sort());
    promises.holds(
      'P3',
      same,
      () => `${person} has ${tasks.length} tasks, is shown ${listed.length}`,
    );
    const counts = (await read(url, person, '/v1/inbox/counts')) as { open: number };
    promises.holds('P4', counts.open === tasks.length, () => `the badge of ${person}`);
  }
}

async function listOf(url: string, person: string): Promise<string[]> {
  const ids: string[] = [];
  let after = '';
  for (;;) {
    const page = (await read(url, person, `/v1/tasks?limit=200${after}`)) as {
      items: { id: string }[];
      next?: string;
    };
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) return ids;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

async function read(url: string, person: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${keyOf(person)}` };
  const response = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Error(`${path} of ${person} is answered ${response.status}`);
  return response.json();
}
