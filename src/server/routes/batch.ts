/** Many tasks in one request, each with its own answer: one failure undoes no other (R6.12). */

import type { FastifyInstance } from 'fastify';
import type { Engine, PersonCommand } from '../../engine/index.ts';
import { EngineFault, refuse } from '../../engine/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import { parseTaskId } from '../../kernel/index.ts';
import type { BatchItem } from '../../protocol/index.ts';
import { BatchBody, BatchResult, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { problemOf, problemOfFault } from '../problems.ts';
import { spoken, spokenTo } from '../words/problems.ts';
import { KEY_HEADER, keyOf } from './writes.ts';

const TYPES = {
  approve: 'ApproveTask',
  reject: 'RejectTask',
  abstain: 'AbstainTask',
  complete: 'CompleteTask',
} as const;

type Caller = Parameters<Engine['act']>[0];

export function batchRoutes(app: FastifyInstance, { engine }: Door): void {
  app.post<{ Body: BatchBody }>(
    '/v1/tasks/batch',
    {
      config: { policy: holding('instance.act'), once: {} },
      schema: {
        operationId: 'decideTasks',
        summary: 'Decide on many tasks, each with its own result (批量)',
        tags: ['tasks'],
        headers: KEY_HEADER,
        body: BatchBody,
        response: { 200: BatchResult, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      const key = keyOf(request);
      const results = await Promise.all(
        request.body.items.map((item, index) =>
          decide(engine, caller, item, item.key ?? (key && `${key}.${index}`)),
        ),
      );
      const language = spokenTo(request.headers);
      const said = results.map(({ problem, ...result }) =>
        problem ? { ...result, problem: spoken(problem, language) } : result,
      );
      return reply.send({ results: said });
    },
  );
}

async function decide(engine: Engine, caller: Caller, item: BatchItem, key: string | undefined) {
  const { task, act, comment, signature, form, seen } = item;
  const place = parseTaskId(task);
  if (!place) return { task, ok: false, problem: problemOf(refuse('instance.unknown')) };
  const command: PersonCommand = {
    type: TYPES[act],
    visit: place.visit,
    seat: place.seat,
    ...(comment === undefined ? {} : { comment }),
    ...(signature === undefined ? {} : { signature }),
    ...(form === undefined ? {} : { form: form as JsonObject }),
    ...(seen === undefined ? {} : { seen }),
  };
  try {
    const answer = await engine.act(caller, place.instance, command, key);
    if (answer.ok) return { task, ok: true, result: answer.result };
    return { task, ok: false, problem: problemOf(answer.refusal) };
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    return { task, ok: false, problem: problemOfFault(error) };
  }
}
