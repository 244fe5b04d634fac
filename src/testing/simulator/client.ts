/** People at work: each client plays its acts on one instance, and asks again when it heard nothing. */

import type { Answer, PersonCommand } from '../../engine/index.ts';
import { EngineFault, stateOf } from '../../engine/index.ts';
import type { CompiledFlow, InstanceState, PersonId } from '../../kernel/index.ts';
import { InvariantViolation } from '../../kernel/index.ts';
import { StoreFault } from '../../store/index.ts';
import type { Draw } from '../acts.ts';
import { actOf, drawForm } from '../acts.ts';
import type { Operation } from './ledger.ts';
import { Disconnected } from './node.ts';
import type { World } from './world.ts';

/** Some ask once and go. */
const PATIENCE = [1, 8, 8] as const;
const RETRY_MS = 400;
const INITIATORS = ['wang-wei', 'li-lei', 'sun-yi'] as const;

/** One instance that clients work on. */
export interface Job {
  readonly name: string;
  readonly tenant: string;
  readonly flow: CompiledFlow;
  readonly people: readonly PersonId[];
  /** Lets the directory change. */
  readonly unsettle: () => Promise<void>;
}

type Ask = (node: World['nodes'][number], key: string) => Promise<Answer>;

/** Starts the instance, then lets all its clients work at once. */
export async function work(
  world: World,
  job: Job,
  clients: readonly (readonly Draw[])[],
): Promise<void> {
  const first = clients[0]?.[0];
  if (!first) return;
  const person = INITIATORS[first.which % INITIATORS.length]!;
  const { tenant, flow } = job;
  const { name, version } = flow.definition;
  const start: Ask = (node, key) =>
    node.ask((engine) =>
      engine.start({ tenant, person }, { flow: name, version, form: drawForm(first.more), key }),
    );
  const answer = await send(world, job, person, `${job.name}.start`, start);
  if (!answer?.ok) return;
  const { instance } = answer.result;
  const lives = clients.map((draws, n) => live(world, job, instance, draws, `${job.name}.${n}`));
  await Promise.all(lives);
}

async function live(
  world: World,
  job: Job,
  instance: string,
  draws: readonly Draw[],
  name: string,
): Promise<void> {
  for (const [index, draw] of draws.entries()) {
    await sleep(world, Math.abs(draw.waitMs));
    if (world.strikes('directory', name)) await job.unsettle();
    const state = await look(world, job.tenant, instance);
    if (!state) continue;
    const { command, actor } = actOf(draw, job.flow, state, job.people);
    if (actor.kind !== 'person' || !isPersons(command.type)) continue;
    const caller = { tenant: job.tenant, person: actor.id };
    await send(world, job, actor.id, `${name}.${index}`, (node, key) =>
      node.ask((engine) => engine.act(caller, instance, command as PersonCommand, key)),
    );
  }
}

const MACHINES = new Set(['StartInstance', 'FireTimer', 'SettleCall']);

function isPersons(type: string): boolean {
  return !MACHINES.has(type);
}

async function look(
  world: World,
  tenant: string,
  instance: string,
): Promise<InstanceState | undefined> {
  const { instances } = await world.store.instances.load([{ tenant, instance }], []);
  return instances[0] && stateOf(instances[0]);
}

/** Sends a command until its fate is known, or patience ends. */
async function send(
  world: World,
  { tenant }: Job,
  person: PersonId,
  key: string,
  ask: Ask,
): Promise<Answer | undefined> {
  const { ledger, schedule } = world;
  const operation: Operation = {
    tenant,
    key: `${person.length}:${person}:${key}`,
    askedAtStep: schedule.steps,
    isUnknown: false,
    isRefused: false,
  };
  ledger.operations.push(operation);
  const patience = world.chance.pick(PATIENCE);
  for (let tries = 0; tries < patience; tries++) {
    if (tries > 0) await sleep(world, world.chance.below(RETRY_MS * 2 ** tries));
    const wasDone = operation.answer !== undefined;
    const copies = world.strikes('twice', key) ? 2 : 1;
    const asked = Array.from({ length: copies }, () => ask(world.chance.pick(world.nodes), key));
    const answers = await Promise.allSettled(asked);
    for (const answer of answers) learn(world, operation, answer, wasDone);
    if (answers.some(isUnknown)) continue;
    const [done] = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    return done;
  }
  return undefined;
}

function isUnknown(answer: PromiseSettledResult<Answer>): boolean {
  return answer.status === 'rejected';
}

/** Notes one answer; two yeses to one key are the same yes (D3). */
function learn(
  world: World,
  operation: Operation,
  answer: PromiseSettledResult<Answer>,
  wasDone: boolean,
): void {
  const { ledger, schedule } = world;
  if (answer.status === 'rejected') {
    operation.isUnknown = true;
    if (!isExpected(answer.reason)) world.fail(answer.reason);
    return;
  }
  if (!answer.value.ok) {
    operation.isRefused = true;
    // Who has lost the right meanwhile is not told what became of it.
    const mayKnow = answer.value.refusal.code !== 'access.denied';
    if (wasDone && mayKnow)
      world.fail(
        new InvariantViolation(
          'D3',
          `${operation.key} was done and refused: ${answer.value.refusal.code}`,
        ),
      );
    ledger.reached(answer.value.refusal.code);
    return;
  }
  const { result, replayed } = answer.value;
  if (replayed) ledger.reached('a repeated command found its answer');
  const text = JSON.stringify(result);
  if (operation.answer !== undefined && operation.answer !== text) {
    const detail = `two answers to ${operation.key}: ${operation.answer} ${text}`;
    world.fail(new InvariantViolation('D3', detail));
  }
  operation.answeredAtStep ??= schedule.steps;
  operation.instance = result.instance;
  operation.seq = result.seq;
  operation.answer = text;
}

function isExpected(error: unknown): boolean {
  if (error instanceof Disconnected || error instanceof StoreFault) return true;
  return error instanceof EngineFault && error.retryable;
}

function sleep(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.schedule.after(ms, 'a client goes on', resolve);
  });
}
