/** Acts that change who has a task, or who votes: transfer, delegate, advise, recall, add, remove. */

import type { FastifyInstance } from 'fastify';
import type { Engine, PersonCommand } from '../../engine/index.ts';
import { refuse } from '../../engine/index.ts';
import type { HandOnCommand, MemberCommand } from '../../kernel/index.ts';
import { parseTaskId } from '../../kernel/index.ts';
import {
  AddAheadBody,
  AddBody,
  AdviseBody,
  ClaimBody,
  HandOnBody,
  RecallBody,
  RemoveBody,
} from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { COMMAND_RESPONSES, KEY_HEADER, keyOf, sendAnswer } from './writes.ts';

type ById = { Params: { id: string } };

const ACTS = {
  transfer: {
    type: 'TransferTask',
    summary: 'Hand the task to somebody else, for good (转办)',
    body: HandOnBody,
  },
  delegate: {
    type: 'DelegateTask',
    summary: 'Ask somebody for an opinion; the vote stays with the owner (委派)',
    body: HandOnBody,
  },
  advise: {
    type: 'AdviseTask',
    summary: 'Give the opinion one was asked for',
    body: AdviseBody,
  },
  recall: {
    type: 'RecallTask',
    summary: 'Take a delegated task back without the opinion',
    body: RecallBody,
  },
  add: {
    type: 'AddPeople',
    summary: 'Bring people in before or after the own vote, or beside it (加签)',
    body: AddBody,
  },
  claim: {
    type: 'ClaimTask',
    summary: 'Take the task of a pool (认领)',
    body: ClaimBody,
  },
  unclaim: {
    type: 'UnclaimTask',
    summary: 'Give the task back to the pool; who claimed it, or an administrator',
    body: RemoveBody,
  },
  'take-back': {
    type: 'TakeBackVote',
    summary: 'Take one’s vote back while nothing went on from it (拿回)',
    body: RemoveBody,
  },
  'add-ahead': {
    type: 'AddAhead',
    summary: 'Add people to a step that is still to come (后续节点加签)',
    body: AddAheadBody,
  },
  remove: {
    type: 'RemoveTask',
    summary: 'Take off a voter who has not voted; who added them, or an administrator (减签)',
    body: RemoveBody,
  },
} as const satisfies {
  readonly [act: string]: {
    readonly type: (HandOnCommand | MemberCommand)['type'];
    readonly summary: string;
    readonly body: object;
  };
};

const OPERATIONS: { readonly [act: string]: string } = {
  'add-ahead': 'addAhead',
  'take-back': 'takeBackVote',
};

export function handOnRoutes(app: FastifyInstance, { engine }: Door): void {
  for (const act of Object.keys(ACTS) as (keyof typeof ACTS)[]) route(app, engine, act);
}

function route(app: FastifyInstance, engine: Engine, act: keyof typeof ACTS): void {
  const { type, summary, body } = ACTS[act];
  app.post<ById & { Body: HandOnBody | AdviseBody | RecallBody | AddBody }>(
    `/v1/tasks/:id/${act}`,
    {
      config: { policy: holding('instance.act') },
      schema: {
        operationId: OPERATIONS[act] ?? `${act}Task`,
        summary,
        tags: ['tasks'],
        headers: KEY_HEADER,
        body,
        response: COMMAND_RESPONSES,
      },
    },
    async (request, reply) => {
      const place = parseTaskId(request.params.id);
      if (!place) return sendRefusal(reply, refuse('instance.unknown'));
      const { instance, visit, seat } = place;
      const command = { ...request.body, type, visit, seat } as PersonCommand;
      return sendAnswer(reply, await engine.act(request.caller, instance, command, keyOf(request)));
    },
  );
}
