/**
 * This version and the next one side by side: a server of the next version brings the schema up to its
 * own while the others serve, all of them work on it together, and the way back is open.
 *
 * The next version is this one with a migration more and a column that it fills: what a release may
 * change. A migration only ever adds; what is no longer used goes with the release after.
 */

import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratch } from './database.ts';
import type { Plant } from './plant.ts';
import type { Server } from './server.ts';
import type { World } from './world.ts';

const SOURCE = join(import.meta.dirname, '../../src/store/postgres/migrations');
const TOGETHER_MS = 1_500;

const MIGRATION = `ALTER TABLE instance ADD COLUMN written_by text NOT NULL DEFAULT 'this version';
ALTER TABLE task ADD COLUMN next_note text;
CREATE INDEX instance_by_writer ON instance (tenant, written_by);
CREATE TABLE next_thing (tenant text COLLATE "C" PRIMARY KEY);
GRANT SELECT, INSERT ON next_thing TO vermilion_app;
`;

/** What makes a server one of the next version; its migrations lie in a folder of their own. */
function nextVersion(): Plant {
  const folder = join(scratch(), 'next-migrations');
  rmSync(folder, { recursive: true, force: true });
  cpSync(SOURCE, folder, { recursive: true });
  writeFileSync(join(folder, '9999-next.sql'), MIGRATION);
  return {
    edits: [
      {
        file: 'store/postgres/migrate.ts',
        was: "const FOLDER = join(import.meta.dirname, 'migrations');",
        becomes: `const FOLDER = ${JSON.stringify(folder)};`,
      },
      {
        file: 'store/postgres/commit/statement.ts',
        was: 'INSERT INTO instance (tenant,',
        becomes: 'INSERT INTO instance (written_by, tenant,',
      },
      {
        file: 'store/postgres/commit/statement.ts',
        was: 'ended_at_ms, snapshot_seq, snapshot)\n  SELECT tenant,',
        becomes: "ended_at_ms, snapshot_seq, snapshot)\n  SELECT 'the next one', tenant,",
      },
    ],
  };
}

/** Upgrades server by server, kills some on the way, and goes back (R8). */
export async function rollVersions(world: World): Promise<void> {
  const next = nextVersion();
  for (const server of world.servers) await world.ready(server);
  for (const server of world.servers) {
    await turnInto(world, server, next);
    await sleep(TOGETHER_MS);
    const other = world.chance.pick(world.servers);
    world.count('server kills');
    await other.kill();
    await world.ready(other);
  }
  for (const server of world.servers) await turnInto(world, server, {});
  const rows = await world.database.sql<{ by: string; n: number }>(
    'SELECT written_by AS by, count(*)::int AS n FROM instance GROUP BY 1',
  );
  const startedBy = new Map(rows.map(({ by, n }) => [by, n]));
  for (const version of ['this version', 'the next one']) {
    const n = startedBy.get(version) ?? 0;
    world.promises.holds('R8', n > 0, () => `no instance was started by ${version}`);
  }
}

async function turnInto(world: World, server: Server, plant: Plant): Promise<void> {
  const { end } = await server.turnInto(plant);
  world.count('servers of another version');
  world.promises.holds('R8', end.code === 0, () => `${server.name} went with ${end.code}`);
  await world.ready(server);
}
