import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, ProblemError } from '../../src/protocol/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: with-files }
spec:
  version: 1.0.0
  form:
    type: object
    properties:
      receipts: { type: array, items: { type: string, x-kind: file } }
      payslip: { type: string, x-kind: file }
  steps:
    - approval: manager
      ask: { user: max }
      ballot: any
      rights: { payslip: hidden, receipts: edit }
`;

const PDF = Buffer.from('%PDF-1.7\n\x00\xff not read as text');

let door: Door;
let url: string;
beforeAll(async () => {
  door = await openDoor();
  await door.engine.publish({ tenant: 'test', person: 'desi' }, FLOW);
  url = await door.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => door.close());

const clientOf = (person: string) => new Client({ url, authorization: `Demo ${person}` });
const bytesOf = (content: Buffer) => new Uint8Array(content);

async function started() {
  const emma = clientOf('test/emma');
  const receipt = await emma.keepFile('发票 12.pdf', bytesOf(PDF));
  const payslip = await emma.keepFile('payslip.txt', bytesOf(Buffer.from('a secret')));
  const form = { receipts: ['on paper', receipt.value], payslip: payslip.value };
  const { instance } = await emma.start({ flow: 'with-files', form });
  return { emma, instance, receipt, payslip };
}

test('a file comes back as it went, to whoever sees the field that names it', async () => {
  const { emma, instance, receipt } = await started();
  expect(receipt).toMatchObject({ name: '发票 12.pdf', size: PDF.length });
  expect(receipt.mediaType).toBe('application/pdf');
  expect(await emma.fileSize(instance, receipt.value)).toBe(PDF.length);
  await expect(clientOf('test/noel').fileSize(instance, receipt.value)).rejects.toThrow();
  for (const client of [emma, clientOf('test/max')]) {
    const bytes = await client.file(instance, receipt.value);
    expect(Buffer.from(bytes).equals(PDF)).toBe(true);
  }
});

test('R6.18 a file of a hidden field is not there for who may not see the field', async () => {
  const { emma, instance, payslip } = await started();
  expect(Buffer.from(await emma.file(instance, payslip.value)).toString()).toBe('a secret');
  const max = clientOf('test/max').file(instance, payslip.value);
  await expect(max).rejects.toMatchObject({ problem: { code: 'instance.unknown' } });
});

test('X1 X9 a stranger, another tenant and another instance get the same no', async () => {
  const { emma, instance, receipt } = await started();
  const other = await emma.start({ flow: 'with-files', form: {} });
  for (const asked of [
    clientOf('test/finn').file(instance, receipt.value),
    clientOf('other/emma').file(instance, receipt.value),
    emma.file(other.instance, receipt.value),
  ]) {
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.code).toBe('instance.unknown');
  }
});

test('I10 a file that a form named before stays readable for whoever sees the field', async () => {
  const { emma, instance, receipt } = await started();
  const next = await emma.keepFile('receipt 2.pdf', bytesOf(Buffer.concat([PDF, PDF])));
  const max = clientOf('test/max');
  const [task] = (await max.tasks()).items.filter((each) => each.instance === instance);
  await max.returnTask(task!.id, { to: 'initiator', comment: 'another receipt, please' });
  await emma.actOn(instance, 'resubmit', { form: { receipts: [next.value] } });
  expect(JSON.stringify((await max.instance(instance)).form)).not.toContain(receipt.value);
  expect(Buffer.from(await max.file(instance, receipt.value)).equals(PDF)).toBe(true);
});

test('X9 a file is there for whoever kept it before a form names it, and for nobody else', async () => {
  const kept = await clientOf('test/emma').keepFile('mine.txt', bytesOf(Buffer.from('mine alone')));
  const bytes = await clientOf('test/emma').ownFile(kept.value);
  expect(Buffer.from(bytes).toString()).toBe('mine alone');
  for (const person of ['test/max', 'other/emma']) {
    const asked = clientOf(person).ownFile(kept.value);
    await expect(asked).rejects.toMatchObject({ problem: { code: 'file.unknown', status: 404 } });
  }
});

test('X9 the same bytes kept by another are theirs, too', async () => {
  const bytes = bytesOf(Buffer.from('kept by two'));
  const values: string[] = [];
  for (const person of ['test/emma', 'test/max']) {
    const client = clientOf(person);
    const { value } = await client.keepFile('same.txt', bytes);
    expect(Buffer.from(await client.ownFile(value)).toString()).toBe('kept by two');
    values.push((await client.start({ flow: 'with-files', form: { receipts: [value] } })).instance);
  }
  expect(new Set(values).size).toBe(2);
});

describe('X9 who knows a digest alone', () => {
  const notYours = { problem: { code: 'file.not-yours', status: 422 } };
  const namings: readonly (readonly [string, (value: string) => object])[] = [
    ['as it is', (value) => ({ payslip: value })],
    ['in a list', (value) => ({ receipts: ['on paper', value] })],
    ['under another name', (value) => ({ payslip: `${value.split('/')[0]}/mine.pdf` })],
    ['where no file belongs', (value) => ({ note: { at: [{ deep: value }] } })],
  ];

  test.each(namings)('starts nothing with it, named %s', async (_, formOf) => {
    const { receipt } = await started();
    const finn = clientOf('test/finn');
    const tried = finn.start({ flow: 'with-files', form: formOf(receipt.value) as never });
    await expect(tried).rejects.toMatchObject(notYours);
    const nowhere = `${'f'.repeat(64)}/none.pdf`;
    const other = finn.start({ flow: 'with-files', form: formOf(nowhere) as never });
    await expect(other).rejects.toMatchObject(notYours);
  });

  test('neither resubmits nor votes with it, and what was tried is in the audit log', async () => {
    const { payslip } = await started();
    const finn = clientOf('test/finn');
    const { instance } = await finn.start({ flow: 'with-files', form: {} });
    const max = clientOf('test/max');
    const [task] = (await max.tasks()).items.filter((each) => each.instance === instance);
    const form = { receipts: [payslip.value] };
    await expect(max.decide(task!.id, 'approve', { form })).rejects.toMatchObject(notYours);
    await max.returnTask(task!.id, { to: 'initiator', comment: 'a receipt, please' });
    await expect(finn.actOn(instance, 'resubmit', { form })).rejects.toMatchObject(notYours);
    const log = await door.engine.store.audit.list('test', { limit: 200 });
    const refused = log.filter(({ object, code }) => object === `instance:${instance}` && code);
    expect(refused.map(({ action, actor, code }) => [action, actor, code])).toEqual([
      ['ApproveTask', { kind: 'person', id: 'max' }, 'file.not-yours'],
      ['ResubmitInstance', { kind: 'person', id: 'finn' }, 'file.not-yours'],
    ]);
  });

  test('R6.18 names no file of a field that is hidden from them in the instance itself', async () => {
    const { instance, payslip, receipt } = await started();
    const max = clientOf('test/max');
    const [task] = (await max.tasks()).items.filter((each) => each.instance === instance);
    const withSlip = max.decide(task!.id, 'approve', { form: { receipts: [payslip.value] } });
    await expect(withSlip).rejects.toMatchObject(notYours);
    await max.decide(task!.id, 'approve', { form: { receipts: [receipt.value] } });
  });

  test('a name without a digest is a text like any other', async () => {
    const form = { receipts: ['发票.pdf', '2026/11/receipt.pdf'] };
    await clientOf('test/finn').start({ flow: 'with-files', form });
  });
});

test('no answer with what somebody may see stays in a browser’s cache', async () => {
  const { instance, receipt } = await started();
  const [digest] = receipt.value.split('/');
  for (const url of [
    `/v1/files/${digest}`,
    `/v1/instances/${instance}/files/${digest}`,
    `/v1/instances/${instance}`,
    '/v1/instances/none',
  ]) {
    const { headers } = await door.as('test/emma', { method: 'GET', url });
    expect([url, headers['cache-control']]).toEqual([url, 'no-store']);
  }
});

test('T6 a vote is bound to the bytes: another file is another value', async () => {
  const emma = clientOf('test/emma');
  const first = await emma.keepFile('a.pdf', bytesOf(PDF));
  const same = await emma.keepFile('a.pdf', bytesOf(PDF));
  const other = await emma.keepFile('a.pdf', bytesOf(Buffer.concat([PDF, PDF])));
  expect(same.value).toBe(first.value);
  expect(other.value).not.toBe(first.value);
});

describe('what a file may be', () => {
  const upload = (name: string, payload: Buffer, type = 'application/octet-stream') =>
    door.as('test/emma', {
      method: 'POST',
      url: `/v1/files?name=${encodeURIComponent(name)}`,
      headers: { 'content-type': type },
      payload,
    });

  test('its kind is what its bytes say, and only known kinds are shown in place', async () => {
    const { instance, receipt } = await started();
    const page = Buffer.from('<script>alert(1)</script>');
    expect((await upload('a.pdf', page)).body.mediaType).toBe('application/octet-stream');
    const [digest] = receipt.value.split('/');
    const reply = await door.as('test/emma', {
      method: 'GET',
      url: `/v1/instances/${instance}/files/${digest}`,
    });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "inline; filename*=UTF-8''%E5%8F%91%E7%A5%A8%2012.pdf",
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });

  test('of a path only the last part is a name', async () => {
    expect((await upload('../../etc/passwd', PDF)).body.name).toBe('passwd');
    expect((await upload('C:\\temp\\a.pdf', PDF)).body.name).toBe('a.pdf');
  });

  test.each([
    ['nothing', 'a.pdf', Buffer.alloc(0), 422, 'file.empty'],
    ['a name that is none', '/', PDF, 422, 'file.name-invalid'],
    ['a name with a line break', 'a\nb', PDF, 422, 'file.name-invalid'],
    ['too much', 'a.pdf', Buffer.alloc(20 * 1_048_576 + 1), 413, 'request.too-large'],
  ] as const)('%s is refused', async (_, name, payload, status, code) => {
    expect(await upload(name, payload)).toMatchObject({ status, body: { code } });
  });

  test('a body of another kind is no file', async () => {
    for (const type of ['text/html', 'application/json', 'text/plain']) {
      const reply = await upload('a.json', Buffer.from('{}'), type);
      expect(reply).toMatchObject({ status: 415, body: { code: 'request.media-type' } });
    }
  });

  test('no body at all is a file without bytes', async () => {
    const reply = await door.as('test/emma', { method: 'POST', url: '/v1/files?name=a.pdf' });
    expect(reply).toMatchObject({ status: 422, body: { code: 'file.empty' } });
  });
});
