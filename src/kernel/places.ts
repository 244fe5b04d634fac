/** To how many places behind the point a computed number is kept. */

import type { JsonObject } from './words.ts';

/** Currencies whose smallest unit is no hundredth (ISO 4217). */
const MINOR_UNITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const MONEY_PLACES = 2;
/** Of numbers that are no amounts: beyond them, a double says more than it knows. */
const NUMBER_PLACES = 10;

/** None of a whole number; else as many as `multipleOf` has; else an amount's smallest unit; else ten. */
export function decimalPlaces(schema: JsonObject): number {
  const { type, multipleOf, 'x-kind': kind, 'x-currency': currency } = schema;
  if (type === 'integer') return 0;
  if (typeof multipleOf === 'number') return placesOf(multipleOf);
  if (kind !== 'money') return NUMBER_PLACES;
  if (typeof currency !== 'string' || !Object.hasOwn(MINOR_UNITS, currency)) return MONEY_PLACES;
  return MINOR_UNITS[currency]!;
}

function placesOf(step: number): number {
  const [, part = '', exponent = '0'] = /^\d*(?:\.(\d*))?(?:e([+-]\d+))?$/.exec(String(step)) ?? [];
  return Math.max(0, part.length - Number(exponent));
}
