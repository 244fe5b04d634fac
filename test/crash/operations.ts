/** Operations as clients make them: an HTTP request, its tries, and what came of it. */

import type { Act, Operation, Result, Sight } from '../../src/testing/history/index.ts';
import { ADMINISTRATOR, type CrashFlow, FLOWS } from './organisation.ts';

/** Visits before the first stage: the start's own. */
const VISITS_BEFORE = 2;

/** One command or read of a client, over all its tries. */
export interface Attempt {
  readonly client: string;
  readonly person: string;
  readonly key: string;
  readonly act: Act;
  readonly flow: string;
  readonly request: HttpRequest;
  readonly invokedAt: number;
  returnedAt: number;
  instance: string;
  result: Result;
  tries: number;
  /** Tries of which nobody knows what became. */
  lost: number;
  /** The answer was an earlier one's. */
  isReplayed: boolean;
  /** The body of the answer as text. */
  answer?: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** The request that an act stands for. */
export function requestOf(act: Act, instance: string, flow: string): HttpRequest {
  const post = (path: string, body: object = {}): HttpRequest => ({ method: 'POST', path, body });
  const on = (path: string) => `/v1/instances/${instance}/${path}`;
  switch (act.kind) {
    case 'start':
      return post('/v1/instances', { flow, form: {} });
    case 'approve':
    case 'reject':
      return post(`/v1/tasks/${taskOf(instance, act.stage, act.seat)}/${act.kind}`);
    case 'transfer':
      return post(`/v1/tasks/${taskOf(instance, act.stage, act.seat)}/transfer`, { to: act.to });
    case 'add': {
      const body = { where: 'beside', people: [act.to] };
      return post(`/v1/tasks/${taskOf(instance, act.stage, act.seat)}/add`, body);
    }
    case 'withdraw':
      return post(on('withdraw'));
    case 'comment':
      return post(on('comments'), { text: 'noted' });
    case 'suspend':
    case 'resume':
    case 'terminate':
      return post(on(act.kind), { reason: 'because' });
    case 'read':
      return { method: 'GET', path: `/v1/instances/${instance}` };
    case 'fire':
    case 'settle':
      throw new Error('nobody asks for that');
  }
}

function taskOf(instance: string, stage: number, seat: number): string {
  return `${instance}.${stage + VISITS_BEFORE}.${seat}`;
}

/** The stage of a visit. */
export function stageOf(visit: number): number {
  return visit - VISITS_BEFORE;
}

interface Body {
  readonly instance?: string;
  readonly id?: string;
  readonly seq: number;
  readonly status: Sight['status'];
  readonly outcome?: string;
  readonly waitingFor?: readonly { readonly task: string }[];
  readonly path?: readonly {
    readonly status: string;
    readonly seats: readonly { readonly task: string; readonly status: string }[];
  }[];
}

/** What an answer tells: the instance, and how it stood. */
export function sightOf(text: string): { readonly instance: string; readonly sight: Sight } {
  const body = JSON.parse(text) as Body;
  const { seq, status, outcome, waitingFor, path = [] } = body;
  const tasks =
    waitingFor?.map(({ task }) => task) ??
    path.flatMap(({ seats }) => seats.flatMap((seat) => (seat.status === 'open' ? seat.task : [])));
  const waiting = tasks.map(placeOf).sort();
  const end = outcome === undefined ? {} : { outcome };
  return { instance: (body.instance ?? body.id)!, sight: { seq, status, ...end, waiting } };
}

function placeOf(task: string): string {
  const [, visit, seat] = task.split('.');
  return `${stageOf(Number(visit))}.${seat}`;
}

/** The flow of this name. */
export function flowNamed(name: string): CrashFlow {
  return FLOWS.find((flow) => flow.name === name)!;
}

/** An attempt as the checker takes it. */
export function operationOf(attempt: Attempt): Operation {
  const { client, instance, act, invokedAt, returnedAt, result } = attempt;
  const isOpen = result.kind === 'unknown';
  return {
    process: client,
    instance,
    act,
    invokedAt,
    returnedAt: isOpen ? Number.POSITIVE_INFINITY : returnedAt,
    result,
  };
}

/** Who asks for an act. */
export function personOf(act: Act): string {
  if (act.kind === 'suspend' || act.kind === 'resume' || act.kind === 'terminate') {
    return ADMINISTRATOR;
  }
  return 'by' in act ? act.by : '';
}
