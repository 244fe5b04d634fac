/** Files, over the given tables. */

import { fileParts } from '../files.ts';
import type { FileStore } from '../port.ts';
import type { Tables } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

/** Files by their digests. */
export function memoryFiles(tables: Tables): FileStore {
  return {
    async save(head, content, audit) {
      const key = keyOf(head.tenant, head.digest);
      appendAudit(tables, audit);
      tables.fileKeepers.add(keyOf(head.tenant, head.uploadedBy, head.digest));
      if (tables.files.has(key)) return;
      tables.files.set(key, { head: frozen(head), content: Buffer.from(content) });
    },
    async head(tenant, digest) {
      return tables.files.get(keyOf(tenant, digest))?.head;
    },
    async keptBy(tenant, person, digests) {
      return digests.filter((digest) => tables.fileKeepers.has(keyOf(tenant, person, digest)));
    },
    async parts(tenant, digest, from, limit) {
      const file = tables.files.get(keyOf(tenant, digest));
      return file ? fileParts(file.content).slice(from, from + limit) : [];
    },
  };
}
