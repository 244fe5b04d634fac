/** Exports of the audit log, and the checkpoints that they are held against. */

import { digestOf, sealOf, startOf } from '../../../src/audit/format.ts';
import type { LogRecord } from '../../../src/audit/index.ts';
import {
  EXPORT_FORMAT,
  NoExport,
  newKey,
  signerOf,
  verifyExport,
} from '../../../src/audit/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import type { TextChange } from '../draw/text.ts';
import { changeText } from '../draw/text.ts';
import { changeTree, writeJson } from '../draw/tree.ts';
import { ODD_NUMBERS } from '../draw/words.ts';
import type { Session, Target, Witness } from '../target.ts';

const RECORDS = 12;
/** Records sealed together. */
const COMMIT = 3;
const AT_MS = 1_760_000_000_000;

interface Exported {
  readonly lines: readonly string[];
  readonly meaning: string;
  readonly pinned: { readonly log: string; readonly checkpoints: string; readonly key: string };
}

/** An export as a server gives it out, always the same, and the checkpoint at its end. */
function exported(): Exported {
  const tenant = '甲';
  const log = 'a0'.repeat(16);
  const records = Array.from({ length: RECORDS }, (_, n) => recordOf(tenant, n + 1));
  let hash = startOf(tenant, log);
  for (let n = 0; n < RECORDS; n += COMMIT) {
    const commit = records.slice(n, n + COMMIT);
    const digests = commit.map(({ digest }) => digest);
    hash = sealOf(hash, n + 1, digests);
    records[n + COMMIT - 1] = { ...commit.at(-1)!, seal: hash };
  }
  const signer = signerOf(newKey());
  const anchor = { tenant, log, position: RECORDS, hash };
  const header = { format: EXPORT_FORMAT, tenant, log };
  const lines = [header, ...records, { position: RECORDS, hash }].map((line) =>
    JSON.stringify(line),
  );
  const checkpoints = JSON.stringify(signer.sign(anchor, AT_MS));
  return { lines, meaning: meaningOf(lines), pinned: { log, checkpoints, key: signer.key } };
}

function recordOf(tenant: string, n: number): LogRecord {
  const record = {
    position: n,
    atMs: AT_MS + n,
    actor: JSON.stringify({ kind: 'person', id: `p${n % 7}` }),
    action: n % 3 ? 'ApproveTask' : 'RejectTask',
    object: `instance:${n}`,
    result: n % 5 ? 'done' : 'refused',
    ...(n % 5 ? {} : { code: 'task.closed' }),
    ...(n % 2 ? {} : { reason: `同意 ${n}, 1:2,` }),
  };
  return { ...record, digest: digestOf(tenant, { ...record, digest: '' }) };
}

const FIELDS = [
  'position',
  'atMs',
  'actor',
  'action',
  'object',
  'result',
  'code',
  'reason',
] as const;

/** What an auditor reads in an export: the fields of each record, in their order. */
function meaningOf(lines: readonly string[]): string {
  const records = lines
    .filter((line) => line.trim() !== '')
    .slice(1)
    .map((line) => JSON.parse(line) as Partial<LogRecord>)
    .filter((record) => record.digest !== undefined);
  return JSON.stringify(records.map((record) => FIELDS.map((field) => record[field] ?? null)));
}

function open(): Session {
  const { lines, meaning, pinned } = exported();
  const trees = lines.map((line) => JSON.parse(line) as unknown);
  const words = ['"position":', '"digest":', '"seal":', '"code":', ...ODD_NUMBERS];
  const change: TextChange = { words, donors: [lines.join('\n')], charsMax: 20_000 };

  function draw(chance: Chance): string {
    const changed = [...lines];
    const at = chance.below(changed.length);
    switch (chance.below(6)) {
      case 0:
        return lines.join('\n');
      case 1:
        changed.splice(at, 1);
        return changed.join('\n');
      case 2:
        changed.splice(chance.below(lines.length), 0, chance.pick(lines));
        return changed.join('\n');
      case 3:
        return changeText(chance, lines.join('\n'), change, 2);
      default:
        changed[at] = writeJson(chance, changeTree(chance, trees[at], trees, 1));
        return changed.join('\n');
    }
  }

  async function hold(text: string, witness: Witness): Promise<void> {
    const given = text.split('\n');
    const report = await verifyExport(given, pinned).catch((error: unknown) => {
      if (error instanceof NoExport) return undefined;
      throw error;
    });
    if (!report) {
      witness.holds('what is no export is refused', text !== lines.join('\n'), () => '');
      return;
    }
    if (report.findings.length > 0) {
      witness.holds('a change is found', text !== lines.join('\n'), () => JSON.stringify(report));
      return;
    }
    const found = meaningOf(given);
    witness.holds('what is whole says what was written', found === meaning, () => found);
  }

  return { draw, hold };
}

/** The verifier of audit logs. */
export const audits: Target = {
  name: 'audits',
  share: 40,
  cpuMsMax: 200,
  life: Number.POSITIVE_INFINITY,
  shape: 'text',
  properties: [
    'what is no export is refused',
    'a change is found',
    'what is whole says what was written',
  ],
  open,
};
