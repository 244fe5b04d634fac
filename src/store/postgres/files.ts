/** Files over PostgreSQL. */

import { fileParts } from '../files.ts';
import type { FileHead, FileStore } from '../port.ts';
import { appendStatement, type Trail } from './audit/trail.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert, conflicts by file_pkey. */
const SAVE = `INSERT INTO file (tenant, digest, size, media_type, uploaded_by, uploaded_at_ms)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

/** Plan: Insert, conflicts by file_keeper_pkey. */
const SAVE_KEEPER = `INSERT INTO file_keeper (tenant, person, digest, kept_at_ms)
VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** Plan: Insert, conflicts by file_part_pkey. */
const SAVE_PARTS = `INSERT INTO file_part (tenant, digest, n, content)
SELECT $1, $2, $3::integer + r.n - 1, r.content
FROM unnest($4::bytea[]) WITH ORDINALITY AS r(content, n) ON CONFLICT DO NOTHING`;

/** Plan: Index Scan using file_pkey. */
export const FILE_HEAD = `SELECT tenant, digest, size, media_type AS "mediaType",
  uploaded_by AS "uploadedBy", uploaded_at_ms AS "uploadedAtMs"
FROM file WHERE tenant = $1 AND digest = $2`;

/** Plan: Index Only Scan using file_keeper_pkey, Index Scan using file_pkey. */
export const FILES_KEPT = `SELECT digest FROM file_keeper
WHERE tenant = $1 AND person = $2 AND digest = ANY ($3::text[])
UNION ALL SELECT digest FROM file
WHERE tenant = $1 AND uploaded_by = $2 AND digest = ANY ($3::text[])`;

/** Plan: Index Scan using file_part_pkey. */
export const FILE_PARTS = `SELECT content FROM file_part
WHERE tenant = $1 AND digest = $2 AND n >= $3 ORDER BY n LIMIT $4`;

const PARTS_AT_ONCE = 32;

/** Files by their digests. */
export function postgresFiles(trail: Trail, readers: Lanes): FileStore {
  return {
    async save(head, content, audit) {
      const { tenant, digest, size, mediaType, uploadedBy, uploadedAtMs } = head;
      const values = [tenant, digest, size, mediaType, uploadedBy, uploadedAtMs];
      const parts = fileParts(content);
      const runs = Array.from({ length: Math.ceil(parts.length / PARTS_AT_ONCE) }, (_, i) => {
        const first = i * PARTS_AT_ONCE;
        return [tenant, digest, first, parts.slice(first, first + PARTS_AT_ONCE)];
      });
      await trail.write(
        [tenant],
        [
          { name: 'file_save', text: SAVE, values },
          {
            name: 'file_save_keeper',
            text: SAVE_KEEPER,
            values: [tenant, uploadedBy, digest, uploadedAtMs],
          },
          ...runs.map((run) => ({ name: 'file_save_parts', text: SAVE_PARTS, values: run })),
          appendStatement([audit]),
        ],
      );
    },
    async head(tenant, digest) {
      const values = [tenant, digest];
      const head = { name: 'file_head', text: FILE_HEAD, values };
      return (await readers.read<FileHead>([tenant], head))[0];
    },
    async keptBy(tenant, person, digests) {
      const values = [tenant, person, digests];
      const kept = { name: 'files_kept', text: FILES_KEPT, values };
      const rows = await readers.read<{ digest: string }>([tenant], kept);
      return [...new Set(rows.map(({ digest }) => digest))];
    },
    async parts(tenant, digest, from, limit) {
      const values = [tenant, digest, from, limit];
      const parts = { name: 'file_parts', text: FILE_PARTS, values };
      const rows = await readers.read<{ content: Buffer }>([tenant], parts);
      return rows.map(({ content }) => content);
    },
  };
}
