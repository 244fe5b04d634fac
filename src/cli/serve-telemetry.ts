/** Sends traces to an OTLP/HTTP endpoint; loaded only when one is configured. */

import { trace } from '@opentelemetry/api';

/** Registers the exporter; resolves to the way to flush and stop it. */
export async function exportTraces(url: string): Promise<() => Promise<void>> {
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const provider = new BasicTracerProvider({
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
