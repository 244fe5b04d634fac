import { describe, expect, test } from 'vitest';
import type { ApiKeyRecord, AuditRecord } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, T0, unit } from './units.ts';

const saved = audit('acme', { action: 'Save', object: 'directory' });

/** Audit records, tenants, directories, keys and secrets. */
export function accessPromises(open: OpenStore): void {
  describe('audit', () => {
    test('A1 records are the entries, positions rise, pages follow them', async () => {
      const store = await opened(open);
      const entries = Array.from({ length: 7 }, (_, n) =>
        audit('acme', {
          atMs: T0 + n,
          actor: { kind: 'system', cause: 'timer' },
          ...(n % 2 ? { result: 'refused', code: 'task.closed', reason: '太晚' } : {}),
        }),
      );
      await store.audit.append(entries);
      const records = await allPages<AuditRecord, number>(
        (page) => store.audit.list('acme', page),
        (record) => record.position,
        3,
      );
      expect(records.map(({ position: _, ...entry }) => entry)).toEqual(entries);
      const positions = records.map((record) => record.position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(new Set(positions).size).toBe(7);
    });

    test('A1 a commit writes its records with its events, in order', async () => {
      const store = await opened(open);
      const entries = [audit('acme', { action: 'one' }), audit('acme', { action: 'two' })];
      await store.instances.commit([unit('acme', 'i1', 0, { audit: entries })]);
      const records = await store.audit.list('acme', { limit: 9 });
      expect(records.map((record) => record.action)).toEqual(['one', 'two']);
    });
  });

  describe('access', () => {
    test('tenants are those saved and those that committed, by name', async () => {
      const store = await opened(open);
      await store.access.saveTenant('zeta', 'Zeta');
      await store.access.saveTenant('acme', 'Acme');
      await store.access.saveTenant('acme', 'Acme & Co');
      await store.instances.commit([unit('mid', 'i1', 0), unit('mid', 'i2', 0)]);
      expect(await store.access.tenants()).toEqual(['acme', 'mid', 'zeta']);
    });

    test('a directory is the one saved last', async () => {
      const store = await opened(open);
      expect(await store.access.directory('acme')).toBeUndefined();
      await store.access.saveDirectory('acme', 'v1', '{"people":["安"]}', saved);
      await store.access.saveDirectory('acme', 'v2', '{"people":[]}', saved);
      expect(await store.access.directory('acme')).toEqual({
        version: 'v2',
        content: '{"people":[]}',
      });
      expect(await store.audit.list('acme', { limit: 9 })).toHaveLength(2);
    });

    test('a key is found by its hash, before its tenant is known', async () => {
      const store = await opened(open);
      const key: ApiKeyRecord = {
        tenant: 'acme',
        hash: 'a1',
        person: 'ann',
        name: 'ci',
        scopes: ['start', 'read'],
      };
      expect(await store.access.apiKey('a1')).toBeUndefined();
      await store.access.saveApiKey(key, saved);
      expect(await store.access.apiKey('a1')).toEqual(key);
      const revoked = { ...key, expiresAtMs: T0 + 9, revokedAtMs: T0 };
      await store.access.saveApiKey(revoked, saved);
      expect(await store.access.apiKey('a1')).toEqual(revoked);
      expect(await store.access.apiKey('a2')).toBeUndefined();
    });

    test('X2 a key’s hash cannot be taken over by another tenant', async () => {
      const store = await opened(open);
      const key = { tenant: 'acme', hash: 'a1', person: 'ann', name: 'ci', scopes: [] };
      await store.access.saveApiKey(key, saved);
      const theft = store.access.saveApiKey({ ...key, tenant: 'blue' }, audit('blue'));
      await expect(theft).rejects.toThrow('X2');
      expect((await store.access.apiKey('a1'))?.tenant).toBe('acme');
      expect(await store.audit.list('blue', { limit: 9 })).toEqual([]);
    });

    test('a secret that is given once stays as it was given first', async () => {
      const store = await opened(open);
      expect(await store.access.secretOnce('acme', 'sign', 'one')).toBe('one');
      expect(await store.access.secretOnce('acme', 'sign', 'two')).toBe('one');
      expect(await store.access.secretOnce('blue', 'sign', 'two')).toBe('two');
      expect(await store.access.secret('acme', 'sign')).toBe('one');
    });

    test('a secret is the one saved last under its name', async () => {
      const store = await opened(open);
      await store.access.saveSecret('acme', 'pay', 'https://one', saved);
      await store.access.saveSecret('acme', 'pay', 'https://two', saved);
      expect(await store.access.secret('acme', 'pay')).toBe('https://two');
      expect(await store.access.secret('acme', 'other')).toBeUndefined();
      expect(await store.audit.list('acme', { limit: 9 })).toHaveLength(2);
    });

    test('concurrent first saves of one thing end with one of them', async () => {
      const store = await opened(open);
      const versions = ['v1', 'v2', 'v3', 'v4'];
      await Promise.all(
        versions.map((version) => store.access.saveDirectory('acme', version, version, saved)),
      );
      expect(versions).toContain((await store.access.directory('acme'))?.version);
      expect(await store.audit.list('acme', { limit: 9 })).toHaveLength(4);
    });

    test('a store in order is healthy', async () => {
      const store = await opened(open);
      expect(await store.health()).toMatchObject({ ok: true });
    });
  });
}
