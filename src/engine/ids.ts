/** Ids that sort by time: UUID version 7 (RFC 9562), without dashes. */

import { hash } from 'node:crypto';
import type { RandomBytes } from './ports.ts';

/** 32 hexadecimal characters: 48 bits of time, 74 random ones. */
export function newId(nowMs: number, randomBytes: RandomBytes): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex');
}

/** SHA-256 of a text in hexadecimal. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
