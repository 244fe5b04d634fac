/** Checkpoints of a server: its key, the files they are kept in, and what they say at the start. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checkpoint, Signer } from '../audit/index.ts';
import { isSigned, newKey, signerOf } from '../audit/index.ts';
import type { AuditHead, Store } from '../store/index.ts';
import { logFate, StoreFault } from '../store/index.ts';

/** Where checkpoints go. */
export interface CheckpointFiles {
  readonly signer: Signer;
  /** Signs where a log stands and writes it down, on the disk before it returns. */
  keep(head: AuditHead, atMs: number): Promise<void>;
  /** The last one of each tenant. Throws on one whose signature does not hold. */
  last(): readonly Checkpoint[];
}

/** Opens the folder of checkpoints; the key is made when there is none. */
export function openCheckpoints(folder: string, keyFile: string): CheckpointFiles {
  for (const place of [folder, dirname(keyFile)])
    mkdirSync(place, { recursive: true, mode: 0o700 });
  const signer = signerOf(readKey(keyFile));
  return {
    signer,
    async keep(head, atMs) {
      const line = `${JSON.stringify(signer.sign(head, atMs))}\n`;
      const file = await open(join(folder, fileOf(head.tenant)), 'a', 0o600);
      try {
        await file.appendFile(line);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    last: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(EXTENSION))
        .flatMap((name) => lastOf(join(folder, name))),
  };
}

const EXTENSION = '.checkpoints.ndjson';

function fileOf(tenant: string): string {
  return `${encodeURIComponent(tenant)}${EXTENSION}`;
}

/** Two servers that start together: the one who comes second reads the first one's. */
function readKey(keyFile: string): string {
  if (!existsSync(keyFile)) {
    try {
      writeFileSync(keyFile, newKey(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  chmodSync(keyFile, 0o600);
  return readFileSync(keyFile, 'utf8');
}

/** A line that a crash cut short is none. */
function lastOf(file: string): readonly Checkpoint[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const line = lines.at(-1);
  if (line === undefined) return [];
  const checkpoint = JSON.parse(line) as Checkpoint;
  if (!isSigned(checkpoint)) throw new StoreFault('store.log-rolled-back', `unsigned: ${file}`);
  return [checkpoint];
}

/**
 * Holds every audit log to its last checkpoint (A5). Accepted, what became of it is recorded in the
 * log itself and stands in the next checkpoint.
 * Faults: store.log-rolled-back.
 */
export async function checkLogs(
  store: Store,
  files: CheckpointFiles,
  isAccepted: boolean,
  nowMs: number,
): Promise<void> {
  const lost: string[] = [];
  for (const checkpoint of files.last()) {
    const { tenant, position } = checkpoint;
    const fate = await logFate(store.audit, checkpoint);
    if (fate === 'held') continue;
    lost.push(`${tenant}: ${fate} before position ${position}`);
    if (!isAccepted) continue;
    await store.audit.append([
      {
        tenant,
        atMs: nowMs,
        actor: { kind: 'system', cause: 'serve' },
        action: 'AcceptRolledBackLog',
        object: `audit:${position}`,
        result: 'done',
        reason: fate,
      },
    ]);
  }
  if (lost.length > 0 && !isAccepted)
    throw new StoreFault('store.log-rolled-back', lost.join('; '));
}
