import type { OpenSink } from './address.ts';
import { SinkAddress } from './address.ts';

export type { OpenSink } from './address.ts';
export { BadAddress } from './address.ts';
export type { CloudEvent } from './cloud-event.ts';
export { cloudEventOf } from './cloud-event.ts';

/** The options of each kind of sink, besides those that all know. */
const OPTIONS = {
  nats: ['stream', 'prefix', 'creds'],
  kafka: ['mechanism', 'create'],
};

/**
 * Makes the sink of a URL; it connects when it is first given something. The client of its kind is
 * loaded for it alone. Throws BadAddress.
 */
export async function openSink(url: string): Promise<OpenSink> {
  const address = new SinkAddress(url, OPTIONS);
  if (address.kind === 'nats') return (await import('./nats.ts')).natsSink(address);
  return (await import('./kafka.ts')).kafkaSink(address);
}
