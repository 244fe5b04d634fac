/** Files over MySQL, by the primary keys of file and file_part. */

import { fileParts } from '../files.ts';
import type { FileHead, FileStore } from '../port.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';
import { joined, type Sql, sql } from './connection/sql.ts';

const insertHead = (head: FileHead): Sql => {
  const { tenant, digest, size, mediaType, uploadedBy, uploadedAtMs } = head;
  return sql`INSERT INTO file (tenant, digest, size, media_type, uploaded_by, uploaded_at_ms)
VALUES (${tenant}, ${digest}, ${size}, ${mediaType}, ${uploadedBy}, ${uploadedAtMs})
ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
};

const insertKeeper = ({ tenant, uploadedBy, digest, uploadedAtMs }: FileHead): Sql =>
  sql`INSERT INTO file_keeper (tenant, person, digest, kept_at_ms)
VALUES (${tenant}, ${uploadedBy}, ${digest}, ${uploadedAtMs})
ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;

const insertPart = ({ tenant, digest }: FileHead, n: number, content: Buffer): Sql =>
  sql`INSERT INTO file_part (tenant, digest, n, content)
VALUES (${tenant}, ${digest}, ${n}, ${content}) ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;

/** Plan: one row by the primary key. */
const headOf = (tenant: string, digest: string): Sql =>
  sql`SELECT tenant, digest, size, media_type AS mediaType, uploaded_by AS uploadedBy,
  uploaded_at_ms AS uploadedAtMs FROM file WHERE tenant = ${tenant} AND digest = ${digest}`;

/** Plan: rows by the primary keys. */
export const filesKept = (tenant: string, person: string, digests: readonly string[]): Sql => {
  const among = joined(
    digests.map((digest) => sql`${digest}`),
    ', ',
  );
  return sql`SELECT digest FROM file_keeper
WHERE tenant = ${tenant} AND person = ${person} AND digest IN (${among})
UNION ALL SELECT digest FROM file
WHERE tenant = ${tenant} AND uploaded_by = ${person} AND digest IN (${among})`;
};

/** Plan: range over the primary key. */
const partsOf = (tenant: string, digest: string, from: number, limit: number): Sql =>
  sql`SELECT content FROM file_part
WHERE tenant = ${tenant} AND digest = ${digest} AND n >= ${from} ORDER BY n LIMIT ${limit}`;

/** Files by their digests. */
export function mysqlFiles(trail: Trail, readers: Lanes): FileStore {
  return {
    async save(head, content, audit) {
      await trail.write(
        [head.tenant],
        [
          insertHead(head),
          insertKeeper(head),
          ...fileParts(content).map((part, n) => insertPart(head, n, part)),
          ...sealStatements([audit]),
        ],
      );
    },
    async head(tenant, digest) {
      return (await readers.read<FileHead>(headOf(tenant, digest)))[0];
    },
    async keptBy(tenant, person, digests) {
      if (digests.length === 0) return [];
      const rows = await readers.read<{ digest: string }>(filesKept(tenant, person, digests));
      return [...new Set(rows.map(({ digest }) => digest))];
    },
    async parts(tenant, digest, from, limit) {
      const rows = await readers.read<{ content: Buffer }>(partsOf(tenant, digest, from, limit));
      return rows.map(({ content }) => content);
    },
  };
}
