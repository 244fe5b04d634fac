import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import type { CelType } from '../../src/cel/index.ts';
import { parseDuration, parseTimestamp } from '../../src/cel/values/time.ts';
import { CelMap, CelTypeValue, CelUint } from '../../src/cel/values/values.ts';

/** A value as the corpus writes it: protobuf's `cel.expr.Value` in JSON. */
export interface CorpusValue {
  readonly nullValue?: null;
  readonly boolValue?: boolean;
  readonly int64Value?: string;
  readonly uint64Value?: string;
  readonly doubleValue?: number | string;
  readonly stringValue?: string;
  readonly bytesValue?: string;
  readonly typeValue?: string;
  readonly listValue?: { readonly values?: readonly CorpusValue[] };
  readonly mapValue?: {
    readonly entries?: readonly { readonly key: CorpusValue; readonly value: CorpusValue }[];
  };
  readonly objectValue?: { readonly '@type': string; readonly value: string };
}

/** A type as the corpus writes it. */
export interface CorpusType {
  readonly primitive?: string;
  readonly wellKnown?: string;
  readonly messageType?: string;
  readonly dyn?: object;
  readonly null?: null;
  readonly type?: object;
  readonly listType?: { readonly elemType?: CorpusType };
  readonly mapType?: { readonly keyType?: CorpusType; readonly valueType?: CorpusType };
}

/** One official test. */
export interface CorpusTest {
  readonly name: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly {
    readonly name: string;
    readonly ident?: { readonly type: CorpusType };
  }[];
  readonly bindings?: Readonly<Record<string, { readonly value: CorpusValue }>>;
  readonly value?: CorpusValue;
  readonly evalError?: object;
  readonly typedResult?: { readonly result?: CorpusValue; readonly deducedType?: CorpusType };
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: unknown }[];
}

/** Lists the official tests with the path of names that leads to each. */
export function corpusTests(): readonly { readonly path: string; readonly test: CorpusTest }[] {
  const found: { readonly path: string; readonly test: CorpusTest }[] = [];
  const walk = (suite: Suite, path: string): void => {
    for (const { original } of suite.tests ?? []) {
      const test = original as CorpusTest;
      found.push({ path: `${path}/${test.name}`, test });
    }
    for (const inner of suite.suites ?? []) walk(inner, `${path}/${inner.name}`);
  };
  for (const suite of (tests as Suite).suites ?? []) walk(suite, suite.name);
  return found;
}

/** Turns a value of the corpus into a dynamic value. */
export function corpusValue(value: CorpusValue): unknown {
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.int64Value !== undefined) return BigInt(value.int64Value);
  if (value.uint64Value !== undefined) return new CelUint(BigInt(value.uint64Value));
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.typeValue !== undefined) return new CelTypeValue(value.typeValue);
  if (value.bytesValue !== undefined) {
    return Uint8Array.from(Buffer.from(value.bytesValue, 'base64'));
  }
  if (value.listValue) return (value.listValue.values ?? []).map(corpusValue);
  if (value.mapValue) {
    const map = new CelMap();
    for (const entry of value.mapValue.entries ?? []) {
      map.set(corpusValue(entry.key), corpusValue(entry.value));
    }
    return map;
  }
  if (value.objectValue?.['@type'].endsWith('/google.protobuf.Duration')) {
    return parseDuration(value.objectValue.value);
  }
  if (value.objectValue?.['@type'].endsWith('/google.protobuf.Timestamp')) {
    return parseTimestamp(value.objectValue.value, false);
  }
  return null;
}

const dyn: CelType = { kind: 'dyn' };

const named: Readonly<Record<string, CelType>> = {
  BOOL: { kind: 'bool' },
  INT64: { kind: 'int' },
  UINT64: { kind: 'uint' },
  DOUBLE: { kind: 'double' },
  STRING: { kind: 'string' },
  BYTES: { kind: 'bytes' },
  TIMESTAMP: { kind: 'timestamp' },
  DURATION: { kind: 'duration' },
  'google.protobuf.Timestamp': { kind: 'timestamp' },
  'google.protobuf.Duration': { kind: 'duration' },
};

/** Turns a type of the corpus into one of ours. */
export function corpusType(type: CorpusType | undefined): CelType {
  if (!type) return dyn;
  const name = type.primitive ?? type.wellKnown ?? type.messageType;
  if (name !== undefined) return named[name] ?? dyn;
  if (type.listType) return { kind: 'list', element: corpusType(type.listType.elemType) };
  if (type.mapType) {
    const { keyType, valueType } = type.mapType;
    return { kind: 'map', key: corpusType(keyType), value: corpusType(valueType) };
  }
  if ('null' in type) return { kind: 'null' };
  return type.type ? { kind: 'type' } : dyn;
}
