import { countCodePoints, encodeUtf8 } from '../values/text.ts';
import { type Overload, overload } from './overload.ts';
import { matches } from './regex.ts';

const both = [false, true];
const texts = ['string', 'string'] as const;

/** The functions over text and bytes. */
export const text: readonly Overload[] = [
  ...both.flatMap((member) => [
    overload('size', {
      takes: ['string'],
      gives: 'int',
      member,
      flat: false,
      run: (meter, value) => {
        meter.charge(value.length >> 3);
        return BigInt(countCodePoints(value));
      },
    }),
    overload('size', {
      takes: ['bytes'],
      gives: 'int',
      member,
      run: (_, value) => BigInt(value.length),
    }),
    overload('matches', {
      takes: texts,
      gives: 'bool',
      member,
      flat: false,
      run: (meter, value, pattern) => matches(value, pattern, meter),
    }),
  ]),
  overload('startsWith', {
    takes: texts,
    gives: 'bool',
    member: true,
    flat: false,
    run: (meter, value, part) => {
      meter.charge(part.length >> 4);
      return value.startsWith(part);
    },
  }),
  overload('endsWith', {
    takes: texts,
    gives: 'bool',
    member: true,
    flat: false,
    run: (meter, value, part) => {
      meter.charge(part.length >> 4);
      return value.endsWith(part);
    },
  }),
  overload('contains', {
    takes: texts,
    gives: 'bool',
    member: true,
    flat: false,
    run: (meter, value, part) => {
      meter.charge(containsCost(value.length, part.length));
      return value.includes(part);
    },
  }),
];

/** V8 searches in time proportional to both lengths at worst, and to the text's as a rule. */
function containsCost(length: number, part: number): number {
  return (length >> 3) + Math.floor((length * Math.min(part, 64)) / 512);
}

/** Encodes text as bytes, charging for the length. */
export const bytesOfText: Overload = overload('bytes', {
  takes: ['string'],
  gives: 'bytes',
  flat: false,
  run: (meter, value) => {
    meter.charge(value.length >> 3);
    return encodeUtf8(value);
  },
});
