/** Finds out whether the door can open where it should, before anything else is started. */

import { createServer } from 'node:net';

/** The port to listen on: the one wanted, or with 0 a free one. Faults: EADDRINUSE and its like. */
export async function freePort(host: string, wanted: number): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(wanted, host, resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : wanted;
}
