import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, expect, test } from 'vitest';
import { inSpan } from './telemetry.ts';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
);
afterAll(() => trace.disable());

test('work runs inside a span with its attributes, and a failure marks it', async () => {
  await expect(
    inSpan('command ApproveTask', { 'vermilion.tenant': 't' }, async () => 7),
  ).resolves.toBe(7);
  await expect(
    inSpan('store.commit', {}, async () => {
      throw new Error('lost');
    }),
  ).rejects.toThrow('lost');
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
    ['command ApproveTask', 0],
    ['store.commit', 2],
  ]);
  expect(spans[0]?.attributes).toEqual({ 'vermilion.tenant': 't' });
});
