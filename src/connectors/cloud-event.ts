/** Events as they leave: CloudEvents 1.0, in JSON. Source: cloudevents.io/spec, docs/reference/streams.md. */

import type { FeedEvent } from '../engine/index.ts';

/** One event of an instance for others, with the extensions `sequence` and `partitioning`. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same whenever the event comes again, and of no other event of the source. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The instance. */
  readonly subject: string;
  readonly time: string;
  /** Orders the events of one subject, as text: numbers of the same width. */
  readonly sequence: string;
  readonly partitionkey: string;
  readonly datacontenttype: 'application/json';
  /** Where to read the event, when it is too large to be sent. */
  readonly dataref?: string;
  readonly data?: unknown;
}

const SEQUENCE_DIGITS = 10;

/** Gives the event as others read it. */
export function cloudEventOf(event: FeedEvent): CloudEvent {
  const { tenant, instance, seq, atMs, actor, command, header } = event;
  const { flow, version, subject: title, initiator } = header;
  return {
    ...headOf(tenant, instance, seq),
    type: `dev.vermilion.${event.event.type}`,
    time: new Date(atMs).toISOString(),
    data: { flow, version, title, initiator, actor, command, event: event.event },
  };
}

function headOf(tenant: string, instance: string, seq: number) {
  return {
    specversion: '1.0',
    id: `${instance}.${seq}`,
    source: `/tenants/${encodeURIComponent(tenant)}`,
    subject: instance,
    sequence: String(seq).padStart(SEQUENCE_DIGITS, '0'),
    partitionkey: `${tenant}/${instance}`,
    datacontenttype: 'application/json',
  } as const;
}

/**
 * The event as text of at most so many bytes: what is larger names the place where it can be read
 * instead, so that no event keeps those behind it from leaving.
 */
export function eventText(event: FeedEvent, bytesMax: number): string {
  const whole = cloudEventOf(event);
  const text = JSON.stringify(whole);
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const { data: _, ...rest } = whole;
  // A cursor of the API: the number before the row of the event, as it spells one.
  const after = Buffer.from(String(event.firstSeq - 1)).toString('base64url');
  const dataref = `/v1/instances/${event.instance}/events?limit=1&after=${after}`;
  return JSON.stringify({ ...rest, dataref });
}
