/** Backup files, changed in their lines or in their bytes, before a real database. */

import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Engine } from '../../../src/engine/index.ts';
import type { PostgresConfig } from '../../../src/store/index.ts';
import { restoreBackup, StoreFault, writeBackup } from '../../../src/store/index.ts';
import { TEST_ORGANISATION } from '../../../src/testing/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { bare, startTestServer, type TestDatabase } from '../../postgres/server.ts';
import { CLAIM } from '../../server/fixture.ts';
import { ODD_TEXTS } from '../draw/words.ts';
import type { Session, Target, Witness } from '../target.ts';

/** What is done to the backup, told apart from it: no two backups are the same. */
interface Change {
  /** To its lines, each at its place of a thousand. */
  readonly lines: readonly { readonly at: number; readonly to: string | null }[];
  /** To bytes of the packed file. */
  readonly bytes: readonly { readonly at: number; readonly to: number }[];
  /** Whether the last line is made to fit what the lines have become. */
  readonly isSealed: boolean;
  /** How much of the file is left. */
  readonly cutAt?: number;
}

const PLACES = 1_000;

function draw(chance: Chance): string {
  const at = () => chance.below(PLACES);
  const change: Change = {
    lines: Array.from({ length: chance.below(3) }, () => ({ at: at(), to: drawLine(chance) })),
    bytes: chance.happens(0.4) ? [{ at: at(), to: chance.below(256) }] : [],
    isSealed: chance.happens(0.5),
    ...(chance.happens(0.1) ? { cutAt: at() } : {}),
  };
  return JSON.stringify(change);
}

const LINES = [
  ...['', '{}', 'null', '[]', '7', '{"table":"instance"}', '{"table":"nothing"}', '{"rows":{}}'],
  ...['{"table":"pg_class"}', '{"tenant":"test"}', '{"rows":{"instance":-1},"sha256":""}', '{"a":'],
  ...['{"format":"vermilion-backup-1","schema":[],"takenAtMs":0}', '{"format":"x","schema":null}'],
  ...['],[', '}]); DROP TABLE instance; --'],
];

function drawLine(chance: Chance): string | null {
  return chance.happens(0.3) ? null : chance.pick([...LINES, ...ODD_TEXTS.map(oneLine)]);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ').toWellFormed();
}

/** A small tenant's database, backed up. */
async function backedUp(database: TestDatabase): Promise<Buffer> {
  const store = await database.store();
  const engine = new Engine({ store });
  await store.access.saveTenant('test', 'Test');
  const designer = { id: 'desi', name: 'Desi', roles: ['flow-designer'] };
  const people = [...TEST_ORGANISATION.people, designer];
  const by = { kind: 'system', cause: 'test' } as const;
  await engine.saveDirectory('test', by, { ...TEST_ORGANISATION, people });
  await engine.publish({ tenant: 'test', person: 'desi' }, CLAIM);
  const form = { amount: 5, reason: 'tea' };
  await engine.start({ tenant: 'test', person: 'emma' }, { flow: 'claim', form });
  await engine.drain();
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), writeBackup(database.config, output)]);
  return bytes;
}

async function open(): Promise<Session> {
  const server = await startTestServer();
  const database = await server.database();
  const backup = await backedUp(database);
  let empty = await bare(database.config);
  return {
    draw,
    async hold(input: string, witness: Witness) {
      const change = JSON.parse(input) as Change;
      const bytes = changed(backup, change);
      const isWhole = textOf(bytes) === textOf(backup);
      const said = await restored(empty.config, bytes);
      if (said === 'restored') {
        await empty.drop();
        empty = await bare(database.config);
        const isMeant = isWhole || change.isSealed;
        witness.holds('only what is whole is restored', isMeant, () => input);
        return;
      }
      witness.holds('what is whole is restored', !isWhole, () => said);
      const isKnown = said === 'store.backup-damaged' || said === 'store.backup-foreign';
      witness.holds('what is not is refused as such', isKnown, () => said);
    },
    async close() {
      await empty.drop();
      await database.drop();
      await server.stop();
    },
  };
}

async function restored(config: PostgresConfig, bytes: Buffer): Promise<string> {
  try {
    await restoreBackup(config, Readable.from([bytes]));
    return 'restored';
  } catch (error) {
    if (error instanceof StoreFault) return error.code;
    throw error;
  }
}

function changed(backup: Buffer, { lines, bytes, isSealed, cutAt }: Change): Buffer {
  const held = gunzipSync(backup).toString().split('\n').slice(0, -1);
  for (const { at, to } of lines) {
    held.splice(Math.floor((at * held.length) / PLACES), 1, ...(to === null ? [] : [to]));
  }
  const sealed = isSealed ? [...held.slice(0, -1), endOf(held.slice(0, -1))] : held;
  const packed = lines.length === 0 ? Buffer.from(backup) : gzipSync(`${sealed.join('\n')}\n`);
  for (const { at, to } of bytes) packed[Math.floor((at * packed.length) / PLACES)] = to;
  return cutAt === undefined ? packed : packed.subarray(0, (cutAt * packed.length) / PLACES);
}

/** The last line as the writer would have written it. */
function endOf(lines: readonly string[]): string {
  const rows: Record<string, number> = {};
  let table: string | undefined;
  for (const line of lines.slice(1)) {
    const named = /^\{"table":"(\w+)"\}$/.exec(line)?.[1];
    if (named !== undefined) {
      table = named;
      rows[table] = 0;
    } else if (table !== undefined) rows[table]! += 1;
  }
  const sha256 = createHash('sha256').update(lines.map((line) => `${line}\n`).join(''));
  return JSON.stringify({ rows, sha256: sha256.digest('hex') });
}

/** What a packed file says; nothing where it cannot be unpacked. */
function textOf(bytes: Buffer): string | undefined {
  try {
    return gunzipSync(bytes).toString();
  } catch {
    return undefined;
  }
}

/** The restorer of backups. */
export const backups: Target = {
  name: 'backups',
  share: 0.3,
  cpuMsMax: 1_000,
  life: Number.POSITIVE_INFINITY,
  shape: 'json',
  properties: [
    'what is whole is restored',
    'only what is whole is restored',
    'what is not is refused as such',
  ],
  open,
};
