/** NATS JetStream as a sink: a subject for each tenant, flow and kind of event. */

import { readFile } from 'node:fs/promises';
import type { JetStreamClient } from '@nats-io/jetstream';
import {
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { connect, credsAuthenticator, headers } from '@nats-io/transport-node';
import type { FeedEvent } from '../engine/index.ts';
import type { OpenSink, SinkAddress } from './address.ts';
import { eventText } from './cloud-event.ts';

const STREAM = 'VERMILION';
const ACK_MS_MAX = 5_000;
/** What the subject and the headers of a message may take of the server's limit. */
const HEAD_BYTES = 4_096;

/**
 * Publishes to JetStream and waits for every acknowledgement; an instance's events one after the
 * other, so that none overtakes one that failed. `Nats-Msg-Id` lets the stream drop repetitions
 * within its window. A stream that is missing is made, for all subjects below its name.
 */
export function natsSink(address: SinkAddress): OpenSink {
  const stream = address.option('stream') ?? STREAM;
  const prefix = address.option('prefix') ?? stream.toLowerCase();
  let opening: Promise<Opened> | undefined;
  const opened = (): Promise<Opened> => {
    opening ??= open(address, stream, prefix).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    name: address.name,
    from: address.from,
    async take(events, signal) {
      const { connection, client } = await opened();
      const bytesMax = (connection.info?.max_payload ?? 1_048_576) - HEAD_BYTES;
      const publish = (event: FeedEvent): Promise<unknown> =>
        publishOne(client, { stream, subject: subjectOf(prefix, event), bytesMax }, event);
      const lines = Map.groupBy(events, ({ tenant, instance }) => `${tenant}/${instance}`);
      await Promise.all([...lines.values()].map((line) => inOrder(line, publish, signal)));
    },
    async close() {
      await (await opening?.catch(() => undefined))?.connection.close();
    },
  };
}

interface Opened {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
}

async function open(address: SinkAddress, stream: string, prefix: string): Promise<Opened> {
  const connection = await connect(await connectionOptions(address));
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.info(stream).catch((error) => {
      if (
        !(error instanceof JetStreamApiError) ||
        error.code !== JetStreamApiCodes.StreamNotFound
      ) {
        throw error;
      }
      return manager.streams.add({ name: stream, subjects: [`${prefix}.>`] });
    });
    return { connection, client: jetstream(connection, { timeout: ACK_MS_MAX }) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function connectionOptions(address: SinkAddress): Promise<ConnectionOptions> {
  const creds = address.option('creds');
  return {
    name: 'vermilion',
    servers: address.hosts(4222),
    maxReconnectAttempts: -1,
    timeout: ACK_MS_MAX,
    ...(address.user === undefined ? {} : { user: address.user, pass: address.password ?? '' }),
    ...(creds === undefined ? {} : { authenticator: credsAuthenticator(await readFile(creds)) }),
    ...(address.option('tls') === 'true' ? { tls: {} } : {}),
  };
}

async function inOrder<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (const item of items) {
    signal.throwIfAborted();
    await act(item);
  }
}

function publishOne(
  client: JetStreamClient,
  to: { readonly stream: string; readonly subject: string; readonly bytesMax: number },
  event: FeedEvent,
): Promise<unknown> {
  const sent = headers();
  sent.set('Content-Type', 'application/cloudevents+json');
  return client.publish(to.subject, eventText(event, to.bytesMax), {
    msgID: `${event.tenant}/${event.instance}/${event.seq}`,
    expect: { streamName: to.stream },
    headers: sent,
  });
}

/** `<prefix>.<tenant>.<flow>.<type>`; what would end or widen a token is escaped as in a URL. */
function subjectOf(prefix: string, { tenant, header, event }: FeedEvent): string {
  return [prefix, token(tenant), token(header.flow), event.type].join('.');
}

function token(text: string): string {
  return encodeURIComponent(text).replace(/[.*]/g, (one) => (one === '.' ? '%2E' : '%2A'));
}
