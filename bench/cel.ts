import { celEnv, parse, plan } from '@bufbuild/cel';
import { type CelEnvironment, compile } from '../src/cel/index.ts';

/*
 * What 100 000 evaluations cost, ours against the library's evaluator in the same run.
 * Rules: the library reads JSON numbers as doubles, so ints are given to it as bigints.
 */

interface Case {
  readonly source: string;
  readonly environment: CelEnvironment;
  readonly data: Readonly<Record<string, unknown>>;
  readonly libraryData: Record<string, unknown>;
  readonly goalMs: number;
}

const int = { kind: 'int' } as const;
const double = { kind: 'double' } as const;
const string = { kind: 'string' } as const;
const rounds = 9;
const evaluations = 100_000;

const cases: readonly Case[] = [
  {
    source: 'user.age >= 18 && order.amount > 100',
    environment: {
      variables: {
        user: { kind: 'record', name: 'user', fields: { age: { type: int } } },
        order: { kind: 'record', name: 'order', fields: { amount: { type: int } } },
      },
    },
    data: { user: { age: 42 }, order: { amount: 250 } },
    libraryData: { user: { age: 42n }, order: { amount: 250n } },
    goalMs: 5,
  },
  {
    source: "req.amount >= 500000 && req.quarter == 'Q4' && user.roles.exists(r, r == 'cfo')",
    environment: {
      variables: {
        req: {
          kind: 'record',
          name: 'request',
          fields: { amount: { type: double }, quarter: { type: string } },
        },
        user: {
          kind: 'record',
          name: 'user',
          fields: { roles: { type: { kind: 'list', element: string } } },
        },
      },
    },
    data: {
      req: { amount: 750_000, quarter: 'Q4' },
      user: { roles: ['employee', 'manager', 'cfo'] },
    },
    libraryData: {
      req: { amount: 750_000, quarter: 'Q4' },
      user: { roles: ['employee', 'manager', 'cfo'] },
    },
    goalMs: 20,
  },
];

function medianMs(run: () => unknown, times: number): number {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (let index = 0; index < times; index += 1) run();
    took.push(((performance.now() - start) * evaluations) / times);
  }
  return took.sort((left, right) => left - right)[rounds >> 1]!;
}

for (const { source, environment, data, libraryData, goalMs } of cases) {
  const made = compile(source, environment, { kind: 'bool' });
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  const library = plan(celEnv(), parse(source));
  const mine = made.program.evaluate(data);
  const theirs = library(libraryData as Parameters<typeof library>[0]);
  if (!mine.ok || mine.value !== theirs) throw new Error(`the two disagree on ${source}`);
  const ours = medianMs(() => made.program.evaluate(data), evaluations);
  const other = medianMs(
    () => library(libraryData as Parameters<typeof library>[0]),
    evaluations / 10,
  );
  console.log(source);
  console.log(
    `  ours ${ours.toFixed(2)} ms, goal ${goalMs} ms; ` +
      `library ${other.toFixed(1)} ms; ratio ${(other / ours).toFixed(1)} (goal 20)`,
  );
}
