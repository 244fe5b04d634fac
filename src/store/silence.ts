/** Ends connections whose other side fell silent: TCP alone would wait for a quarter of an hour. */

import type { Socket } from 'node:net';
import { STORE_LIMITS } from './limits.ts';

/**
 * Waits for answers; cuts the connection when nothing at all comes for too long, so that whatever
 * it owes fails as lost. One that is slow, and says something now and then, is left alone.
 */
export async function orSilent<T>(stream: Socket, answers: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const listen = (): void => {
    const heard = stream.bytesRead;
    timer = setTimeout(() => {
      if (stream.bytesRead === heard) stream.destroy();
      else listen();
    }, STORE_LIMITS.silenceMs);
  };
  listen();
  try {
    return await answers;
  } finally {
    clearTimeout(timer!);
  }
}
