import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { STORE_LIMITS } from '../../src/store/index.ts';
import { type OpenStore, opened } from './harness.ts';
import { audit, T0 } from './units.ts';

/** Bytes of every value, so that nothing takes them for text. */
function bytesOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255));
}

function headOf(content: Buffer, tenant = 'acme') {
  const digest = createHash('sha256').update(content).digest('hex');
  const mediaType = 'application/pdf';
  return { tenant, digest, size: content.length, mediaType, uploadedBy: 'bob', uploadedAtMs: T0 };
}

/** Files that forms name. */
export function filePromises(open: OpenStore): void {
  describe('files', () => {
    test('a file is read as it was kept, part by part, whatever its size', async () => {
      const { files } = await opened(open);
      const { filePartBytes } = STORE_LIMITS;
      for (const size of [0, 1, filePartBytes, filePartBytes * 70 + 3]) {
        const content = bytesOf(size);
        const head = headOf(content);
        await files.save(head, content, audit('acme'));
        expect(await files.head('acme', head.digest)).toEqual(head);
        const read: Buffer[] = [];
        for (;;) {
          const parts = await files.parts('acme', head.digest, read.length, 16);
          if (parts.length === 0) break;
          read.push(...parts);
        }
        expect(Buffer.concat(read).equals(content)).toBe(true);
      }
    });

    test('a file that is there already stays as it is, and both uploads are recorded', async () => {
      const { files, audit: log } = await opened(open);
      const content = bytesOf(9);
      const head = headOf(content);
      await files.save(head, content, audit('acme'));
      const again = { ...head, uploadedBy: 'cai', uploadedAtMs: T0 + 1 };
      await files.save(again, content, audit('acme'));
      expect(await files.head('acme', head.digest)).toEqual(head);
      expect(await log.list('acme', { limit: 9 })).toHaveLength(2);
    });

    test('X9 a file is theirs who kept it, first or again, and nobody else’s', async () => {
      const { files } = await opened(open);
      const [one, two] = [bytesOf(9), bytesOf(10)].map((content) => ({
        content,
        head: headOf(content),
      }));
      await files.save(one!.head, one!.content, audit('acme'));
      await files.save(two!.head, two!.content, audit('acme'));
      await files.save({ ...one!.head, uploadedBy: 'cai' }, one!.content, audit('acme'));
      await files.save({ ...one!.head, uploadedBy: 'cai' }, one!.content, audit('acme'));
      const both = [one!.head.digest, two!.head.digest];
      const asked = [...both, 'f'.repeat(64)];
      expect([...(await files.keptBy('acme', 'bob', asked))].sort()).toEqual([...both].sort());
      expect(await files.keptBy('acme', 'cai', asked)).toEqual([one!.head.digest]);
      expect(await files.keptBy('acme', 'eve', asked)).toEqual([]);
      expect(await files.keptBy('blue', 'bob', asked)).toEqual([]);
      expect(await files.keptBy('acme', 'bob', [])).toEqual([]);
    });

    test('X1 a file is its tenant’s alone', async () => {
      const { files } = await opened(open);
      const content = bytesOf(9);
      const { digest } = headOf(content);
      await files.save(headOf(content), content, audit('acme'));
      expect(await files.head('blue', digest)).toBeUndefined();
      expect(await files.parts('blue', digest, 0, 9)).toEqual([]);
      await files.save(headOf(content, 'blue'), content, audit('blue'));
      expect(await files.head('blue', digest)).toMatchObject({ tenant: 'blue' });
    });
  });
}
