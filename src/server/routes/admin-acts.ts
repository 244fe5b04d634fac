/** Acts of administrators on an instance or a task (R8.2): each with its right, and a reason. */

import type { FastifyInstance } from 'fastify';
import type { PersonCommand } from '../../engine/index.ts';
import { refuse } from '../../engine/index.ts';
import type { AccessRight } from '../../identity/index.ts';
import type { AdminCommand } from '../../kernel/index.ts';
import { parseTaskId } from '../../kernel/index.ts';
import { AdvanceBody, LeadBody, ReasonBody, ReplaceBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';
import { COMMAND_RESPONSES, KEY_HEADER, keyOf, sendAnswer } from './writes.ts';

type ById = { Params: { id: string } };

interface AdminAct {
  readonly type: Exclude<AdminCommand['type'], 'ReplaceVoter'>;
  readonly right: AccessRight;
  readonly summary: string;
  readonly body: object;
}

const ACTS: { readonly [act: string]: AdminAct } = {
  terminate: {
    type: 'TerminateInstance',
    right: 'instance.terminate',
    summary: 'End an instance (终止)',
    body: ReasonBody,
  },
  suspend: {
    type: 'SuspendInstance',
    right: 'instance.suspend',
    summary: 'Refuse every act on an instance and stop its clocks (挂起)',
    body: ReasonBody,
  },
  resume: {
    type: 'ResumeInstance',
    right: 'instance.suspend',
    summary: 'Let a suspended instance go on; due times leave out the time it stood',
    body: ReasonBody,
  },
  jump: {
    type: 'JumpInstance',
    right: 'instance.steer',
    summary: 'Go on at a step; what is open in the list around it is cancelled (跳转)',
    body: LeadBody,
  },
  advance: {
    type: 'AdvanceVisit',
    right: 'instance.steer',
    summary: 'Pass an open visit without the votes it waits for',
    body: AdvanceBody,
  },
  'undo-migration': {
    type: 'UndoMigration',
    right: 'instance.migrate',
    summary: 'Take a migration back, as long as the instance has not moved',
    body: ReasonBody,
  },
  void: {
    type: 'VoidInstance',
    right: 'instance.void',
    summary: 'Say that what an ended instance came to does not count (作废)',
    body: ReasonBody,
  },
  revive: {
    type: 'ReviveInstance',
    right: 'instance.revive',
    summary: 'Let an ended instance run again, from a step on (唤醒)',
    body: LeadBody,
  },
};

export function adminActRoutes(app: FastifyInstance, { engine }: Door): void {
  for (const [act, { type, right, summary, body }] of Object.entries(ACTS)) {
    app.post<ById & { Body: { reason: string } }>(
      `/v1/instances/:id/${act}`,
      {
        config: { policy: holding(right) },
        schema: {
          operationId: act === 'undo-migration' ? 'undoMigration' : `${act}Instance`,
          summary,
          tags: ['instances'],
          headers: KEY_HEADER,
          body,
          response: COMMAND_RESPONSES,
        },
      },
      async (request, reply) => {
        const command = { ...request.body, type } as PersonCommand;
        const { id } = request.params;
        return sendAnswer(reply, await engine.act(request.caller, id, command, keyOf(request)));
      },
    );
  }
  app.post<ById & { Body: { to: string; reason: string } }>(
    '/v1/tasks/:id/replace',
    {
      config: { policy: holding('instance.steer') },
      schema: {
        operationId: 'replaceVoter',
        summary: 'Give an open task to another person, without a word of the one who has it',
        tags: ['tasks'],
        headers: KEY_HEADER,
        body: ReplaceBody,
        response: COMMAND_RESPONSES,
      },
    },
    async (request, reply) => {
      const place = parseTaskId(request.params.id);
      if (!place) return sendRefusal(reply, refuse('instance.unknown'));
      const { instance, visit, seat } = place;
      const command = { ...request.body, type: 'ReplaceVoter', visit, seat } as const;
      return sendAnswer(reply, await engine.act(request.caller, instance, command, keyOf(request)));
    },
  );
}
