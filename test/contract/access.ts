import { describe, expect, test } from 'vitest';
import { EXPORT_FORMAT, verifyLog } from '../../src/audit/index.ts';
import type { ApiKeyRecord, AuditRecord } from '../../src/store/index.ts';
import { allPages, type OpenStore, opened } from './harness.ts';
import { audit, flow, T0, unit } from './units.ts';

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

  describe('a directory', () => {
    test('is not followed until somebody says so of its newest version', async () => {
      const store = await opened(open);
      const { access } = store;
      const unfollowed = () => access.unfollowed(9);
      for (const tenant of ['acme', 'blue']) {
        await access.saveTenant(tenant, tenant);
        await access.saveDirectory(tenant, 'v1', '{}', audit(tenant));
      }
      expect(await unfollowed()).toEqual([
        { tenant: 'acme', version: 'v1' },
        { tenant: 'blue', version: 'v1' },
      ]);
      await access.followed('acme', 'v1');
      await access.followed('blue', 'v1');
      expect(await unfollowed()).toEqual([]);
      await access.saveDirectory('acme', 'v2', '{}', audit('acme'));
      await access.followed('acme', 'v1');
      expect(await unfollowed()).toEqual([{ tenant: 'acme', version: 'v2' }]);
      expect(await access.directory('acme')).toEqual({ version: 'v2', content: '{}' });
    });
  });

  describe('the log', () => {
    test('A2 is a chain that another program can follow, with every way to write a record', async () => {
      const store = await opened(open);
      const own = (n: number) =>
        audit('acme', { action: `${n} 同意`, ...(n % 2 ? { code: 'c' } : {}) });
      await store.audit.append([own(1), audit('blue'), own(2)]);
      const one = unit('acme', 'i1', 0, { audit: [own(3), own(4)] });
      await store.instances.commit([one]);
      const round = unit('acme', 'i1', 2, { audit: [own(5)] });
      await store.instances.commit([round, { ...one, instance: 'i2' }, unit('acme', 'i3', 0)]);
      await store.flows.publish(flow('acme', 'a', '1.0.0'), own(6));
      await store.access.saveDirectory('acme', 'v1', '{}', own(7));
      await store.access.saveSecret('acme', 's', 'v', own(8));
      for (const [tenant, count] of [
        ['acme', 10],
        ['blue', 1],
      ] as const) {
        const { head, records } = await store.audit.log(tenant, { limit: 100 });
        expect(records).toHaveLength(count);
        const header = { format: EXPORT_FORMAT, ...head! };
        const report = await verifyLog(header, [...records, header], { anchors: [head!] });
        expect(report).toMatchObject({ tenant, records: count, findings: [] });
        expect(await store.audit.head(tenant)).toEqual(head);
      }
    });

    test('A1 is read piece by piece, each with the head of its moment', async () => {
      const store = await opened(open);
      for (let n = 0; n < 5; n++) await store.audit.append([audit('acme'), audit('acme')]);
      const first = await store.audit.log('acme', { limit: 7 });
      const rest = await store.audit.log('acme', { after: 7, limit: 7 });
      const positions = [...first.records, ...rest.records].map((record) => record.position);
      expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(rest.head).toMatchObject({ tenant: 'acme', position: 10 });
      expect(rest.records.at(-1)!.seal).toBe(rest.head!.hash);
      expect(await store.audit.log('nobody', { limit: 7 })).toEqual({ records: [] });
      expect(await store.audit.head('nobody')).toBeUndefined();
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

    test('X5 keys are listed by hash until they are revoked, which is recorded once', async () => {
      const store = await opened(open);
      const key = (hash: string, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
        ...{ tenant: 'acme', hash, person: 'ann', name: 'ci', scopes: [] },
        ...{ start: 'vk_abcd', createdAtMs: T0, ...more },
      });
      const keys = [key('a1'), key('a2', { person: 'bob' }), key('a3', { expiresAtMs: T0 })];
      for (const each of keys) await store.access.saveApiKey(each, saved);
      await store.access.saveApiKey(key('b1', { tenant: 'blue' }), audit('blue'));
      const page = { limit: 9 };
      expect(await store.access.apiKeys('acme', undefined, page)).toEqual(keys);
      expect(await store.access.apiKeys('acme', 'bob', page)).toEqual([keys[1]]);
      const later = await store.access.apiKeys('acme', 'ann', { limit: 1, after: 'a1' });
      expect(later).toEqual([keys[2]]);
      await store.access.touchApiKey('acme', 'a1', T0 + 5);
      await store.access.touchApiKey('blue', 'a2', T0 + 5);
      const records = (await store.audit.list('acme', page)).length;
      const revoke = (tenant: string, hash: string) =>
        store.access.revokeApiKey(tenant, hash, T0 + 9, audit(tenant, { action: 'RevokeKey' }));
      expect(await revoke('blue', 'a1')).toBe(false);
      expect(await revoke('acme', 'none')).toBe(false);
      expect(await revoke('acme', 'a1')).toBe(true);
      expect(await revoke('acme', 'a1')).toBe(false);
      expect(await store.access.apiKey('a1')).toEqual(
        key('a1', { usedAtMs: T0 + 5, revokedAtMs: T0 + 9 }),
      );
      expect(await store.access.apiKeys('acme', 'ann', page)).toEqual([keys[2]]);
      expect(await store.access.apiKey('a2')).toEqual(keys[1]);
      const audited = await store.audit.list('acme', page);
      expect(audited.slice(records).map(({ action }) => action)).toEqual(['RevokeKey']);
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

    test('M5 a store has a clock of its own', async () => {
      const store = await opened(open);
      const first = await store.nowMs();
      expect(Number.isInteger(first)).toBe(true);
      expect(await store.nowMs()).toBeGreaterThanOrEqual(first);
    });

    test('a store in order is healthy', async () => {
      const store = await opened(open);
      expect(await store.health()).toMatchObject({ ok: true });
    });
  });
}
