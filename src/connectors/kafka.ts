/** Kafka as a sink: one topic, an instance's events in one partition. */

import type { ProducerOptions } from '@platformatic/kafka';
import { Producer, stringSerializers } from '@platformatic/kafka';
import type { OpenSink, SinkAddress } from './address.ts';
import { eventText } from './cloud-event.ts';

const ACKS_OF_ALL_REPLICAS = -1;
const ANSWER_MS_MAX = 8_000;
/** Below what brokers take by default, with room for the head of a record. */
const BYTES_MAX = 900_000;

/** Sends each batch whole and waits until every replica in step has it. */
export function kafkaSink(address: SinkAddress): OpenSink {
  const topic = address.path ?? 'vermilion';
  let producer: Producer<string, string, string, string> | undefined;
  return {
    name: address.name,
    from: address.from,
    async take(events) {
      producer ??= new Producer(producerOptions(address));
      await producer.send({
        acks: ACKS_OF_ALL_REPLICAS,
        messages: events.map((event) => ({
          topic,
          key: `${event.tenant}/${event.instance}`,
          value: eventText(event, BYTES_MAX),
          headers: { 'content-type': 'application/cloudevents+json' },
        })),
      });
    },
    async close() {
      await producer?.close();
    },
  };
}

function producerOptions(address: SinkAddress): ProducerOptions<string, string, string, string> {
  const { user, password } = address;
  const mechanism = (address.option('mechanism') ?? 'SCRAM-SHA-512') as 'SCRAM-SHA-512';
  return {
    clientId: 'vermilion',
    bootstrapBrokers: [...address.hosts(9092)],
    serializers: stringSerializers,
    autocreateTopics: address.option('create') === 'true',
    timeout: ANSWER_MS_MAX,
    ...(user === undefined
      ? {}
      : { sasl: { mechanism, username: user, password: password ?? '' } }),
    ...(address.option('tls') === 'true' ? { tls: {} } : {}),
  };
}
