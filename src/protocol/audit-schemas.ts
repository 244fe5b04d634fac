/** The audit log as it crosses the wire: sealed records, where a log stands, signed checkpoints. */

import type { Static } from 'typebox';
import { Type } from 'typebox';

const Head = {
  log: Type.String({ description: 'The log’s id.' }),
  position: Type.Integer(),
  hash: Type.String(),
};

export const AuditHead = Type.Object({ tenant: Type.String(), ...Head });

export const SealedRecord = Type.Object({
  position: Type.Integer(),
  atMs: Type.Integer(),
  actor: Type.String({ description: 'JSON text, as it is hashed.' }),
  action: Type.String(),
  object: Type.String(),
  result: Type.String(),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  digest: Type.String(),
  seal: Type.Optional(Type.String({ description: 'In the last record of a commit.' })),
});

/** A piece of a log, all of one moment. */
export const AuditPiece = Type.Object({
  head: Type.Optional(AuditHead),
  records: Type.Array(SealedRecord),
  next: Type.Optional(Type.Integer({ description: 'Give it as `after`; absent at the end.' })),
});

export const AuditPieceQuery = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);

export const AuditCheckpoint = Type.Object({
  format: Type.String(),
  tenant: Type.String(),
  ...Head,
  atMs: Type.Integer(),
  key: Type.String({ description: 'The raw Ed25519 public key, base64url.' }),
  signature: Type.String({ description: 'base64url' }),
});

export type AuditPiece = Static<typeof AuditPiece>;
export type AuditPieceQuery = Static<typeof AuditPieceQuery>;
export type AuditCheckpoint = Static<typeof AuditCheckpoint>;
