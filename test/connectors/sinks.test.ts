/** Sinks against real brokers: what arrives there, and what happens when they are away. */

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventText } from '../../src/connectors/cloud-event.ts';
import type { CloudEvent } from '../../src/connectors/index.ts';
import { BadAddress, cloudEventOf, openSink, openSinks } from '../../src/connectors/index.ts';
import type { FeedEvent } from '../../src/engine/index.ts';
import { Engine } from '../../src/engine/index.ts';
import type { Event } from '../../src/kernel/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../src/testing/index.ts';
import { header } from '../contract/units.ts';
import { programOf } from '../programs.ts';
import { openDoor } from '../server/fixture.ts';
import type { KafkaBroker, NatsServer } from './brokers.ts';
import { startKafka, startNats } from './brokers.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: claim }
spec:
  version: 1.0.0
  form: { type: object, properties: { reason: { type: string } } }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
`;
const emma = { tenant: 'test', person: 'emma' };

async function engineWith(url: string): Promise<{ engine: Engine; end(): Promise<void> }> {
  const sink = await openSink(url);
  const store = createMemoryStore();
  const engine = new Engine({ store, sinks: [sink] });
  const by = { kind: 'system', cause: 'test' } as const;
  await store.access.saveTenant('test', 'Test');
  const desi = { id: 'desi', name: 'Desi', posts: [], roles: ['flow-designer'], active: true };
  const people = [...TEST_ORGANISATION.people, desi];
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  await engine.publish({ tenant: 'test', person: 'desi' }, FLOW);
  return {
    engine,
    async end() {
      await engine.drain();
      await sink.close();
    },
  };
}

async function started(engine: Engine, reason = 'tea'): Promise<string> {
  const answer = await engine.start(emma, { flow: 'claim', form: { reason } });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.result.instance;
}

/** Ids of the events of an instance as its journal has them. */
async function idsOf(engine: Engine, instance: string): Promise<readonly string[]> {
  const rows = await engine.store.instances.journal({ tenant: 'test', instance }, { limit: 200 });
  const events = rows.flatMap(({ events }) => JSON.parse(events) as Event[]);
  return events.map((_, n) => `${instance}.${n + 1}`);
}

const commented = (n: number, text = ''): FeedEvent => ({
  ...{
    tenant: 'ac.me',
    instance: 'i1',
    seq: n,
    firstSeq: n,
    atMs: 1_760_000_000_000,
    command: 'Comment',
  },
  actor: { kind: 'person', id: 'ann' },
  event: { type: 'Commented', by: 'ann', text } as unknown as Event,
  header: header('ac.me', 'i1'),
});

describe('NATS JetStream', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    const path = programOf('nats-server', 'nats-server');
    if (path) nats = await startNats(path);
  });
  afterAll(() => nats?.stop());
  beforeEach(({ skip }) => skip(!nats, 'nats-server cannot be had here'));

  async function heard(stream: string): Promise<readonly (CloudEvent & { subject_: string })[]> {
    const connection = await connect({ servers: nats.url });
    try {
      const manager = await jetstreamManager(connection);
      const { state } = await manager.streams.info(stream);
      const found: (CloudEvent & { subject_: string })[] = [];
      const stored = await jetstream(connection).streams.get(stream);
      for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
        const message = await stored.getMessage({ seq });
        found.push({ ...message!.json<CloudEvent>(), subject_: message!.subject });
      }
      return found;
    } finally {
      await connection.close();
    }
  }

  test('an instance’s events arrive in order, each a CloudEvent under its kind', async () => {
    const { engine, end } = await engineWith(`${nats.url}?stream=ORDER`);
    try {
      const instance = await started(engine);
      const ids = await idsOf(engine, instance);
      await expect
        .poll(() =>
          heard('ORDER').then(
            (all) => all.length,
            () => 0,
          ),
        )
        .toBe(ids.length);
      const events = await heard('ORDER');
      expect(events.map(({ id }) => id)).toEqual(ids);
      expect(events[0]).toMatchObject({
        specversion: '1.0',
        type: 'dev.vermilion.InstanceStarted',
        source: '/tenants/test',
        subject: instance,
        sequence: '0000000001',
        data: { flow: 'claim', initiator: 'emma', command: 'StartInstance' },
        subject_: 'order.test.claim.InstanceStarted',
      });
    } finally {
      await end();
    }
  });

  test('O10 while the broker is dead commands are answered; what waited comes in order afterwards', async () => {
    const { engine, end } = await engineWith(`${nats.url}?stream=AWAY`);
    try {
      const first = await started(engine);
      await expect
        .poll(() =>
          heard('AWAY').then(
            (all) => all.length,
            () => 0,
          ),
        )
        .toBeGreaterThan(0);
      await nats.kill();
      const meanwhile = [await started(engine), await started(engine), await started(engine)];
      await nats.start();
      const all = [first, ...meanwhile];
      const ids = await Promise.all(all.map((instance) => idsOf(engine, instance)));
      await expect.poll(async () => (await heard('AWAY')).length).toBe(ids.flat().length);
      const events = await heard('AWAY');
      for (const [n, instance] of all.entries()) {
        const own = events.filter(({ subject }) => subject === instance).map(({ id }) => id);
        expect(own).toEqual(ids[n]);
      }
    } finally {
      await end();
    }
  });

  test('O4 an event that comes again is kept once; a name with a dot stays one token', async () => {
    const sink = await openSink(`${nats.url}?stream=TWICE`);
    const signal = new AbortController().signal;
    await sink.take([commented(1), commented(2)], signal);
    await sink.take([commented(1), commented(2), commented(3)], signal);
    await sink.close();
    const events = await heard('TWICE');
    expect(events.map(({ id }) => id)).toEqual(['i1.1', 'i1.2', 'i1.3']);
    expect(events[0]!.subject_).toBe('twice.ac%2Eme.expense.Commented');
  });

  test('O6 an event beyond the limit of the broker leaves as a reference, and holds up nobody', async () => {
    const sink = await openSink(`${nats.url}?stream=LARGE`);
    const signal = new AbortController().signal;
    await sink.take([commented(1, 'x'.repeat(2_000_000)), commented(2)], signal);
    await sink.close();
    const [large, next] = await heard('LARGE');
    expect(large).toMatchObject({
      id: 'i1.1',
      dataref: '/v1/instances/i1/events?limit=1&after=MA',
    });
    expect(large!.data).toBeUndefined();
    expect(next).toMatchObject({ id: 'i1.2', data: { event: { type: 'Commented' } } });
  });
});

describe('Kafka', () => {
  let broker: KafkaBroker;
  beforeAll(async () => {
    const path = programOf('kcat', 'kcat');
    if (path) broker = await startKafka(path, 'approvals');
  });
  afterAll(() => broker?.stop());
  beforeEach(({ skip }) => skip(!broker, 'kcat cannot be had here'));

  test('an instance’s events arrive in order, in one partition', async () => {
    const { engine, end } = await engineWith(`kafka://${broker.address}/approvals`);
    try {
      const both = [await started(engine), await started(engine)];
      const ids = await Promise.all(both.map((instance) => idsOf(engine, instance)));
      await expect.poll(() => broker.records.length).toBeGreaterThanOrEqual(ids.flat().length);
      for (const [n, instance] of both.entries()) {
        const own = broker.records.filter(({ key }) => key === `test/${instance}`);
        const heard = own.map(({ payload }) => (JSON.parse(payload) as CloudEvent).id);
        expect([...new Set(heard)]).toEqual(ids[n]);
        expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
      }
      expect(broker.records[0]!.headers).toContain('application/cloudevents+json');
    } finally {
      await end();
    }
  });
});

describe('an address', () => {
  test.each([
    ['what', 'is no URL'],
    ['redis://localhost', 'no such kind of sink, but nats, kafka'],
    ['nats://localhost?from=yesterday', 'now or start'],
    ['nats://localhost?topic=a', 'nats has no such option, but stream'],
    ['kafka:///topic', 'names no host'],
  ])('%s is refused: %s', async (url, why) => {
    await expect(openSink(url)).rejects.toThrow(BadAddress);
    await expect(openSink(url)).rejects.toThrow(why);
  });

  test('names its cursors by where it is, and holds no secret in the name', async () => {
    const sink = await openSink('kafka://me:hidden@one:9092/approvals?host=two:9092&from=start');
    expect(sink).toMatchObject({ name: 'kafka one:9092 approvals', from: 'start' });
  });

  test('two streams of one host have places of their own, and no two sinks share a name', async () => {
    const host = 'nats://one:4222';
    const sinks = await openSinks([host, `${host}?stream=MONEY`]);
    expect(sinks.map(({ name }) => name)).toEqual(['nats one:4222', 'nats one:4222 MONEY']);
    const twice = openSinks([`${host}?stream=A&name=mine`, `${host}?stream=B&name=mine`]);
    await expect(twice).rejects.toThrow(BadAddress);
    await expect(openSinks([`${host}?name=notices`], ['notices'])).rejects.toThrow('this name');
  });
});

test('an event as others read it has a place, a time and what the tenant’s lists say', () => {
  expect(cloudEventOf(commented(7, 'ok'))).toEqual({
    specversion: '1.0',
    id: 'i1.7',
    source: '/tenants/ac.me',
    type: 'dev.vermilion.Commented',
    subject: 'i1',
    time: '2025-10-09T08:53:20.000Z',
    sequence: '0000000007',
    partitionkey: 'ac.me/i1',
    datacontenttype: 'application/json',
    data: {
      flow: 'expense',
      version: '1.0.0',
      title: 'Expense of i1',
      initiator: 'ann',
      actor: { kind: 'person', id: 'ann' },
      command: 'Comment',
      event: { type: 'Commented', by: 'ann', text: 'ok' },
    },
  });
});

test('the reference of an event too large to be sent leads to the event', async () => {
  const door = await openDoor();
  const { instance } = await door.start();
  const url = `/v1/instances/${instance}/events`;
  const [row] = (await door.as('test/emma', { url })).body.items;
  expect(row.events.length).toBeGreaterThan(1);
  for (const [n, event] of row.events.entries()) {
    const own = { ...commented(n + 1), firstSeq: 1, instance, event };
    const { dataref } = JSON.parse(eventText(own, 10)) as CloudEvent;
    const { body } = await door.as('test/emma', { url: dataref! });
    expect(body.items).toHaveLength(1);
    expect(body.items[0].events[n]).toEqual(event);
  }
  await door.close();
});
