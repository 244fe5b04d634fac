import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXPORT_FORMAT, verifyLog } from '../../src/audit/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const get = (url: string) => ({ method: 'GET', url }) as const;

test('A6 the log comes piece by piece, whole, and of the caller’s tenant only (X1)', async () => {
  for (let n = 0; n < 5; n++) await door.start();
  const records: unknown[] = [];
  let after = '';
  for (;;) {
    const { status, body } = await door.as('test/audrey', get(`/v1/audit/log?limit=3${after}`));
    expect(status).toBe(200);
    records.push(...body.records);
    if (body.next === undefined) {
      const header = { format: EXPORT_FORMAT, ...body.head };
      const report = await verifyLog(header, [...records, body.head] as never);
      expect(report).toMatchObject({ tenant: 'test', records: records.length, findings: [] });
      break;
    }
    after = `&after=${body.next}`;
  }
  expect(records.length).toBeGreaterThan(6);
  const { body: other } = await door.as('other/audrey', get('/v1/audit/log'));
  expect(other.head.tenant).toBe('other');
  expect(JSON.stringify(other)).not.toContain('StartInstance');
});

test('A1 a reading of the log is one record, however many its pieces', async () => {
  const exports = async () => {
    const { body } = await door.as('test/audrey', get('/v1/audit/log?limit=1000'));
    return body.records.filter((record: { action: string }) => record.action === 'ExportAudit');
  };
  const before = (await exports()).length;
  const piece = await door.as('test/audrey', get('/v1/audit/log?limit=2'));
  await door.as('test/audrey', get(`/v1/audit/log?limit=2&after=${piece.body.next}`));
  expect((await exports()).length).toBe(before + 2);
});

test('what is no position or no limit is refused', async () => {
  for (const query of ['after=0', 'after=x', 'limit=0', 'limit=1001', 'from=1']) {
    const { status, body } = await door.as('test/audrey', get(`/v1/audit/log?${query}`));
    expect({ query, status, code: body.code }).toEqual({
      query,
      status: 400,
      code: 'request.invalid',
    });
  }
});

test('a server without a key signs nothing, and says so', async () => {
  const { status, body } = await door.as('test/audrey', get('/v1/audit/checkpoint'));
  expect({ status, code: body.code }).toEqual({ status: 501, code: 'audit.no-key' });
});
