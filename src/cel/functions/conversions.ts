import { fault } from '../errors.ts';
import { checkInt, checkUint } from '../values/numbers.ts';
import { decodeUtf8 } from '../values/text.ts';
import {
  durationOf,
  floorDivide,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestampOf,
} from '../values/time.ts';
import { CelTypeValue, CelUint, kindOf } from '../values/values.ts';
import { type Overload, overload, type ScalarKind } from './overload.ts';
import { bytesOfText } from './text.ts';

const identities: readonly Overload[] = (
  ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'] as ScalarKind[]
).map((kind) => overload(kind, { takes: [kind], gives: kind, run: (_, value) => value }));

function wholeOf(value: number, what: string): bigint {
  if (!Number.isFinite(value)) fault('cel.overflow', `The double does not fit in ${what}.`);
  return BigInt(Math.trunc(value));
}

/** A double at the very edge of the range is refused: its neighbour is already outside. */
function intOfDouble(value: number): bigint {
  if (value <= -(2 ** 63) || value >= 2 ** 63) {
    fault('cel.overflow', 'The double does not fit in an int.');
  }
  return checkInt(wholeOf(value, 'an int'));
}

function parseWhole(text: string, pattern: RegExp): bigint {
  if (text.length > 64 || !pattern.test(text)) {
    fault('cel.bad-conversion', 'The text is no whole number.');
  }
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const named: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

function parseDouble(text: string): number {
  if (text.length <= 512 && decimal.test(text)) return Number(text);
  const [, sign, word = ''] = /^([+-]?)([a-z]{3,8})$/i.exec(text) ?? [];
  const value = Object.hasOwn(named, word.toLowerCase()) ? named[word.toLowerCase()] : undefined;
  if (value === undefined) return fault('cel.bad-conversion', 'The text is no number.');
  return sign === '-' ? -value : value;
}

function formatDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const lies = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function parseBool(text: string): boolean {
  if (truths.has(text)) return true;
  return lies.has(text) ? false : fault('cel.bad-conversion', 'The text is no bool.');
}

const toNumbers: readonly Overload[] = [
  overload('int', { takes: ['uint'], gives: 'int', run: (_, value) => checkInt(value.value) }),
  overload('int', { takes: ['double'], gives: 'int', run: (_, value) => intOfDouble(value) }),
  overload('int', {
    takes: ['string'],
    gives: 'int',
    units: 5,
    run: (_, value) => checkInt(parseWhole(value, /^[+-]?\d+$/)),
  }),
  overload('int', {
    takes: ['timestamp'],
    gives: 'int',
    run: (_, value) => floorDivide(value.ns, 1_000_000_000n),
  }),
  overload('int', { takes: ['duration'], gives: 'int', run: (_, value) => value.ns }),
  overload('uint', {
    takes: ['int'],
    gives: 'uint',
    run: (_, value) => new CelUint(checkUint(value)),
  }),
  overload('uint', {
    takes: ['double'],
    gives: 'uint',
    run: (_, value) => new CelUint(checkUint(wholeOf(value, 'a uint'))),
  }),
  overload('uint', {
    takes: ['string'],
    gives: 'uint',
    units: 5,
    run: (_, value) => new CelUint(checkUint(parseWhole(value, /^\+?\d+$/))),
  }),
  overload('double', { takes: ['int'], gives: 'double', run: (_, value) => Number(value) }),
  overload('double', { takes: ['uint'], gives: 'double', run: (_, value) => Number(value.value) }),
  overload('double', {
    takes: ['string'],
    gives: 'double',
    units: 5,
    run: (_, value) => parseDouble(value),
  }),
];

const toText: readonly Overload[] = [
  overload('string', { takes: ['int'], gives: 'string', run: (_, value) => value.toString() }),
  overload('string', {
    takes: ['uint'],
    gives: 'string',
    run: (_, value) => value.value.toString(),
  }),
  overload('string', {
    takes: ['double'],
    gives: 'string',
    run: (_, value) => formatDouble(value),
  }),
  overload('string', { takes: ['bool'], gives: 'string', run: (_, value) => String(value) }),
  overload('string', {
    takes: ['bytes'],
    gives: 'string',
    flat: false,
    run: (meter, value) => {
      meter.charge(value.length >> 2);
      return decodeUtf8(value);
    },
  }),
  overload('string', {
    takes: ['timestamp'],
    gives: 'string',
    units: 8,
    run: (_, value) => formatTimestamp(value),
  }),
  overload('string', {
    takes: ['duration'],
    gives: 'string',
    units: 8,
    run: (_, value) => formatDuration(value),
  }),
];

const toTime: readonly Overload[] = [
  overload('timestamp', {
    takes: ['string'],
    gives: 'timestamp',
    units: 12,
    run: (_, value) => parseTimestamp(value, false),
  }),
  overload('timestamp', {
    takes: ['int'],
    gives: 'timestamp',
    run: (_, value) => timestampOf(value * 1_000_000_000n),
  }),
  overload('duration', {
    takes: ['string'],
    gives: 'duration',
    units: 12,
    run: (_, value) => parseDuration(value),
  }),
  overload('duration', { takes: ['int'], gives: 'duration', run: (_, value) => durationOf(value) }),
];

const typeNames: Readonly<Record<string, string>> = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

/** Names the type of a kind of value the way expressions write it. */
function typeNameOf(kind: string): string {
  return Object.hasOwn(typeNames, kind) ? typeNames[kind]! : kind;
}

/** The functions that turn a value of one type into one of another, and `type` and `dyn`. */
export const conversions: readonly Overload[] = [
  ...identities,
  ...toNumbers,
  ...toText,
  ...toTime,
  bytesOfText,
  overload('bool', { takes: ['string'], gives: 'bool', run: (_, value) => parseBool(value) }),
  overload('dyn', { takes: ['any'], gives: () => ({ kind: 'dyn' }), run: (_, value) => value }),
  overload('type', {
    takes: ['any'],
    gives: 'type',
    run: (_, value) => new CelTypeValue(typeNameOf(kindOf(value))),
  }),
];
