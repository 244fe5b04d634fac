import { expect, test } from 'vitest';
import { ENGINE_STATUS } from '../../src/server/index.ts';
import { openDoor } from './fixture.ts';

test('the committed OpenAPI document is the server’s own', async () => {
  const door = await openDoor({ demo: false });
  const { body } = await door.as(undefined, { method: 'GET', url: '/openapi.json' });
  await door.close();
  const document = { ...body, info: { ...body.info, version: 'current' } };
  expect(document.openapi).toBe('3.1.0');
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
    '../../docs/reference/openapi.json',
  );
});

test('every operation has a name of its own and a summary', async () => {
  const door = await openDoor();
  const { body } = await door.as(undefined, { method: 'GET', url: '/openapi.json' });
  await door.close();
  const operations = Object.values(body.paths as Record<string, Record<string, object>>).flatMap(
    (methods) => Object.values(methods) as { operationId?: string; summary?: string }[],
  );
  const names = operations.map((operation) => operation.operationId);
  expect(new Set(names).size).toBe(operations.length);
  expect(operations.filter((operation) => !operation.summary)).toEqual([]);
});

test('every code of the engine has a status that says no', () => {
  for (const status of Object.values(ENGINE_STATUS)) expect(status).toBeGreaterThanOrEqual(400);
});
