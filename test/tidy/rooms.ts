/** The house as a table: which room may import which, and which packages. Held to the code by tests. */

export interface Room {
  readonly floor: number | 'side';
  /** What it holds, as ARCHITECTURE.md says it. */
  readonly holds: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** `pure`: no clock, no network, no process, no DOM. `fetch`: pure, with the fetch types; `dom`: a browser. */
  readonly environment: 'pure' | 'fetch' | 'dom' | 'node';
}

export const ROOMS: Readonly<Record<string, Room>> = {
  audit: {
    floor: 0,
    holds:
      'what an auditor checks with: the verifier of logs, signed checkpoints; nobody else’s code',
    rooms: [],
    packages: [],
    environment: 'node',
  },
  cel: {
    floor: 0,
    holds: 'expressions: parse, type-check, compile, evaluate within a cost',
    rooms: [],
    packages: ['@bufbuild/cel', 're2js'],
    environment: 'pure',
  },
  kernel: {
    floor: 1,
    holds: 'what is true: words, definition, commands, events, `handle`, `apply`, ballots',
    rooms: ['cel'],
    packages: [],
    environment: 'pure',
  },
  language: {
    floor: 2,
    holds: 'what authors write: YAML ⇄ definition, diagnostics, rehearsals, canonical hash',
    rooms: ['cel', 'kernel'],
    packages: ['yaml'],
    environment: 'pure',
  },
  protocol: {
    floor: 3,
    holds: 'what crosses the wire: schemas, problem codes, typed client',
    rooms: ['kernel', 'language'],
    packages: ['typebox'],
    environment: 'fetch',
  },
  store: {
    floor: 3,
    holds:
      'what is remembered: `port.ts`, memory, PostgreSQL, MySQL, the embedded server, migrations',
    rooms: ['kernel'],
    packages: ['mysql2', 'node-pg-migrate', 'pg'],
    environment: 'node',
  },
  identity: {
    floor: 3,
    holds: 'who is who and who may what: directory, roles, rights',
    rooms: ['cel', 'kernel'],
    packages: [],
    environment: 'pure',
  },
  engine: {
    floor: 4,
    holds: 'what happens: batch → load → handle → commit; timers, outbox, views, feed',
    rooms: ['kernel', 'language', 'identity', 'store'],
    packages: ['@opentelemetry/api', 'standardwebhooks', 'undici'],
    environment: 'node',
  },
  connectors: {
    floor: 5,
    holds: 'who follows what happens: CloudEvents, NATS JetStream, Kafka',
    rooms: ['engine'],
    packages: ['@nats-io/jetstream', '@nats-io/transport-node', '@platformatic/kafka'],
    environment: 'node',
  },
  notices: {
    floor: 5,
    holds: 'what people are told: news in the studio; letters, links that decide, channels, wishes',
    rooms: ['kernel', 'store', 'identity', 'engine'],
    packages: ['nodemailer', 'standardwebhooks'],
    environment: 'node',
  },
  server: {
    floor: 6,
    holds: 'the HTTP door: routes, policies, credentials, streams; hands out the studio',
    rooms: ['kernel', 'language', 'protocol', 'store', 'identity', 'engine', 'notices'],
    packages: [
      '@fastify/static',
      '@fastify/swagger',
      'ajv',
      'ajv-formats',
      'fastify',
      'helmet',
      'jose',
      'openid-client',
      'prom-client',
      'typebox',
    ],
    environment: 'node',
  },
  studio: {
    floor: 7,
    holds: 'the browser door: shell, inbox, start, instance; built by Vite into `dist/studio`',
    rooms: ['cel', 'kernel', 'language', 'protocol'],
    packages: [
      '@fontsource/source-serif-4',
      '@fontsource-variable/public-sans',
      '@tanstack/react-query',
      '@tanstack/react-virtual',
      'pdfjs-dist',
      'pinyin-pro',
      'react',
      'react-dom',
    ],
    environment: 'dom',
  },
  cli: {
    floor: 7,
    holds: 'the terminal door; `serve*.ts` alone know every room',
    rooms: ['audit', 'kernel', 'language', 'protocol'],
    packages: ['cli-table3', 'commander', 'string-width'],
    environment: 'node',
  },
  testing: {
    floor: 'side',
    holds:
      'what tests stand on: a small organisation, generators, laws, the simulator, the history checker',
    rooms: ['audit', 'cel', 'kernel', 'language', 'protocol', 'store', 'identity', 'engine'],
    packages: ['fast-check'],
    environment: 'node',
  },
};

/** Files with wider rights than their room, and why. */
export const EXCEPTIONS: readonly {
  readonly files: RegExp;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}[] = [
  {
    files: /^src\/cli\/serve[^/]*\.ts$/,
    rooms: ['connectors', 'engine', 'identity', 'notices', 'server', 'store'],
    packages: [
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/sdk-trace-base',
      'pino',
      'yaml',
    ],
  },
];

/** The engine sees the store through its port only. */
export const PORT_ONLY = { from: 'engine', to: 'store', file: 'src/store/port.ts' } as const;
