/** Which values may leave the kernel. */

import type { Json } from './words.ts';

/** Whether a value comes back from its JSON text as it went in: no bytes, no infinity. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) return false;
  return Object.values(value).every(isJson);
}
