/** Where the server's log lines go. */

import type { Logger } from 'pino';
import { pino } from 'pino';

/** Log lines as JSON on standard error, written at once: none is lost in a sudden end. */
export function serverLog(level: string): Logger {
  return pino({ level }, pino.destination({ fd: 2, sync: true }));
}
