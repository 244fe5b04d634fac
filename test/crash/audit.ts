/** The audit log after the faults, by the verifier that knows nothing of the engine. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_FORMAT, findingText, verifyExport } from '../../src/audit/index.ts';
import { AUDITOR, keyOf, TENANT } from './organisation.ts';
import type { World } from './world.ts';

interface Piece {
  readonly head: { readonly tenant: string; readonly log: string; position: number; hash: string };
  readonly records: readonly object[];
  readonly next?: number;
}

/** A1 to A4: every record is there, sealed, and stands where every server has signed it. */
export async function checkAudit(world: World): Promise<void> {
  const checkpoints = world.servers
    .map(({ dataDir }) => join(dataDir, 'checkpoints', `${TENANT}.checkpoints.ndjson`))
    .filter((path) => existsSync(path))
    // A line that a kill cut short is none.
    .map((path) => readFileSync(path, 'utf8').split('\n').slice(0, -1).join('\n'))
    .join('\n');
  const lines = exportLines(world.clients.urls[0]!);
  const { records, findings } = await verifyExport(lines, { checkpoints });
  const { promises } = world;
  for (const id of ['A2', 'A4']) promises.count(id, records);
  promises.count('A3', checkpoints.split('\n').filter((line) => line !== '').length);
  for (const finding of findings) promises.breaks('A2', findingText(finding));
}

async function* exportLines(url: string): AsyncGenerator<string> {
  const headers = { authorization: `Bearer ${keyOf(AUDITOR)}` };
  for (let after: number | undefined, isFirst = true; ; isFirst = false) {
    const from = after === undefined ? '' : `&after=${after}`;
    const response = await fetch(`${url}/v1/audit/log?limit=1000${from}`, { headers });
    if (!response.ok) throw new Error(`the audit log is answered ${response.status}`);
    const { head, records, next } = (await response.json()) as Piece;
    const { tenant, log, position, hash } = head;
    if (isFirst) yield JSON.stringify({ format: EXPORT_FORMAT, tenant, log });
    for (const record of records) yield JSON.stringify(record);
    if (next === undefined) {
      yield JSON.stringify({ position, hash });
      return;
    }
    after = next;
  }
}
