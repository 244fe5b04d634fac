import type { OpenSink } from './address.ts';
import { BadAddress, SinkAddress } from './address.ts';

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

/**
 * The sinks of these URLs, beside those whose names are `taken`. Throws BadAddress, also where two
 * would share a name: they would share their place in the log, and each would be given a part.
 */
export async function openSinks(
  urls: readonly string[],
  taken: readonly string[] = [],
): Promise<readonly OpenSink[]> {
  const sinks = await Promise.all(urls.map(openSink));
  const names = new Set(taken);
  for (const { name } of sinks) {
    if (names.has(name))
      throw new BadAddress(`${name}: two sinks have this name; give one another`);
    names.add(name);
  }
  return sinks;
}
