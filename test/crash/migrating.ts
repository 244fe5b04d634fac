/** A server that brings a new database up to date is killed at each step of it, and starts again. */

import { join } from 'node:path';
import { migrationNames } from '../../src/store/postgres/migrate.ts';
import { freePort, scratch } from './database.ts';
import { Server } from './server.ts';
import type { World } from './world.ts';

const STEPS_MAX = 60;

/** In the end the schema is whole, every migration ran once, and the server serves (R8). */
export async function killMigrations(world: World): Promise<void> {
  const { database, sink, results, promises } = world;
  const name = `migrating_${world.chance.below(1_000_000)}`;
  await database.sql(`CREATE DATABASE ${name}`);
  const server = new Server({
    ...{ name: 'migrating', port: await freePort(), sinkHost: sink.host, sinkUrls: [], edits: [] },
    databaseUrl: database.url(database.port, name),
    dataDir: join(scratch(), name),
    log: join(results, 'migrating.log'),
  });
  let kills = 0;
  for (; kills < STEPS_MAX; kills++) {
    // All of it is one transaction: whoever comes next begins anew, and gets a little further.
    const passage = kills + 1;
    if (await server.start({ failpoint: { name: 'a migration step', passage } })) break;
  }
  world.count('kills during migrations', kills);
  world.count('died a migration step', kills);
  const ran = await database.sql<{ name: string }>('SELECT name FROM migration ORDER BY id', name);
  const names = ran.map((row) => row.name);
  const isWhole = JSON.stringify(names) === JSON.stringify(migrationNames());
  promises.holds('R8', isWhole && kills > 0, () => `after ${kills} kills there are ${names}`);
  await server.close();
  await database.sql(`DROP DATABASE ${name} WITH (FORCE)`);
}
