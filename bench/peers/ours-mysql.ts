/** Vermilion in the process of its caller, on a MariaDB of the run's own. */

import { type MysqlServer, mysqlServers } from '../../test/mysql/server.ts';
import type { OpenPeer } from '../peer.ts';
import { cpuMsOf, type Reading } from '../probe.ts';
import { engineOn, peerOf } from './ours.ts';

/** Settings of the server: a buffer pool and a log as large as what PostgreSQL has by default. */
const SETTINGS = ['--innodb-buffer-pool-size=128M', '--innodb-log-file-size=1G'];

export const openOursMysql: OpenPeer = async () => {
  const server = await mysqlServers().start(SETTINGS);
  const database = await server.database();
  const peer = peerOf(await engineOn(await database.store()));
  const status = async (name: string): Promise<number> => {
    const [row] = await database.sql<{ Value: string }>(`SHOW GLOBAL STATUS LIKE '${name}'`);
    return Number(row!.Value);
  };
  return {
    drive: peer.drive,
    read: () => readingOf(server, status),
    async close() {
      await peer.close();
      await server.stop();
    },
  };
};

async function readingOf(
  server: MysqlServer,
  status: (name: string) => Promise<number>,
): Promise<Reading> {
  const pid = server.pid();
  return {
    cpuMs: pid === undefined ? undefined : cpuMsOf(pid),
    walBytes: await status('Innodb_os_log_written'),
    // Writes of its log; each is flushed.
    flushes: await status('Innodb_log_writes'),
    commits: await status('Com_commit'),
  };
}
