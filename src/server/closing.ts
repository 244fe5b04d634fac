/** Closing without breaking promises: what was accepted is answered, what comes late is told so. */

import type { FastifyInstance } from 'fastify';
import { EngineFault } from '../engine/index.ts';
import { SERVER_LIMITS } from './limits.ts';

/** Answers requests under way before the door shuts; one that dawdles is cut off (R7). */
export function closeGently(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    const late = setTimeout(() => app.server.closeAllConnections(), SERVER_LIMITS.closeMs);
    app.server.once('close', () => clearTimeout(late));
  });
  app.addHook('onRequest', async () => {
    if (isClosing) throw new EngineFault('engine.draining');
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (isClosing) reply.header('connection', 'close');
    return payload;
  });
}
