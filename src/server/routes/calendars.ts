/** The tenant's working calendars, day by day. */

import type { FastifyInstance } from 'fastify';
import { refuse } from '../../engine/index.ts';
import { daysBetween } from '../../kernel/index.ts';
import { CalendarDays, CalendarQuery, ProblemBody } from '../../protocol/index.ts';
import type { Door } from '../app.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { holding } from '../policy.ts';
import { sendRefusal } from '../problems.ts';

export function calendarRoutes(app: FastifyInstance, { engine }: Door): void {
  app.get<{ Params: { id: string }; Querystring: CalendarQuery }>(
    '/v1/calendars/:id/days',
    {
      config: { policy: holding('directory.read') },
      schema: {
        operationId: 'listCalendarDays',
        summary: `Which days are worked, holidays and make-up days included; at most ${SERVER_LIMITS.calendarDaysMax}`,
        tags: ['people'],
        querystring: CalendarQuery,
        response: { 200: CalendarDays, default: ProblemBody },
      },
    },
    async (request, reply) => {
      const { from, until } = request.query;
      const directory = await engine.knowledge.directory(request.caller.tenant);
      const calendar = directory.calendar(request.params.id);
      if (!calendar) return sendRefusal(reply, refuse('days.calendar-unknown'));
      return reply.send({
        timeZone: calendar.timeZone,
        items: daysBetween(calendar, from, until, SERVER_LIMITS.calendarDaysMax),
      });
    },
  );
}
