import { describe, expect, test } from 'vitest';
import { isSigned, newKey, signerOf } from './checkpoint.ts';
import { verifyExport } from './file.ts';
import { EXPORT_FORMAT, startOf } from './format.ts';

const anchor = { tenant: 'acme', log: 'abc', position: 0, hash: startOf('acme', 'abc') };
const { tenant, log, position, hash } = anchor;
const empty = [
  { format: EXPORT_FORMAT, tenant, log },
  { position, hash },
].map((line) => JSON.stringify(line));

describe('a checkpoint', () => {
  test('A3 holds by its key, and by no other', () => {
    const signer = signerOf(newKey());
    const checkpoint = signer.sign(anchor, 5);
    expect(isSigned(checkpoint)).toBe(true);
    expect(isSigned(checkpoint, signer.key)).toBe(true);
    expect(isSigned(checkpoint, signerOf(newKey()).key)).toBe(false);
    expect(isSigned({ ...checkpoint, key: 'nonsense' })).toBe(false);
  });

  test('A3 holds no more when any field was changed', () => {
    const checkpoint = signerOf(newKey()).sign(anchor, 5);
    for (const change of [
      { tenant: 'blue' },
      { log: 'abd' },
      { position: 1 },
      { hash: startOf('acme', 'abd') },
      { atMs: 6 },
      { signature: checkpoint.signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) },
      { format: 'other' },
    ]) {
      expect(isSigned({ ...checkpoint, ...change })).toBe(false);
    }
  });

  test('A6 an export is held against the checkpoints that the pinned key signed', async () => {
    const signer = signerOf(newKey());
    const line = JSON.stringify(signer.sign({ ...anchor, position: 7 }, 5));
    const short = await verifyExport(empty, { checkpoints: line, key: signer.key });
    expect(short.findings).toEqual([{ kind: 'rolled-back', from: 1, to: 7 }]);
    const forged = await verifyExport(empty, { checkpoints: line, key: signerOf(newKey()).key });
    expect(forged.findings).toEqual([{ kind: 'checkpoint', from: 7, to: 7 }]);
    expect((await verifyExport(empty, {})).findings).toEqual([]);
  });

  test('a text that is no export is refused', async () => {
    await expect(verifyExport([], {})).rejects.toThrow('empty');
    await expect(verifyExport(['{"format":"else"}'], {})).rejects.toThrow('else');
  });
});
