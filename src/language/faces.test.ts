import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../kernel/index.ts';
import { compileFlow, expressionsOf, programKey } from '../kernel/index.ts';
import { arbitraryDefinition } from '../testing/index.ts';
import { canonicalize, check, hashOf, parseCanonical, parseYaml, printYaml } from './index.ts';

const RUNS = { numRuns: 150 };

describe('the YAML face', () => {
  test('reading what was printed gives the same tree', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const read = parseYaml(printYaml(definition));
        expect(read.diagnostics).toEqual([]);
        expect(read.definition).toStrictEqual(normal(definition));
      }),
      RUNS,
    );
  });

  test('printing what was read from print gives the same text', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const text = printYaml(definition);
        expect(printYaml(parseYaml(text).definition!)).toBe(text);
      }),
      RUNS,
    );
  });

  test('every generated definition passes every check and compiles', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const { diagnostics, hash } = check(printYaml(definition));
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(hash).toBe(hashOf(definition));
        const { name, version } = definition;
        const { programs } = compileFlow(definition, { name, version, hash: hash! });
        for (const { source, purpose } of expressionsOf(definition)) {
          expect(programs.get(programKey(source, purpose))?.source).toBe(source);
        }
      }),
      RUNS,
    );
  });
});

describe('the canonical form', () => {
  test('the hash does not see the order of keys', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), fc.nat(), (definition, seed) => {
        expect(hashOf(shuffled(definition, seed) as FlowDefinition)).toBe(hashOf(definition));
      }),
      RUNS,
    );
  });

  test('the hash does not see defaults that are written out', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        expect(hashOf(writtenOut(definition))).toBe(hashOf(definition));
      }),
      RUNS,
    );
  });

  test('reading the canonical form and writing it again gives the same text', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const text = canonicalize(definition);
        expect(canonicalize(parseCanonical(text))).toBe(text);
        expect(hashOf(parseYaml(printYaml(parseCanonical(text))).definition!)).toBe(
          hashOf(definition),
        );
      }),
      RUNS,
    );
  });

  test('a change of meaning changes the hash', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const renamed = { ...definition, version: '9.9.9' };
        const longer: FlowDefinition = {
          ...definition,
          steps: [...definition.steps, { kind: 'end', id: 'last', outcome: 'approved' }],
        };
        const hashes = [definition, renamed, longer].map(hashOf);
        expect(new Set(hashes).size).toBe(3);
      }),
      RUNS,
    );
  });
});

/** Plain objects only: fast-check builds some of its records without a prototype. */
function normal(definition: FlowDefinition): FlowDefinition {
  return JSON.parse(JSON.stringify(definition)) as FlowDefinition;
}

function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, shuffled(part, seed)] as const);
  const turn = entries.length === 0 ? 0 : seed % entries.length;
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].toReversed());
}

/** The same meaning with every default said aloud. */
function writtenOut(definition: FlowDefinition): FlowDefinition {
  const { initiator = 'manager', empty = 'admin', calendar = 'default' } = definition;
  const loud = (steps: FlowDefinition['steps']): FlowDefinition['steps'] =>
    steps.map((step) => {
      switch (step.kind) {
        case 'approval':
        case 'handle': {
          const ballot =
            step.ballot.kind === 'vote'
              ? { tie: 'rejected', close: 'early', veto: [], weights: {}, ...step.ballot }
              : step.ballot;
          return {
            initiator,
            empty,
            calendar,
            returns: ['initiator', 'previous'],
            require: [],
            ladder: [],
            rights: {},
            ...(step.kind === 'approval' ? { onReject: { kind: 'end' } } : {}),
            ...step,
            ask: { except: [], ...step.ask },
            ballot,
          } as typeof step;
        }
        case 'choice':
          return {
            ...step,
            branches: step.branches.map((each) => ({ ...each, steps: loud(each.steps) })),
          };
        case 'parallel':
          return {
            join: 'all',
            ...step,
            branches: step.branches.map((each) => ({ ...each, steps: loud(each.steps) })),
          };
        case 'call':
          return { wait: true, ...step };
        default:
          return step;
      }
    });
  return {
    withdraw: 'while-running',
    initiator,
    empty,
    distinct: [],
    start: {},
    ...definition,
    steps: loud(definition.steps),
  };
}
