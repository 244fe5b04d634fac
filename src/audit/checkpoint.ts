/** Checkpoints: where a log stood, signed (Ed25519), to be kept where the database is not. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { fieldsText } from './format.ts';
import type { Anchor } from './verify.ts';

/** The name of the checkpoints' format. */
export const CHECKPOINT_FORMAT = 'vermilion-audit-checkpoint-1';

/** A signed place of a log. `key` and `signature` are base64url. */
export interface Checkpoint extends Anchor {
  readonly format: string;
  readonly atMs: number;
  readonly key: string;
  readonly signature: string;
}

/** Signs with one key. */
export interface Signer {
  /** The public key, raw, as base64url: what an auditor pins. */
  readonly key: string;
  sign(anchor: Anchor, atMs: number): Checkpoint;
}

function signedText({ tenant, log, position, hash }: Anchor, atMs: number): Buffer {
  const fields = fieldsText([tenant, log, position, hash, atMs]);
  return Buffer.from(`${CHECKPOINT_FORMAT},${fields}`);
}

/** Makes a key. Shape: PEM text of the private key (PKCS #8). */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Gives what signs with the key of a PEM text. */
export function signerOf(pem: string): Signer {
  const privateKey = createPrivateKey(pem);
  const key = createPublicKey(privateKey).export({ format: 'jwk' }).x!;
  return {
    key,
    sign(anchor, atMs) {
      const { tenant, log, position, hash } = anchor;
      const signature = sign(null, signedText(anchor, atMs), privateKey).toString('base64url');
      return { format: CHECKPOINT_FORMAT, tenant, log, position, hash, atMs, key, signature };
    },
  };
}

/** Tells whether the signature holds, by the pinned key or else by the key that it names itself. */
export function isSigned(checkpoint: Checkpoint, pinned: string = checkpoint.key): boolean {
  if (checkpoint.format !== CHECKPOINT_FORMAT || checkpoint.key !== pinned) return false;
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: pinned };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const text = signedText(checkpoint, checkpoint.atMs);
    return verify(null, text, key, Buffer.from(checkpoint.signature, 'base64url'));
  } catch {
    return false;
  }
}
